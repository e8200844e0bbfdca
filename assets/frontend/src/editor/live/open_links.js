// Ctrl+click (⌘ on a Mac) opens a link of the text outside the app.
import { syntaxTree } from "@codemirror/language";
import { EditorView } from "@codemirror/view";

const OUTSIDE = /^(?:https?:|mailto:)/i;

/** The address that the text at `position` links to, or null. */
export function addressAt(state, position) {
  for (let node = syntaxTree(state).resolveInner(position, 1); node; node = node.parent) {
    if (node.name !== "Link" && node.name !== "Autolink" && node.name !== "URL") continue;
    const url = node.name === "URL" ? node : node.getChild("URL");
    const address = url ? state.sliceDoc(url.from, url.to) : "";
    if (OUTSIDE.test(address)) return address;
  }
  return null;
}

export const openLinks = EditorView.domEventHandlers({
  mousedown(event, view) {
    if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
    const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
    const address = position === null ? null : addressAt(view.state, position);
    if (!address) return false;
    event.preventDefault();
    view.dom.dispatchEvent(new CustomEvent("editor:open-url", { bubbles: true, detail: { url: address } }));
    return true;
  },
});
