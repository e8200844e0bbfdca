// The way of each change to the disk: in order, one request in flight, repeated until it is there.
import { ChangeSet } from "@codemirror/state";
import { difference, rebase, sizeOf } from "./rebase.js";
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
  #inDoubt = false; // whether what was sent may have been saved though no answer came

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
   * The page dies now and no answer will be seen: what is in flight is sent once more, what waits behind it.
   * Whichever request comes first, the server keeps each entry once. Should the page live on, so does the regular way.
   */
  partingShot() {
    if (!this.#sent || !this.#waiting) return void this.flush({ keepalive: true });
    const entries = [...this.#sent.entries, ...this.#waiting.entries];
    this.post(this.#bodyOf({ entries, changes: this.#waiting.changes }, this.seq), true).catch(() => {});
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
    const saved = { base_seq: this.seq, seq: answer.seq, changes: changes.toJSON() };
    this.#agreeOn(changes.apply(this.doc), answer.seq);
    this.#failures = 0;
    this.#refusals = 0;
    this.report({ key: this.unsaved ? "saving" : "saved", answer });
    this.onSaved?.(saved);
  }

  /** Both sides hold `doc`; nothing is on its way. */
  #agreeOn(doc, seq) {
    this.doc = doc;
    this.seq = seq;
    this.#sent = null;
    this.#inDoubt = false;
  }

  /** True when the next attempt may follow at once. */
  #settle(problem) {
    const { text, seq } = problem.body ?? {};
    if (typeof text === "string" && Number.isInteger(seq) && this.#mayReconcile(problem.status, seq)) {
      this.#reconcile(textOf(text), seq);
      return true;
    }
    this.#refusals = 0;
    this.#failures += 1;
    this.#inDoubt ||= !problem.status || problem.status >= 500;
    this.report({ key: "failed", problem });
    return false;
  }

  /** 409: someone wrote meanwhile, however often. 422: our account of the text is off, which is tried twice. */
  #mayReconcile(status, seq) {
    if (status === 409) return seq !== this.seq;
    if (status !== 422) return false;
    this.#refusals += 1;
    return this.#refusals <= 2;
  }

  #reconcile(server, seq) {
    const { selection } = (this.#waiting ?? this.#sent).entries.at(-1);
    const mine = this.#sent.changes.apply(this.doc);
    const arrived = mine.eq(server) || (this.#inDoubt && sizeOf(mine, server) < sizeOf(this.doc, server));
    if (arrived) this.#agreeOn(mine, seq);
    this.#join(server, seq, selection);
    if (arrived && !this.unsaved) this.report({ key: "saved", answer: { seq, saved_at: Date.now() } });
  }

  /** Brings what is unsent over to the server's text, and what the server has to the text shown here. */
  #join(server, seq, selection) {
    const parts = [this.#sent, this.#waiting].filter(Boolean).map(({ changes }) => changes);
    const unsent = parts.reduce((all, changes) => all.compose(changes), ChangeSet.empty(this.doc.length));
    const moved = this.#refusals > 1 ? this.#whole(server, unsent) : rebase(this.doc, server, unsent);
    this.#agreeOn(server, seq);
    this.#waiting = parts.length ? { entries: [this.#rebased(moved, selection)], changes: moved.unsent } : null;
    if (!moved.remote.empty) this.applyRemote(moved.remote);
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
