// The way of each change to the disk: in order, one request in flight, repeated until it is there.
import { ChangeSet } from "@codemirror/state";
import { rebase } from "./rebase.js";
import { textOf } from "./rebuild.js";

const FIRST_DELAY_MS = 40; // keys of one burst travel together; the promise is 150 ms
const RETRY_MS = [400, 800, 1600, 3200, 5000];
const MAX_ENTRIES = 500; // a request stays small after a long time without the server

export class Journal {
  #sent = null; // {entries, changes}: in flight or in doubt, resent as it was
  #waiting = null; // {entries, changes}: typed since
  #running = null;
  #timer = null;
  #failures = 0;
  #refusals = 0;

  /**
   * @param {object} options
   * @param {number} options.seq number of the last entry that the server holds
   * @param {import("@codemirror/state").Text} options.doc the text at that entry
   * @param {(body: object, keepalive: boolean) => Promise<{seq: number}>} options.post
   * @param {(changes: ChangeSet) => void} options.applyRemote shows what another window wrote
   * @param {() => number} options.scrollTop
   * @param {(state: {key: string, problem?: Error, answer?: object}) => void} options.report
   * @param {string} options.client name of this window, the same for its whole life
   */
  constructor(options) {
    Object.assign(this, options);
  }

  /** Whether something typed is not known to be on disk. */
  get unsaved() {
    return Boolean(this.#sent || this.#waiting);
  }

  get failing() {
    return this.#failures > 0;
  }

  record(entry, changes) {
    if (this.#waiting) {
      this.#waiting.entries.push(entry);
      this.#waiting.changes = this.#waiting.changes.compose(changes);
    } else this.#waiting = { entries: [entry], changes };
    this.report({ key: this.failing ? "failed" : "saving" });
    this.#schedule(FIRST_DELAY_MS);
  }

  /** Takes over what another window of this browser saved: true when it fitted. */
  follow({ base_seq: baseSeq, seq, changes }) {
    if (this.unsaved || baseSeq !== this.seq) return false;
    const remote = ChangeSet.fromJSON(changes);
    if (remote.length !== this.doc.length) return false;
    this.doc = remote.apply(this.doc);
    this.seq = seq;
    this.applyRemote(remote);
    return true;
  }

  /** Sends at once; resolves to whether everything is saved. */
  async flush({ keepalive = false } = {}) {
    clearTimeout(this.#timer);
    this.#timer = null;
    await this.#pump(keepalive);
    return !this.unsaved;
  }

  /**
   * The page dies now and the answer to the request in flight will not be seen: what waits follows it unasked.
   * Should the page live on, the regular way sends it again and finds that the server has it.
   */
  partingShot() {
    if (!this.#sent || !this.#waiting) return void this.flush({ keepalive: true });
    const seq = this.seq + this.#sent.entries.length;
    this.post(this.#bodyOf(this.#waiting, seq), true).catch(() => {});
  }

  #schedule(delay) {
    if (this.#timer !== null || this.#running) return;
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  #pump(keepalive) {
    this.#running ??= this.#drain(keepalive).finally(() => {
      this.#running = null;
      if (this.unsaved) this.#schedule(RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? 0);
    });
    return this.#running;
  }

  async #drain(keepalive) {
    while (this.unsaved) {
      this.#sent ??= this.#take();
      try {
        this.#accept(await this.post(this.#bodyOf(this.#sent, this.seq), keepalive));
      } catch (problem) {
        if (!this.#settle(problem)) return;
      }
    }
  }

  #take() {
    const { entries, changes } = this.#waiting;
    this.#waiting = null;
    if (entries.length <= MAX_ENTRIES) return { entries, changes };
    return { entries: [{ changes: changes.toJSON(), kind: "edit", selection: entries.at(-1).selection }], changes };
  }

  #bodyOf({ entries, changes }, seq) {
    const scrollTop = Math.max(0, Math.round(this.scrollTop()));
    return { client: this.client, base_seq: seq, entries, length: changes.newLength, scroll_top: scrollTop };
  }

  #accept(answer) {
    const { changes } = this.#sent;
    const baseSeq = this.seq;
    this.doc = changes.apply(this.doc);
    this.seq = answer.seq;
    this.#sent = null;
    this.#failures = 0;
    this.#refusals = 0;
    this.report({ key: this.unsaved ? "saving" : "saved", answer });
    this.onSaved?.({ base_seq: baseSeq, seq: answer.seq, changes: changes.toJSON() });
  }

  /** True when the next attempt may follow at once. */
  #settle(problem) {
    const { text, seq } = problem.body ?? {};
    const told = [409, 422].includes(problem.status) && typeof text === "string" && Number.isInteger(seq);
    if (told && this.#refusals < 3) {
      this.#refusals += 1;
      this.#reconcile(textOf(text), seq);
      return true;
    }
    this.#failures += 1;
    this.report({ key: "failed", problem });
    return false;
  }

  #reconcile(server, seq) {
    const mine = this.#sent.changes.apply(this.doc);
    if (mine.eq(server)) return this.#accept({ seq }); // it was saved; only the answer was lost
    const { selection } = (this.#waiting ?? this.#sent).entries.at(-1);
    const unsent = this.#waiting ? this.#sent.changes.compose(this.#waiting.changes) : this.#sent.changes;
    const moved = this.#refusals > 1 ? this.#whole(server, unsent) : rebase(this.doc, server, unsent);
    this.#sent = null;
    this.#waiting = { entries: [this.#rebased(moved, selection)], changes: moved.unsent };
    this.doc = server;
    this.seq = seq;
    this.applyRemote(moved.remote);
  }

  #rebased({ remote, unsent }, selection) {
    const place = (offset) => remote.mapPos(Math.min(offset, remote.length));
    return { changes: unsent.toJSON(), kind: "rebase", selection: selection.map(place) };
  }

  /** The text as it is shown here in place of the server's: for when moving the changes was refused. */
  #whole(server, unsent) {
    const shown = unsent.apply(this.doc);
    const replace = ChangeSet.of({ from: 0, to: server.length, insert: shown }, server.length);
    return { remote: ChangeSet.empty(shown.length), unsent: replace };
  }
}
