// Commands that write Markdown. Each touches only the characters it must.
import { EditorSelection } from "@codemirror/state";

function wrapped(state, range, mark) {
  const { from, to } = range;
  const size = mark.length;
  const outside = state.sliceDoc(from - size, from) === mark && state.sliceDoc(to, to + size) === mark;
  if (outside) return { from: from - size, to: to + size, inner: { from, to } };
  const text = state.sliceDoc(from, to);
  const inside = text.length >= 2 * size && text.startsWith(mark) && text.endsWith(mark);
  return inside ? { from, to, inner: { from: from + size, to: to - size } } : null;
}

/** `*` beside another `*` belongs to strong emphasis: italic must not eat half of it. */
function partOfLonger(state, range, mark) {
  if (mark !== "*") return false;
  const before = /\**$/.exec(state.sliceDoc(Math.max(0, range.from - 3), range.from))[0].length;
  return before === 2;
}

function wrap(state, range, mark) {
  const target = range.empty ? state.wordAt(range.head) ?? range : range;
  const around = partOfLonger(state, target, mark) ? null : wrapped(state, target, mark);
  if (around) {
    const { from, to, inner } = around;
    return {
      changes: [{ from, to: inner.from }, { from: inner.to, to }],
      range: EditorSelection.range(from, from + inner.to - inner.from),
    };
  }
  const { from, to } = target;
  const caret = range.empty ? range.head + mark.length : null;
  return {
    changes: [{ from, insert: mark }, { from: to, insert: mark }],
    range: caret === null ? EditorSelection.range(from + mark.length, to + mark.length) : EditorSelection.cursor(caret),
  };
}

/** Puts `mark` around each selection or word, or takes it away. */
export function toggleInline(mark) {
  return ({ state, dispatch }) => {
    const change = state.changeByRange((range) => wrap(state, range, mark));
    dispatch(state.update(change, { userEvent: "input.format", scrollIntoView: true }));
    return true;
  };
}

export const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>]+$/i;

/** `[text](address)`: the caret goes where something is missing. */
export function insertLink({ state, dispatch }) {
  const change = state.changeByRange(({ from, to }) => {
    const text = state.sliceDoc(from, to);
    const isAddress = ADDRESS.test(text);
    const insert = isAddress ? `[](${text})` : `[${text}]()`;
    const caret = isAddress || !text ? from + 1 : from + insert.length - 1;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(caret) };
  });
  dispatch(state.update(change, { userEvent: "input.format", scrollIntoView: true }));
  return true;
}

function selectedLines(state) {
  const lines = new Map();
  for (const { from, to } of state.selection.ranges) {
    for (let { number } = state.doc.lineAt(from); number <= state.doc.lineAt(to).number; number += 1) {
      lines.set(number, state.doc.line(number));
    }
  }
  return [...lines.values()];
}

/** Replaces what `pattern` finds at the start of each selected line by `prefixOf(index)`. */
function changeLineStarts({ state, dispatch }, pattern, prefixOf) {
  const changes = selectedLines(state).map((line, index) => {
    const found = pattern.exec(line.text)?.[0] ?? "";
    return { from: line.from, to: line.from + found.length, insert: prefixOf(index, line.text) };
  });
  dispatch(state.update({ changes, userEvent: "input.format", scrollIntoView: true }));
  return true;
}

const HEADING = /^#{1,6}\s+/;

/** Makes the lines headings of `level`; the same level again, or 0, makes them paragraphs. */
export function setHeading(level) {
  const prefix = level ? `${"#".repeat(level)} ` : "";
  return (target) =>
    changeLineStarts(target, HEADING, (_index, text) => (HEADING.exec(text)?.[0] === prefix ? "" : prefix));
}

const ITEM = /^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;
const KINDS = { bullet: { pattern: /^[-*+]\s+(?!\[)/, prefix: () => "- " },
  ordered: { pattern: /^\d+[.)]\s+/, prefix: (index) => `${index + 1}. ` },
  task: { pattern: /^[-*+]\s+\[[ xX]\]\s+/, prefix: () => "- [ ] " } };

/** @param {"bullet"|"ordered"|"task"} kind */
export function toggleList(kind) {
  const { pattern, prefix } = KINDS[kind];
  return (target) => {
    const already = selectedLines(target.state).every((line) => pattern.test(line.text));
    return changeLineStarts(target, ITEM, already ? () => "" : prefix);
  };
}

const QUOTE = /^>\s?/;

export function toggleQuote(target) {
  const already = selectedLines(target.state).every((line) => QUOTE.test(line.text));
  return changeLineStarts(target, already ? QUOTE : /^/, already ? () => "" : () => "> ");
}
