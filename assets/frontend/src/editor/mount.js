// The editor island: boot data in, one long-lived editor out.
import { historyField } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { openJournal } from "../journal/journal.js";
import { rebuild } from "../journal/rebuild.js";
import { recorder } from "../journal/recorder.js";
import { openPreview } from "../preview/pane.js";
import { startChrome } from "./chrome.js";
import { writingExtensions } from "./extensions.js";
import { addPictures, choosePictures, pictureEvents } from "./images/adding.js";
import { focusAlt, mediaUrl } from "./images/pictures.js";
import { setMode, startMode, toggleMode } from "./modes.js";
import { goToLine, outline } from "./outline.js";
import { preparePaste, smartPaste } from "./paste/paste.js";
import { stats } from "./stats.js";

export * as commands from "./commands.js";

function defaultUrls(id) {
  const [media, preview] = ["/studio/media", "/studio/preview"];
  return { media, preview, preview_full: `${preview}/full`, frame: `${preview}/${id}/frame` };
}

class Editor {
  #preview = null;

  /** @param {HTMLElement} element @param {object} boot @param {{nonce: string, mode?: string}} options */
  constructor(element, boot, options) {
    this.element = element;
    this.boot = { ...boot, urls: { ...defaultUrls(boot.id), ...boot.urls } };
    this.chrome = startChrome();
    const { doc, json } = rebuild(boot);
    const state = EditorState.fromJSON(json, { extensions: this.#extensions(options) }, { history: historyField });
    this.view = new EditorView({ state, parent: element });
    this.scroller = element.closest("[data-editor-scroller]") ?? this.view.scrollDOM;
    this.#openJournal(doc);
    this.#scrollBack();
    setTimeout(() => preparePaste().catch(() => {}), 3000);
  }

  #extensions({ nonce, mode = this.boot.mode ?? "live" }) {
    return [
      recorder((entry, changes) => this.journal.record(entry, changes)),
      EditorView.updateListener.of((update) => update.docChanged && this.#changed()),
      keymap.of([{ key: "Mod-/", run: toggleMode }]),
      mediaUrl.of(this.boot.urls.media),
      pictureEvents(this.boot),
      smartPaste,
      outline((items) => this.announce("outline", { outline: items })),
      stats((figures) => this.announce("stats", figures)),
      this.chrome.extension,
      startMode(mode),
      writingExtensions({ nonce, language: this.boot.language }),
    ];
  }

  #openJournal(doc) {
    const opened = openJournal(this.boot, doc, {
      view: () => this.view,
      scrollTop: () => this.scroller.scrollTop,
      show: (detail) => this.#showState(detail),
    });
    this.journal = opened.journal;
    this.closeJournal = opened.close;
  }

  #showState(detail) {
    this.announce("state", detail);
    if (detail.key === "saved") this.announce("saved", detail);
  }

  #changed() {
    this.announce("changed", { length: this.view.state.doc.length });
    this.#preview?.changed();
  }

  /** The place the author left, once the lines have been measured. */
  #scrollBack() {
    const top = this.boot.scroll_top;
    if (top) this.view.requestMeasure({ read: () => null, write: () => (this.scroller.scrollTop = top) });
  }

  announce(name, detail) {
    this.element.dispatchEvent(new CustomEvent(`editor:${name}`, { bubbles: true, detail }));
  }

  focus() {
    this.view.focus();
  }

  setMode(name) {
    setMode(this.view, name);
  }

  toggleMode() {
    toggleMode(this.view);
  }

  goToLine(number) {
    goToLine(this.view, number);
  }

  /** The description of the picture `media:…`, to be written. */
  describe(target) {
    focusAlt(this.view, target);
  }

  choosePictures() {
    return choosePictures(this.view, this.boot);
  }

  addPictures(files) {
    addPictures(this.view, this.boot, files);
  }

  /** Runs a command of commands.js. */
  run(command) {
    command(this.view);
    this.view.focus();
  }

  /** Opens the preview in `container`, or closes it with null. */
  showPreview(container) {
    this.#preview?.close();
    const page = { view: this.view, scroller: this.scroller, boot: this.boot };
    const announce = (name, detail) => this.announce(name, detail);
    this.#preview = container
      ? openPreview(container, { ...page, announce, goTo: (line) => this.goToLine(line) })
      : null;
  }

  destroy() {
    this.showPreview(null);
    this.chrome.stop();
    void this.closeJournal();
    this.view.destroy();
  }
}

/**
 * @param {HTMLElement} element where the editor stands
 * @param {object} boot the boot data of the page
 * @param {{nonce: string, mode?: "live"|"source"}} options
 */
export function mountEditor(element, boot, options) {
  return new Editor(element, boot, options);
}
