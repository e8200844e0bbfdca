// The send sheet: what would go out, and the one key that lets it.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { tellProblem } from "../ui/toasts.js";

export default class extends Controller {
  static targets = ["confirm", "later", "at"];

  connect() {
    this.listeners = [
      ["send:open", ({ detail }) => this.open(detail)],
      ["connect:done", () => this.element.open && this.open({ url: this.url, publish: this.publishUrl })],
      ["send:confirm", () => this.hasConfirmTarget && this.confirmTarget.click()],
    ];
    for (const [name, listener] of this.listeners) document.addEventListener(name, listener);
  }

  disconnect() {
    for (const [name, listener] of this.listeners) document.removeEventListener(name, listener);
  }

  async open({ url, publish }) {
    this.url = url;
    this.publishUrl = publish;
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    this.element.innerHTML = await answer.text();
    if (!this.element.open) this.element.showModal();
    document.body.classList.remove("is-writing");
    (this.element.querySelector("[autofocus]") ?? this.element.querySelector("input"))?.focus();
  }

  close() {
    this.element.close();
  }

  chooseDestination({ target }) {
    const url = new URL(this.url, location.href);
    url.searchParams.set("destination", target.value);
    this.open({ url: url.href, publish: this.publishUrl });
  }

  choseMoment() {
    this.laterTarget.checked = true;
  }

  async confirm(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      const sent = await send("POST", this.publishUrl, { json: this.wish(event.target) });
      this.element.close();
      document.dispatchEvent(new CustomEvent("send:sent", { detail: sent }));
    } catch (problem) {
      tellProblem(problem, _("Nothing was sent. Your words are safe."));
    } finally {
      this.busy = false;
    }
  }

  wish(form) {
    const wish = {};
    const destination = form.elements.destination?.value;
    if (destination) wish.destination = destination;
    if (this.hasLaterTarget && this.laterTarget.checked && this.atTarget.value) wish.at = new Date(this.atTarget.value).toISOString();
    return wish;
  }
}
