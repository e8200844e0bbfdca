// Tags and categories: renamed in place, merged after a look at what would change.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { element } from "../ui/elements.js";
import { tellProblem, toast } from "../ui/toasts.js";

export default class extends Controller {
  async rename({ target }) {
    const url = target.closest(".term").dataset.url;
    const before = target.defaultValue;
    try {
      const { name } = await send("PATCH", url, { json: { name: target.value } });
      target.value = target.defaultValue = name;
      target.removeAttribute("aria-invalid");
      toast(_("“{before}” is “{name}” now.", { before, name }));
    } catch (problem) {
      target.setAttribute("aria-invalid", "true");
      tellProblem(problem, _("The name is as it was."));
    }
  }

  key(event) {
    if (event.key === "Enter") event.target.blur();
    if (event.key !== "Escape") return;
    event.target.value = event.target.defaultValue;
    event.target.removeAttribute("aria-invalid");
  }

  async askMerge({ currentTarget }) {
    const { url, id, name } = currentTarget.closest(".term").dataset;
    const dialog = document.getElementById("merge-dialog");
    const choice = dialog.querySelector("[data-merge-into]");
    const others = [...this.element.querySelectorAll(".term[data-id]")].filter(({ dataset }) => dataset.id !== id);
    choice.replaceChildren(...others.map(({ dataset }) => element("option", { value: dataset.id }, dataset.name)));
    dialog.querySelector("h2").textContent = _("Merge “{name}” into another tag", { name });
    await this.preview(dialog, url);
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && choice.value && this.merge(url, choice.value), { once: true });
    dialog.showModal();
  }

  async preview(dialog, url) {
    const { total, titles } = await send("GET", `${url}/posts.json`);
    const words = total === 1 ? _("One post gets the other tag:") : _("{total} posts get the other tag:", { total });
    dialog.querySelector("[data-merge-words]").textContent = words;
    const more = total > titles.length ? [element("li", {}, _("and {number} more", { number: total - titles.length }))] : [];
    dialog.querySelector("[data-merge-titles]").replaceChildren(...titles.map((title) => element("li", {}, title)), ...more);
  }

  async merge(url, into) {
    try {
      const { moved, url: page } = await send("POST", `${url}/merge`, { json: { into } });
      window.Turbo.visit(page, { action: "replace" });
      toast(moved === 1 ? _("Merged. One post was changed.") : _("Merged. {moved} posts were changed.", { moved }));
    } catch (problem) {
      tellProblem(problem, _("Both tags are as they were."));
    }
  }

  async remove({ currentTarget }) {
    const term = currentTarget.closest(".term");
    try {
      await send("DELETE", term.dataset.url);
      term.remove();
    } catch (problem) {
      tellProblem(problem);
    }
  }
}
