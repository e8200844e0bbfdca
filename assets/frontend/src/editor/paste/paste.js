// What comes from the clipboard: an address over a selection becomes a link, formatted text becomes Markdown.
import { syntaxTree } from "@codemirror/language";
import { EditorSelection } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { ADDRESS } from "../commands.js";
import { cleanPaste } from "./clean.js";

const MEANING = /<(?:a\s[^>]*href|b|strong|i|em|del|s|h[1-6]|ul|ol|li|blockquote|pre|code|img|table|hr)\b/i;
let converter = null;
let plainNext = false;

/** Loads the converter ahead of the first paste. */
export function preparePaste() {
  converter ??= import("./html_to_markdown.js");
  return converter;
}

/** The command before "paste without formatting": the clipboard event that follows is taken as plain text. */
export function pastePlainNext() {
  plainNext = true;
  setTimeout(() => (plainNext = false), 500);
  return false;
}

function inCode(state) {
  for (let node = syntaxTree(state).resolveInner(state.selection.main.head, -1); node; node = node.parent) {
    if (/^(?:FencedCode|CodeBlock|InlineCode)$/.test(node.name)) return true;
  }
  return false;
}

function linkSelection(view, address) {
  const { state } = view;
  if (state.selection.ranges.some((range) => range.empty || state.sliceDoc(range.from, range.to).includes("\n"))) return false;
  const change = state.changeByRange(({ from, to }) => {
    const insert = `[${state.sliceDoc(from, to)}](${address})`;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) };
  });
  view.dispatch(state.update(change, { userEvent: "input.paste", scrollIntoView: true }));
  return true;
}

async function pasteFormatted(view, html, plain) {
  let text = plain;
  try {
    text = (await preparePaste()).htmlToMarkdown(html) || plain;
  } catch {
    converter = null; // the part could not be loaded: the words themselves are still there
  }
  view.dispatch(view.state.replaceSelection(cleanPaste(text)), { userEvent: "input.paste", scrollIntoView: true });
}

export const smartPaste = EditorView.domEventHandlers({
  paste(event, view) {
    const plain = event.clipboardData?.getData("text/plain") ?? "";
    const html = event.clipboardData?.getData("text/html") ?? "";
    const bare = plainNext || inCode(view.state);
    plainNext = false;
    const address = plain.trim();
    if (!bare && ADDRESS.test(address) && linkSelection(view, address)) return done(event);
    if (bare || !MEANING.test(html)) return false;
    void pasteFormatted(view, html, plain);
    return done(event);
  },
});

function done(event) {
  event.preventDefault();
  return true;
}
