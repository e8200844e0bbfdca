// Connecting a blog: one address here, one approval in the browser.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { openOutside } from "../ui/outside.js";
import { toast } from "../ui/toasts.js";

const ASK_MS = 1000;

export default class extends Controller {
  static targets = ["address", "button", "fault", "waiting", "waitingName"];
  static values = { url: String };

  connect() {
    this.onApprove = ({ detail }) => this.start(detail.address);
    document.addEventListener("connect:start", this.onApprove);
  }

  disconnect() {
    document.removeEventListener("connect:start", this.onApprove);
    clearTimeout(this.timer);
  }

  begin(event) {
    event.preventDefault();
    this.start(this.addressTarget.value);
  }

  async start(address) {
    this.addressTarget.value = address;
    this.faultTarget.textContent = "";
    this.buttonTarget.disabled = true;
    try {
      this.attempt = await send("POST", this.urlValue, { json: { address } });
      this.waitingNameTarget.textContent = _("Waiting for {name}", { name: this.attempt.name });
      this.waitingTarget.hidden = false;
      await openOutside(this.attempt.authorize_url);
      this.ask();
    } catch (problem) {
      this.fail(problem.body?.errors?.[0]?.reason ?? problem.message, problem.nextStep);
    }
  }

  openAgain() {
    openOutside(this.attempt.authorize_url);
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), ASK_MS);
  }

  async look() {
    const attempt = await send("GET", this.attempt.url).catch(() => this.attempt);
    if (attempt.state === "waiting") return this.ask();
    if (attempt.state === "failed") return this.fail(attempt.message, attempt.next_step);
    toast(_("“{name}” is connected.", { name: attempt.name }));
    this.waitingTarget.hidden = true;
    document.dispatchEvent(new CustomEvent("connect:done"));
    if (!this.element.closest("dialog")) window.Turbo.visit(location.href, { action: "replace" });
  }

  fail(message, nextStep) {
    this.faultTarget.textContent = [message, nextStep].filter(Boolean).join(" ");
    this.waitingTarget.hidden = true;
    this.buttonTarget.disabled = false;
    this.addressTarget.focus();
  }
}
