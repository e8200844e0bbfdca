// Live mode: Markdown drawn as it will read, marks shown only on the lines where the author is.
import { syntaxTree } from "@codemirror/language";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { CheckboxWidget } from "./checkbox.js";
import { LINES, hiddenRange, isBareBrackets } from "./marks.js";

const hide = Decoration.replace({});
const bareBrackets = Decoration.mark({ class: "md-brackets" });
const lineClasses = new Map([...LINES].map(([name, classes]) => [name, Decoration.line({ class: classes })]));
const firstOfBlock = Decoration.line({ class: "md-line-first" });
const lastOfBlock = Decoration.line({ class: "md-line-last" });

/** The numbers of the lines that the selection touches. */
function activeLines(state) {
  const lines = new Set();
  for (const { from, to } of state.selection.ranges) {
    const last = state.doc.lineAt(to).number;
    for (let { number } = state.doc.lineAt(from); number <= last; number += 1) lines.add(number);
  }
  return lines;
}

function lineDecorations(found, doc, node, { from, to }) {
  const decoration = lineClasses.get(node.name);
  if (!decoration) return;
  const last = doc.lineAt(Math.min(node.to, to)).number;
  for (let { number } = doc.lineAt(Math.max(node.from, from)); number <= last; number += 1) {
    found.push(decoration.range(doc.line(number).from));
  }
  found.push(firstOfBlock.range(doc.lineAt(node.from).from), lastOfBlock.range(doc.lineAt(node.to).from));
}

function markDecoration(found, doc, node, active) {
  const range = hiddenRange(node, doc);
  if (range && range.to > range.from && !active.has(doc.lineAt(node.from).number)) found.push(hide.range(range.from, range.to));
}

function taskDecoration(found, doc, node, active) {
  if (node.name !== "TaskMarker" || active.has(doc.lineAt(node.from).number)) return;
  const checked = /x/i.test(doc.sliceString(node.from, node.to));
  found.push(Decoration.replace({ widget: new CheckboxWidget(checked) }).range(node.from, node.to));
}

function decorate(view, whole) {
  const { state } = view;
  const { doc } = state;
  const found = [];
  const active = whole ? activeLines(state) : null;
  for (const visible of view.visibleRanges) {
    syntaxTree(state).iterate({
      ...visible,
      enter(node) {
        lineDecorations(found, doc, node, visible);
        if (!whole) return;
        markDecoration(found, doc, node, active);
        taskDecoration(found, doc, node, active);
        if (node.name === "Link" && isBareBrackets(node.node)) found.push(bareBrackets.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(found, true);
}

/** @param {boolean} whole false: only the lines are set (source mode); true: marks hide as well */
function plugin(whole) {
  return ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.tree = syntaxTree(view.state);
        this.decorations = decorate(view, whole);
      }

      update(update) {
        const tree = syntaxTree(update.state);
        const moved = whole && update.selectionSet;
        if (!update.docChanged && !update.viewportChanged && !moved && tree === this.tree) return;
        this.tree = tree;
        this.decorations = decorate(update.view, whole);
      }
    },
    {
      decorations: (value) => value.decorations,
      provide: (self) =>
        whole ? EditorView.atomicRanges.of((view) => checkboxes(view.plugin(self)?.decorations)) : [],
    },
  );
}

/** The caret passes a checkbox in one step; hidden marks it passes letter by letter as they appear. */
function checkboxes(decorations) {
  return decorations ? decorations.update({ filter: (_from, _to, value) => Boolean(value.spec.widget) }) : Decoration.none;
}

export const sourceLines = plugin(false);
export const liveLines = plugin(true);
