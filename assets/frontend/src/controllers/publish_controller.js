// The one button that matters, the line that says how the post stands, and watching a send on its way.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { copy } from "../ui/clipboard.js";
import { chord } from "../ui/keys.js";
import { tellProblem, toast } from "../ui/toasts.js";

const WATCH_MS = 500;
const MOST_QUESTIONS = 40;
const ON_ITS_WAY = new Set(["sending"]);

export default class extends Controller {
  static targets = ["button", "buttonText", "line", "lineText", "liveLink", "copyLink", "unpublish"];
  static values = { urls: Object, face: String };

  connect() {
    this.listeners = [
      [document, "publish:state", ({ detail }) => this.show(detail)],
      [document, "send:sent", ({ detail }) => this.sent(detail)],
      [document, "keydown", (event) => this.key(event), true],
      [window, "focus", () => this.look()],
    ];
    for (const [target, ...listener] of this.listeners) target.addEventListener(...listener);
  }

  disconnect() {
    for (const [target, ...listener] of this.listeners) target.removeEventListener(...listener);
    clearTimeout(this.timer);
  }

  key(event) {
    if (chord(event) !== "Ctrl+Enter" || !this.hasButtonTarget) return;
    const open = document.querySelector("dialog[open]");
    if (open && open.id !== "send-sheet") return;
    event.preventDefault();
    event.stopPropagation();
    if (open) document.dispatchEvent(new CustomEvent("send:confirm"));
    else this.open();
  }

  async open() {
    this.buttonTarget.setAttribute("aria-disabled", "true");
    try {
      await window.blogdeskFlush?.();
      await send("POST", this.urlsValue.settle);
      document.dispatchEvent(new CustomEvent("send:open", { detail: { url: this.urlsValue.send_sheet, publish: this.urlsValue.publish } }));
    } catch (problem) {
      if (problem.status === 404) toast(_("There is nothing to publish yet."), { text: _("Write a few words first.") });
      else tellProblem(problem, _("Nothing was sent. Your words are safe."));
    } finally {
      this.buttonTarget.removeAttribute("aria-disabled");
    }
  }

  show({ send: state }) {
    this.state = state;
    this.lineTarget.dataset.key = state.key;
    this.lineTextTarget.textContent = [state.line ?? state.label, state.detail].filter(Boolean).join(" · ");
    if (this.hasButtonTextTarget && state.word) this.buttonTextTarget.textContent = state.word;
    this.liveLinkTarget.hidden = this.copyLinkTarget.hidden = !state.url;
    if (state.url) this.liveLinkTarget.href = state.url;
    if (this.hasUnpublishTarget) this.unpublishTarget.hidden = !state.url;
    clearTimeout(this.timer);
    if (ON_ITS_WAY.has(state.key) || this.unchecked(state)) this.timer = setTimeout(() => this.look(), WATCH_MS);
    else if (this.sending) this.arrived(state);
  }

  /** Live at another place, but not yet looked at there: worth a few more questions. */
  unchecked(state) {
    if (!this.sending || state.key !== "live" || !state.destination || state.checked_at) return false;
    this.questions = (this.questions ?? 0) + 1;
    return this.questions < MOST_QUESTIONS;
  }

  async look() {
    try {
      const answer = await send("GET", this.urlsValue.state);
      const moved = answer.send.label !== this.state?.label;
      this.show(answer);
      if (moved) document.dispatchEvent(new CustomEvent("studio:moved", { detail: answer.item }));
    } catch {
      if (this.sending) this.timer = setTimeout(() => this.look(), WATCH_MS * 4);
    }
  }

  sent({ state, item }) {
    this.sending = true;
    this.questions = 0;
    this.show(state);
    document.dispatchEvent(new CustomEvent("studio:post", { detail: item }));
  }

  async arrived(state) {
    this.sending = false;
    if (state.key === "live") {
      const copied = await copy(new URL(state.url, location.href).href, this.faceValue);
      toast(state.label, { text: copied ? _("The link is copied.") : "", action: undefined });
    } else if (state.key === "needs_you") toast(state.label, { bad: true, text: [state.detail, state.next_step].filter(Boolean).join(" ") });
    else toast(state.label, { text: state.next_step });
  }

  async copyLink() {
    document.getElementById("post-menu").hidePopover();
    const copied = await copy(new URL(this.liveLinkTarget.href, location.href).href, this.faceValue);
    toast(copied ? _("The link is copied.") : _("The link could not be copied."), { bad: !copied });
  }

  askUnpublish() {
    const dialog = document.getElementById("unpublish-dialog");
    document.getElementById("post-menu").hidePopover();
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && this.takeOffline(), { once: true });
    dialog.showModal();
  }

  async takeOffline() {
    try {
      this.sent(await send("POST", this.urlsValue.unpublish, { json: {} }));
    } catch (problem) {
      tellProblem(problem, _("The post is as it was."));
    }
  }
}
