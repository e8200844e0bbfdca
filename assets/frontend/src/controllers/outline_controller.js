// The headings of the text; choosing one goes there.
import { Controller } from "@hotwired/stimulus";
import { element } from "../ui/elements.js";

export default class extends Controller {
  static targets = ["items", "none"];

  connect() {
    this.listener = ({ detail }) => this.show(detail.outline ?? detail.items ?? []);
    document.addEventListener("editor:outline", this.listener);
  }

  disconnect() {
    document.removeEventListener("editor:outline", this.listener);
  }

  show(headings) {
    this.noneTarget.hidden = headings.length > 0;
    this.itemsTarget.replaceChildren(...headings.map((heading) => this.entry(heading)));
  }

  entry({ level, text, line }) {
    const button = element("button", { type: "button", class: `level-${level}` }, text || "—");
    button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("editor:go", { detail: { line } })));
    return element("li", {}, button);
  }
}
