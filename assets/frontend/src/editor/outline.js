// The headings of the text, for the outline beside it. Read when the author pauses.
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import { EditorView, ViewPlugin } from "@codemirror/view";

const PAUSE_MS = 400;
const PARSE_MS = 50;
const HEADING = /^(?:ATXHeading|SetextHeading)([1-6])$/;

function textOf(state, node) {
  const text = state.sliceDoc(node.from, node.to).split("\n")[0];
  return text.replace(/^#+\s*/, "").replace(/\s+#+\s*$/, "").replace(/[*_`]/g, "").trim();
}

/** @returns {{level: number, text: string, line: number, from: number}[]} */
export function outlineOf(state) {
  const found = [];
  (ensureSyntaxTree(state, state.doc.length, PARSE_MS) ?? syntaxTree(state)).iterate({
    enter(node) {
      const level = HEADING.exec(node.name)?.[1];
      if (!level) return node.name === "Document" || node.name === "Blockquote" ? undefined : false;
      found.push({ level: Number(level), text: textOf(state, node), line: state.doc.lineAt(node.from).number, from: node.from });
      return false;
    },
  });
  return found;
}

/** Calls `show` with the outline, at the start and after each pause in which it changed. */
export function outline(show) {
  return ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.view = view;
        this.told = "";
        this.plan();
      }

      update(update) {
        if (update.docChanged) this.plan();
      }

      plan() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.tell(), PAUSE_MS);
      }

      tell() {
        const items = outlineOf(this.view.state);
        const now = JSON.stringify(items);
        if (now !== this.told) show(items);
        this.told = now;
      }

      destroy() {
        clearTimeout(this.timer);
      }
    },
  );
}

/** Brings line `number` to the top of what is seen, the caret with it. */
export function goToLine(view, number) {
  const { from } = view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "start", yMargin: 24 }) });
  view.focus();
}
