// From the entries of the journal back to a state with text, undo history and caret.
import { history, historyField, isolateHistory, redo, undo } from "@codemirror/commands";
import { ChangeSet, EditorSelection, EditorState, Text, Transaction } from "@codemirror/state";

/** Undo steps kept at least; the journal may hold more. */
export const UNDO_DEPTH = 500;
const OPENS_STEP = /^(?:input\.type|delete\.\w+)\.start$/;
const COMMANDS = { undo, redo };
// One moment for all: what belongs to a step is recorded, not measured again. Not 0, which history takes for "never".
const REPLAY_TIME = 1e6;

export function textOf(string) {
  return Text.of(string.split("\n"));
}

function selectionOf([anchor, head] = [0, 0], length) {
  const inside = (offset) => Math.max(0, Math.min(offset, length));
  return EditorSelection.single(inside(anchor), inside(head));
}

/** The transaction of undo or redo when it makes the recorded changes, else null. */
function throughHistory(state, kind, changes) {
  let found = null;
  COMMANDS[kind]?.({ state, dispatch: (transaction) => (found = transaction) });
  const same = found && JSON.stringify(found.changes) === JSON.stringify(changes);
  return same ? found : null;
}

/** Puts the caret where the step began, so that undoing it leads back there. */
function placedBefore(state, changes) {
  let from = null;
  let to = null;
  changes.iterChanges((fromA, toA) => {
    from ??= fromA;
    to = toA;
  });
  const { head } = state.selection.main;
  if (from === null || (head >= from && head <= to)) return state;
  return state.update({ selection: { anchor: to } }).state;
}

function plainly(state, { kind, selection }, changes) {
  const opens = OPENS_STEP.test(kind);
  const event = opens && !kind.includes("compose") ? kind.slice(0, -".start".length) : kind;
  const annotations = [Transaction.userEvent.of(event), Transaction.time.of(REPLAY_TIME)];
  if (opens) annotations.push(isolateHistory.of("before"));
  if (kind === "quiet" || kind === "rebase") annotations.push(Transaction.addToHistory.of(kind === "rebase"));
  const before = opens ? placedBefore(state, changes) : state;
  return before.update({
    changes,
    selection: selectionOf(selection, changes.newLength),
    annotations,
    filter: false,
  }).state;
}

function replay(state, entry) {
  const changes = ChangeSet.fromJSON(entry.changes);
  if (entry.kind in COMMANDS) {
    const transaction = throughHistory(state, entry.kind, changes);
    if (transaction) return transaction.state;
  }
  return plainly(state, entry, changes);
}

/**
 * @param {{base_text: string, entries: {changes: any[], kind: string, selection: number[]}[], selection?: number[]|null}} boot
 * @returns {{doc: Text, selection: EditorSelection, json: object}} `json` restores text and history by `EditorState.fromJSON`
 * @throws {RangeError} when an entry does not fit the text
 */
export function rebuild({ base_text: baseText, entries, selection }) {
  let state = EditorState.create({ doc: textOf(baseText), extensions: [history({ minDepth: UNDO_DEPTH })] });
  for (const entry of entries) state = replay(state, entry);
  if (selection) state = state.update({ selection: selectionOf(selection, state.doc.length) }).state;
  return { doc: state.doc, selection: state.selection, json: state.toJSON({ history: historyField }) };
}
