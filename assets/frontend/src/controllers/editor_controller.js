// Mounts the editor island: data-controller="editor" around targets surface, preview and save; boot data in #document.
import { Controller } from "@hotwired/stimulus";
import { cspNonce } from "../net/turbo.js";

export default class extends Controller {
  static targets = ["surface", "preview", "save"];
  static values = { focus: Boolean };

  async connect() {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    window.Turbo.cache.exemptPageFromCache(); // a page from the cache would show an old text
    this.element.addEventListener("editor:state", ({ detail }) => this.showState(detail));
    const boot = JSON.parse(document.getElementById("document").textContent);
    const { mountEditor } = await import("../editor/mount.js");
    if (!this.element.isConnected || this.editor) return;
    this.editor = mountEditor(this.surfaceTarget, boot, { nonce: cspNonce(), focus: this.focusValue });
  }

  disconnect() {
    this.editor?.destroy();
    this.editor = null;
  }

  showState({ key, label }) {
    if (!this.hasSaveTarget) return;
    this.saveTarget.dataset.state = key;
    this.saveTarget.textContent = label;
  }
}
