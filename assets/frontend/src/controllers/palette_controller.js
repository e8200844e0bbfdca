// Ctrl+K: find a post by its words, or do something by name.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { stateMark } from "../library/row.js";
import { _ } from "../text.js";
import { moveSelection } from "../ui/choices.js";
import { element, icon } from "../ui/elements.js";

const MOST_POSTS = 8;

export default class extends Controller {
  static targets = ["input", "items", "commands"];
  static values = { library: String };

  connect() {
    this.opener = () => this.open();
    document.addEventListener("palette:open", this.opener);
  }

  disconnect() {
    document.removeEventListener("palette:open", this.opener);
  }

  open() {
    if (this.element.open) return this.element.close();
    this.inputTarget.value = "";
    this.element.showModal();
    this.inputTarget.focus();
    this.search();
  }

  async search() {
    const asked = this.inputTarget.value.trim();
    const commands = this.commandsFor(asked);
    this.show(asked ? [] : commands, asked ? commands : []);
    const query = new URLSearchParams({ q: asked, limit: String(MOST_POSTS) });
    const { items } = await send("GET", `${this.libraryValue}?${query}`).catch(() => ({ items: [] }));
    if (asked !== this.inputTarget.value.trim()) return;
    const posts = items.map((item) => this.post(item));
    if (asked) this.show(posts, commands);
    else this.show(commands, posts);
  }

  commandsFor(asked) {
    const wanted = asked.toLowerCase();
    return JSON.parse(this.commandsTarget.textContent)
      .filter(({ label }) => label.toLowerCase().includes(wanted))
      .map((command) => this.command(command));
  }

  command({ label, icon: symbol, keys, url, does }) {
    const data = url ? { "data-url": url } : { "data-does": does };
    const made = element("div", { role: "option", "aria-selected": "false", ...data }, icon(symbol), element("span", {}, label));
    if (keys) made.append(element("kbd", {}, keys));
    return made;
  }

  post(item) {
    const title = element("span", {}, item.title || _("Without a title"));
    return element("div", { role: "option", "aria-selected": "false", "data-url": item.url }, icon("file-text"), title, stateMark(item.state));
  }

  show(...groups) {
    const options = groups.flat();
    options.forEach((made, index) => {
      made.id = `palette-option-${index}`;
      made.setAttribute("aria-selected", "false");
    });
    if (!options.length) this.itemsTarget.replaceChildren(element("div", { role: "option", "aria-selected": "false", class: "palette-none" }, _("Nothing found.")));
    else this.itemsTarget.replaceChildren(...options);
    this.point(options.length ? moveSelection(this.itemsTarget, 1) : null);
  }

  point(chosen) {
    if (chosen) this.inputTarget.setAttribute("aria-activedescendant", chosen.id);
    else this.inputTarget.removeAttribute("aria-activedescendant");
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point(moveSelection(this.itemsTarget, step));
    else if (event.key === "Enter") this.run(this.itemsTarget.querySelector('[aria-selected="true"]'));
    else return;
    event.preventDefault();
  }

  pick(event) {
    this.run(event.target.closest('[role="option"]'));
  }

  run(chosen) {
    if (!chosen || chosen.classList.contains("palette-none")) return;
    this.element.close();
    if (chosen.dataset.url) window.Turbo.visit(chosen.dataset.url);
    else document.dispatchEvent(new CustomEvent(chosen.dataset.does));
  }
}
