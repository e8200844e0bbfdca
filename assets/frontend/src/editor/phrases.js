// CodeMirror's own texts in the author's language.
import { _ } from "../text.js";

/** CodeMirror's own words, and ours for them where ours are plainer. */
export function phrases() {
  return {
    Find: _("Find"),
    Replace: _("Replace with"),
    next: _("Next"),
    previous: _("Previous"),
    all: _("Select all"),
    "match case": _("Match case"),
    regexp: _("Regular expression"),
    "by word": _("Whole words"),
    replace: _("Replace"),
    "replace all": _("Replace all"),
    close: _("Close"),
    "current match": _("Current match"),
    "replaced $ matches": _("Replaced $ places"),
    "replaced match on line $": _("Replaced on line $"),
    "on line": _("on line"),
    "Go to line": _("Go to line"),
    go: _("Go"),
    "Control character": _("Control character"),
    "Selection deleted": _("Selection deleted"),
    "folded code": _("Folded text"),
    unfold: _("Unfold"),
    to: _("to"),
    "Folded lines": _("Folded lines"),
    "Unfolded lines": _("Unfolded lines"),
  };
}
