// What the author typed, carried over to the text that the server holds. Nothing typed is dropped.
import { ChangeSet } from "@codemirror/state";

function commonPrefix(a, b) {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function commonSuffix(a, b, limit) {
  let at = 0;
  while (at < limit && a.charCodeAt(a.length - 1 - at) === b.charCodeAt(b.length - 1 - at)) at += 1;
  return at;
}

/** One replacement that turns `from` into `to`: the part between the common beginning and the common end. */
export function difference(from, to) {
  const a = from.toString();
  const b = to.toString();
  const start = commonPrefix(a, b);
  const tail = commonSuffix(a, b, Math.min(a.length, b.length) - start);
  if (a.length === b.length && start === a.length) return ChangeSet.empty(a.length);
  return ChangeSet.of({ from: start, to: a.length - tail, insert: to.slice(start, b.length - tail) }, a.length);
}

/** How many characters lie between two texts, in and out. */
export function sizeOf(from, to) {
  let size = 0;
  difference(from, to).iterChanges((fromA, toA, fromB, toB) => (size += toA - fromA + toB - fromB));
  return size;
}

/**
 * @param {import("@codemirror/state").Text} known the text both sides last agreed on
 * @param {import("@codemirror/state").Text} server the text the server holds now
 * @param {ChangeSet} unsent what was typed here since `known`
 * @returns {{remote: ChangeSet, unsent: ChangeSet}} `remote` for the text shown here, `unsent` for the server's
 */
export function rebase(known, server, unsent) {
  const theirs = difference(known, server);
  return { remote: theirs.map(unsent, true), unsent: unsent.map(theirs) };
}
