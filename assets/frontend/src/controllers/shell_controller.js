// The desk as a whole: what folds away, the keys that work everywhere, links that leave.
import { Controller } from "@hotwired/stimulus";
import { openOutside } from "../ui/outside.js";
import { chord, isTyping } from "../ui/keys.js";

function selectsText(target) {
  return Boolean(target.closest?.(".cm-content")) && !document.getSelection().isCollapsed;
}

export default class extends Controller {
  static targets = ["newPost"];

  connect() {
    this.listeners = [
      [document, "keydown", (event) => this.key(event), true],
      [document, "shell:bare", () => this.bare()],
      [document, "shell:keys", () => this.showKeys()],
    ];
    for (const [target, ...listener] of this.listeners) target.addEventListener(...listener);
    document.body.classList.toggle("is-alone", Boolean(sessionStorage.getItem("studio-alone")));
  }

  disconnect() {
    for (const [target, ...listener] of this.listeners) target.removeEventListener(...listener);
  }

  key(event) {
    if (chord(event) === "Ctrl+k" && selectsText(event.target)) return; // a link over the selected words
    const does = { "Ctrl+k": this.palette, "Ctrl+n": this.startNew, "Ctrl+\\": this.bare }[chord(event)];
    if (does && !(chord(event) === "Ctrl+k" && document.getElementById("send-sheet")?.open)) {
      event.preventDefault();
      event.stopPropagation();
      does.call(this);
    } else if (event.key === "?" && !isTyping(event.target)) this.showKeys();
    else if (event.key === "Escape") this.escape();
  }

  escape() {
    if (!document.querySelector("dialog[open], [popover]:popover-open")) this.fold();
  }

  palette() {
    document.dispatchEvent(new CustomEvent("palette:open"));
  }

  startNew() {
    window.Turbo.visit(this.newPostTarget.href);
  }

  showKeys() {
    const keys = document.getElementById("keys");
    if (!keys.open) keys.showModal();
  }

  bare() {
    const alone = document.body.classList.toggle("is-alone");
    if (alone) sessionStorage.setItem("studio-alone", "1");
    else sessionStorage.removeItem("studio-alone");
    this.fold();
  }

  toggle({ params: { part }, currentTarget }) {
    const name = `show-${part}`;
    const open = !this.element.classList.contains(name);
    this.fold();
    this.element.classList.toggle(name, open);
    currentTarget.setAttribute("aria-expanded", String(open));
    this.opener = open ? currentTarget : null;
    if (open) document.getElementById(currentTarget.getAttribute("aria-controls"))?.querySelector("a, button, input")?.focus();
  }

  fold() {
    this.element.classList.remove("show-rail", "show-list", "show-side");
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener?.focus();
    this.opener = null;
  }

  /** The rail's Library, Drafts… change the list where there is one, and lead to it where there is none. */
  filter(event) {
    if (!document.getElementById("library") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { status } = event.params;
    document.dispatchEvent(new CustomEvent("studio:filter", { detail: { status } }));
    for (const link of document.querySelectorAll(".rail [data-status]")) {
      if (link.dataset.status === status) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (matchMedia("(max-width: 860px)").matches) {
      this.fold();
      this.element.classList.add("show-list");
    }
  }

  /** In the app's own window, a link to the web opens in the system's browser. */
  async openOutside(event) {
    event.preventDefault();
    await openOutside(event.currentTarget.href);
  }
}
