// CodeMirror's own texts in the author's language.
import { _ } from "../text.js";

const TEXTS = [
  "Find", "Replace", "next", "previous", "all", "match case", "regexp", "by word", "replace", "replace all", "close",
  "current match", "replaced $ matches", "replaced match on line $", "on line", "Go to line", "go", "Control character",
  "Selection deleted", "folded code", "unfold", "to", "Folded lines", "Unfolded lines",
];

export function phrases() {
  return Object.fromEntries(TEXTS.map((text) => [text, _(text)]));
}
