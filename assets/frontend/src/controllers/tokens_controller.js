// A field of tags: words become tags at Enter or a comma, those there are already are offered.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { moveSelection, option, placeUnder } from "../ui/choices.js";
import { fitWidth } from "../ui/autosize.js";
import { element, icon } from "../ui/elements.js";

export default class extends Controller {
  static targets = ["box", "input", "list"];
  static values = { url: String };

  connect() {
    this.onReplace = ({ detail }) => this.replace(detail);
    document.addEventListener("tokens:replace", this.onReplace);
  }

  disconnect() {
    document.removeEventListener("tokens:replace", this.onReplace);
  }

  /** One tag in the place of another. */
  replace({ from, to }) {
    const old = this.boxTarget.querySelector(`.tag[data-name="${CSS.escape(from)}"]`);
    if (!old) return;
    if (this.names.includes(to)) old.remove();
    else old.replaceWith(this.token(to));
    this.changed();
  }

  get names() {
    return [...this.boxTarget.querySelectorAll(".tag")].map(({ dataset }) => dataset.name);
  }

  key(event) {
    if (event.isComposing) return;
    const open = this.listTarget.matches(":popover-open");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) this.select(moveSelection(this.listTarget, step));
    else if ((event.key === "Enter" || event.key === ",") && (this.inputTarget.value.trim() || this.selected)) this.add(this.selected ?? this.inputTarget.value);
    else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Backspace" && !this.inputTarget.value) return this.removeLast();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  select(chosen) {
    this.selected = chosen?.dataset.value;
    if (chosen) this.inputTarget.setAttribute("aria-activedescendant", chosen.id);
  }

  async suggest() {
    const asked = this.inputTarget.value.trim();
    fitWidth(this.inputTarget);
    this.selected = undefined;
    if (!asked) return this.close();
    const { items } = await send("GET", `${this.urlValue}?q=${encodeURIComponent(asked)}`).catch(() => ({ items: [] }));
    if (asked !== this.inputTarget.value.trim()) return;
    const fresh = items.filter(({ name }) => !this.names.includes(name)).slice(0, 8);
    this.listTarget.replaceChildren(...fresh.map(({ name, posts }, index) => option({ label: name, value: name, note: posts }, { id: `tag-option-${index}` })));
    if (!fresh.length) return this.close();
    this.listTarget.showPopover();
    placeUnder(this.listTarget, this.boxTarget);
    this.inputTarget.setAttribute("aria-expanded", "true");
  }

  pick(event) {
    const chosen = event.target.closest('[role="option"]');
    event.preventDefault();
    if (chosen) this.add(chosen.dataset.value);
  }

  add(words) {
    const known = new Set(this.names.map((name) => name.toLowerCase()));
    const fresh = words.split(",").map((name) => name.trim().replace(/^#/, "").replace(/\s+/g, " ")).filter((name) => name && !known.has(name.toLowerCase()));
    this.inputTarget.before(...fresh.map((name) => this.token(name)));
    this.inputTarget.value = "";
    fitWidth(this.inputTarget);
    this.close();
    if (fresh.length) this.changed();
  }

  token(name) {
    const label = _("Remove the tag {name}", { name });
    const button = element("button", { type: "button", "data-action": "tokens#remove", "aria-label": label }, icon("x"));
    return element("span", { class: "tag", "data-name": name }, name, button);
  }

  remove({ currentTarget }) {
    currentTarget.closest(".tag").remove();
    this.inputTarget.focus();
    this.changed();
  }

  removeLast() {
    const last = this.boxTarget.querySelector(".tag:last-of-type");
    if (!last) return;
    last.remove();
    this.changed();
  }

  left() {
    this.close();
    if (this.inputTarget.value.trim()) this.add(this.inputTarget.value);
  }

  close() {
    this.selected = undefined;
    if (this.listTarget.matches(":popover-open")) this.listTarget.hidePopover();
    this.inputTarget.setAttribute("aria-expanded", "false");
    this.inputTarget.removeAttribute("aria-activedescendant");
  }

  changed() {
    this.dispatch("changed", { detail: { names: this.names } });
  }
}
