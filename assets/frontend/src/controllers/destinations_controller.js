// The connected blogs: pausing, going on, approving again, letting go.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { shortMoment } from "../ui/moments.js";
import { tellProblem } from "../ui/toasts.js";

export default class extends Controller {
  static targets = ["moment"];

  momentTargetConnected(shown) {
    shown.textContent = shortMoment(shown.dateTime);
  }

  card(event) {
    return event.target.closest(".blog-card").dataset;
  }

  async pause(event) {
    await this.change(() => send("PATCH", this.card(event).url, { json: { paused: event.params.paused } }));
  }

  async resume(event) {
    await this.change(() => send("POST", this.card(event).resume));
  }

  approve(event) {
    document.dispatchEvent(new CustomEvent("connect:start", { detail: { address: this.card(event).address } }));
  }

  askDisconnect(event) {
    const { url, name } = this.card(event);
    const dialog = document.getElementById("disconnect-dialog");
    dialog.querySelector("h2").textContent = _("Disconnect “{name}”?", { name });
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && this.change(() => send("DELETE", url)), { once: true });
    dialog.showModal();
  }

  async change(ask) {
    try {
      await ask();
      window.Turbo.visit(location.href, { action: "replace" });
    } catch (problem) {
      tellProblem(problem, _("Nothing was changed."));
    }
  }
}
