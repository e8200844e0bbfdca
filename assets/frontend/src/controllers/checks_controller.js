// "Before it goes out": what the author would rather know first, each with its cure one key away.
import { Controller } from "@hotwired/stimulus";
import { _ } from "../text.js";
import { element, icon } from "../ui/elements.js";

export default class extends Controller {
  static targets = ["items", "count"];

  connect() {
    this.listener = ({ detail }) => this.show(detail);
    document.addEventListener("checks:items", this.listener);
  }

  disconnect() {
    document.removeEventListener("checks:items", this.listener);
  }

  show(findings) {
    const look = findings.filter(({ state }) => state === "look").length;
    this.countTarget.textContent = look ? _("{look} of {all}", { look, all: findings.length }) : _("All well");
    const shown = JSON.stringify(findings);
    if (shown === this.shown) return;
    this.shown = shown;
    this.itemsTarget.replaceChildren(...findings.map((finding) => this.line(finding)));
  }

  line({ state, text, fix, cure }) {
    const shown = element("li", { class: `check check-${state}` }, icon(state === "good" ? "check" : "circle-alert"), element("span", {}, text));
    if (!fix) return shown;
    const button = element("button", { type: "button", class: "link" }, fix);
    button.addEventListener("click", () => this.heal(cure));
    shown.append(button);
    return shown;
  }

  heal(cure) {
    const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
    if (cure.kind === "line") tell("editor:go", { line: cure.line + 1 });
    else if (cure.kind === "describe") tell("editor:describe", { target: cure.target });
    else if (cure.kind === "field") document.querySelector(`[data-field="${cure.field}"]`)?.focus();
    else if (cure.kind === "tag") tell("tokens:replace", cure);
  }
}
