// The versions of a post, newest first; one opens beside what the text is now.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { element } from "../ui/elements.js";
import { longMoment } from "../ui/moments.js";

export default class extends Controller {
  static targets = ["items", "none"];
  static values = { url: String };

  connect() {
    this.listener = ({ detail }) => detail.name === "history" && this.load();
    document.addEventListener("tabs:opened", this.listener);
    if (!this.element.hidden) this.load();
  }

  disconnect() {
    document.removeEventListener("tabs:opened", this.listener);
  }

  async load() {
    const { items } = await send("GET", this.urlValue).catch(() => ({ items: [] }));
    this.noneTarget.hidden = items.length > 0;
    this.itemsTarget.replaceChildren(...items.map((item) => this.entry(item)));
  }

  entry(item) {
    const button = element(
      "button",
      { type: "button", class: "version" },
      element("b", {}, item.label),
      element("small", {}, longMoment(item.at)),
    );
    button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("version:open", { detail: item })));
    return element("li", {}, button);
  }
}
