// Turns each transaction that changes the text into an entry of the journal.
import { undoDepth } from "@codemirror/commands";
import { Annotation, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** Marks a change that the server already holds: it is shown, never recorded. */
export const fromServer = Annotation.define();
const JOINABLE = /^(?:input\.type|delete)(?:\.|$)/;

/** The user event; `.start` says that an undo step begins here, which the clock decided and replay cannot know. */
function kindOf(transaction) {
  const event = transaction.annotation(Transaction.userEvent) ?? "";
  if (transaction.annotation(Transaction.addToHistory) === false) return "quiet";
  if (!JOINABLE.test(event) || event.endsWith(".start")) return event || "edit";
  const opens = undoDepth(transaction.state) !== undoDepth(transaction.startState);
  return opens ? `${event === "delete" ? "delete.selection" : event}.start` : event;
}

function entryOf(transaction) {
  const { anchor, head } = transaction.newSelection.main;
  return { changes: transaction.changes.toJSON(), kind: kindOf(transaction), selection: [anchor, head] };
}

/** An extension that hands (entry, changes) of each local change to `record`. */
export function recorder(record) {
  return EditorView.updateListener.of((update) => {
    for (const transaction of update.transactions) {
      if (!transaction.docChanged || transaction.annotation(fromServer)) continue;
      record(entryOf(transaction), transaction.changes);
    }
  });
}
