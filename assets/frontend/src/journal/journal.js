// The journal of one open post, tied to its view: records, saves, follows other windows, reports.
import { Transaction } from "@codemirror/state";
import { send } from "../net/http.js";
import { watch } from "./leaving.js";
import { Journal } from "./queue.js";
import { fromServer } from "./recorder.js";
import { SaveState } from "./save_state.js";

const KEEPALIVE_BYTES = 60_000; // browsers refuse keepalive bodies of 64 kB and more

function poster(url) {
  return (body, keepalive) => {
    const small = JSON.stringify(body).length * 3 < KEEPALIVE_BYTES;
    return send("POST", url, { json: body, keepalive: keepalive && small });
  };
}

function showRemote(view, changes) {
  view.dispatch({ changes, annotations: [fromServer.of(true), Transaction.addToHistory.of(false)], filter: false });
}

/** Other windows of the same browser hear of each save, so that their text does not grow old. */
function joinWindows(journal, id) {
  const channel = new BroadcastChannel(`blogdesk-post-${id}`);
  channel.onmessage = ({ data }) => journal.follow(data);
  journal.onSaved = (saved) => channel.postMessage(saved);
  return () => channel.close();
}

/**
 * @param {object} boot the boot data of the page
 * @param {import("@codemirror/state").Text} doc the text that boot describes
 * @param {{view: () => import("@codemirror/view").EditorView, scrollTop: () => number, show: (state: object) => void}} page
 */
export function openJournal(boot, doc, { view, scrollTop, show }) {
  const state = new SaveState(show);
  const journal = new Journal({
    client: crypto.randomUUID(),
    seq: boot.entries.at(-1)?.seq ?? boot.base_seq,
    doc,
    post: poster(boot.urls.journal),
    applyRemote: (changes) => showRemote(view(), changes),
    scrollTop,
    report: (report) => state.report(report),
  });
  const leaveWindows = joinWindows(journal, boot.id);
  const release = watch(journal);
  const close = async () => {
    await release();
    leaveWindows();
  };
  return { journal, close };
}
