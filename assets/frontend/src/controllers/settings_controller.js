// Settings are saved one by one, as they are changed.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { tellProblem } from "../ui/toasts.js";

export default class extends Controller {
  static values = { url: String };

  async save({ target }) {
    const { name } = target;
    const value = target.dataset.kind === "number" ? Number(target.value) : target.value;
    const place = this.element.querySelector(`[data-fault-of="${name}"]`);
    try {
      await send("PATCH", this.urlValue, { json: { [name]: value } });
    } catch (problem) {
      return this.fail(problem, target, place);
    }
    target.removeAttribute("aria-invalid");
    if (place) place.textContent = "";
    if (name === "appearance") document.documentElement.dataset.appearance = value;
    if (name === "title") for (const shown of document.querySelectorAll(".blog-name")) shown.textContent = value;
    document.querySelector("[data-settings-said]").textContent = _("Saved on this computer");
  }

  fail(problem, target, place) {
    const fault = problem.body?.errors?.[0];
    target.setAttribute("aria-invalid", "true");
    if (place && fault) place.textContent = fault.reason;
    else tellProblem(problem, _("The setting is as it was."));
  }
}
