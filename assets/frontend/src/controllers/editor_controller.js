// Mounts the editor island: data-controller="editor" around targets surface, preview and save; boot data in #document.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { cspNonce, renamePage } from "../net/turbo.js";

/** Names for data-editor-command-param → commands of the island. */
const COMMANDS = {
  bold: ({ toggleInline }) => toggleInline("**"),
  italic: ({ toggleInline }) => toggleInline("*"),
  code: ({ toggleInline }) => toggleInline("`"),
  link: ({ insertLink }) => insertLink,
  heading: ({ setHeading }) => setHeading(2),
  subheading: ({ setHeading }) => setHeading(3),
  list: ({ toggleList }) => toggleList("bullet"),
  numbered: ({ toggleList }) => toggleList("ordered"),
  tasks: ({ toggleList }) => toggleList("task"),
  quote: ({ toggleQuote }) => toggleQuote,
};

/** A click on a button of ours leaves the caret in the text; the keyboard moves the focus as ever. */
function keepCaret(event) {
  if (event.target.closest('button[data-action*="editor#"]')) event.preventDefault();
}

export default class extends Controller {
  static targets = ["surface", "preview", "save"];
  static values = { focus: Boolean, mode: String };

  async connect() {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    window.Turbo.cache.exemptPageFromCache(); // a page from the cache would show an old text
    this.boot = JSON.parse(document.getElementById("document").textContent);
    const island = await import("../editor/mount.js");
    if (!this.element.isConnected || this.editor) return;
    this.listen();
    this.commands = island.commands;
    this.editor = island.mountEditor(this.surfaceTarget, this.boot, { nonce: cspNonce(), mode: this.modeValue || undefined });
    if (this.focusValue) this.editor.focus();
    this.showPreview();
    this.dispatch("ready", { detail: { editor: this.editor } });
  }

  disconnect() {
    this.editor?.destroy();
    this.editor = null;
    this.listening?.abort();
  }

  listen() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.element.addEventListener("editor:state", ({ detail }) => this.showState(detail), { signal });
    this.element.addEventListener("editor:open-url", ({ detail }) => this.openUrl(detail), { signal });
    document.addEventListener("post:preview", () => this.showPreview(), { signal });
    document.addEventListener("editor:go", ({ detail }) => this.editor?.goToLine(detail.line), { signal });
    document.addEventListener("editor:describe", ({ detail }) => this.editor?.describe(detail.target), { signal });
    this.element.addEventListener("mousedown", keepCaret, { signal });
  }

  showState({ key, label }) {
    if (key === "saved" && this.boot.urls.page) renamePage(this.boot.urls.page); // a new post exists now
    if (!this.hasSaveTarget) return;
    this.saveTarget.dataset.state = key;
    this.saveTarget.textContent = label;
  }

  togglePreview() {
    this.previewTarget.hidden = !this.previewTarget.hidden;
    this.showPreview();
  }

  /** The preview is drawn while its place on the page is not hidden. */
  showPreview() {
    this.editor?.showPreview(this.hasPreviewTarget && !this.previewTarget.hidden ? this.previewTarget : null);
  }

  toggleMode() {
    this.editor?.toggleMode();
  }

  command({ params: { command } }) {
    this.editor?.run(COMMANDS[command](this.commands));
  }

  choosePictures() {
    return this.editor?.choosePictures();
  }

  focusText() {
    this.editor?.focus();
  }

  /** A link of the text: the desktop's window never leaves the app. */
  openUrl({ url }) {
    if (this.boot.face !== "desktop") return window.open(url, "_blank", "noopener");
    return send("POST", this.boot.urls.open_url ?? "/desktop/open-url", { json: { url } });
  }
}
