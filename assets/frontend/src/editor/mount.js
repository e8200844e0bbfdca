// The editor island: boot data in, one long-lived editor out.
import { history, historyField } from "@codemirror/commands";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { openJournal } from "../journal/journal.js";
import { rebuild } from "../journal/rebuild.js";
import { recorder } from "../journal/recorder.js";
import { writingExtensions } from "./extensions.js";

function scrollerOf(element, view) {
  return element.closest("[data-editor-scroller]") ?? view.scrollDOM;
}

function announce(element, name, detail) {
  element.dispatchEvent(new CustomEvent(`editor:${name}`, { bubbles: true, detail }));
}

function restore(boot, extensions) {
  const { doc, selection, json } = rebuild(boot);
  const state = EditorState.fromJSON(json, { extensions }, { history: historyField });
  return { doc, state, selection };
}

/** Brings back the place the author left: the scroll position, once the lines have been measured. */
function scrollBack(view, scroller, top) {
  if (!top) return;
  view.requestMeasure({ read: () => null, write: () => (scroller.scrollTop = top) });
}

/**
 * @param {HTMLElement} element where the editor stands
 * @param {object} boot the boot data of the page
 * @param {{nonce: string, focus?: boolean}} options
 */
export function mountEditor(element, boot, { nonce, focus = false }) {
  let view = null;
  let opened = null;
  const extensions = [
    writingExtensions({ nonce, language: boot.language }),
    recorder((entry, changes) => opened.journal.record(entry, changes)),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) announce(element, "changed", { length: update.state.doc.length });
    }),
  ];
  const { doc, state } = restore(boot, extensions);
  view = new EditorView({ state, parent: element });
  const scroller = scrollerOf(element, view);
  opened = openJournal(boot, doc, {
    view: () => view,
    scrollTop: () => scroller.scrollTop,
    show: (detail) => {
      announce(element, "state", detail);
      if (detail.key === "saved") announce(element, "saved", detail);
    },
  });
  scrollBack(view, scroller, boot.scroll_top);
  if (focus) view.focus();
  return {
    view,
    journal: opened.journal,
    destroy() {
      void opened.close();
      view.destroy();
    },
  };
}
