// The list of posts: search, filters, a window over its rows. It stays while the pages beside it change.
import { Controller } from "@hotwired/stimulus";
import { ghost, row } from "../library/row.js";
import { LibraryStore } from "../library/store.js";
import { ListWindow } from "../library/window.js";
import { _ } from "../text.js";
import { element } from "../ui/elements.js";
import { openMenu } from "../ui/choices.js";
import { send } from "../net/http.js";

const TYPING_MS = 60;

export default class extends Controller {
  static targets = ["heading", "total", "query", "chip", "tagChip", "rows", "space", "note"];
  static values = { url: String, status: String, import: String };

  connect() {
    this.store ??= new LibraryStore(this.urlValue);
    this.window = new ListWindow(this.rowsTarget, this.spaceTarget, (index) => this.draw(index));
    this.listeners = [
      ["studio:post", ({ detail }) => this.changed(detail)],
      ["studio:moved", ({ detail }) => this.moved(detail)],
      ["studio:gone", ({ detail }) => this.gone(detail)],
      ["studio:filter", ({ detail }) => this.show({ status: detail.status })],
      ["turbo:before-render", () => (this.scrollTop = this.rowsTarget.scrollTop)],
      ["turbo:load", () => this.settle()],
      ["turbo:visit", ({ detail }) => this.mark(new URL(detail.url).pathname)],
    ];
    for (const [name, listener] of this.listeners) document.addEventListener(name, listener);
    this.resize = new ResizeObserver(() => this.window.render());
    this.resize.observe(this.rowsTarget);
    if (this.store.total === null) this.show(this.filterOfAddress());
    else this.settle();
  }

  disconnect() {
    for (const [name, listener] of this.listeners) document.removeEventListener(name, listener);
    this.resize.disconnect();
    this.spaceTarget.replaceChildren();
  }

  filterOfAddress() {
    const asked = new URLSearchParams(location.search);
    return Object.fromEntries(["status", "tag", "category"].map((name) => [name, asked.get(name) ?? ""]));
  }

  /** After a navigation the element was moved: its scroll position is put back, the current row is marked. */
  settle() {
    if (this.scrollTop !== undefined) this.rowsTarget.scrollTop = this.scrollTop;
    this.mark(location.pathname);
    this.refresh({ afresh: true });
  }

  mark(path) {
    this.path = path;
    for (const link of this.spaceTarget.querySelectorAll("a.row")) {
      const current = link.getAttribute("href") === path;
      link.toggleAttribute("aria-current", current);
      if (current) link.setAttribute("aria-current", "page");
      link.tabIndex = current ? 0 : -1;
    }
  }

  async show(filter) {
    this.store.reset({ ...filter });
    this.rowsTarget.scrollTop = 0;
    this.describe();
    try {
      if (await this.store.reach(0)) this.refresh({ afresh: true });
    } catch {
      this.tell(_("The library does not answer."), _("Your posts are safe. It is tried again when you type here."));
    }
  }

  describe() {
    const { status = "", changed, tag = "", category = "" } = this.store.filter;
    const chosen = changed ? "changed" : status;
    for (const chip of this.chipTargets) chip.setAttribute("aria-pressed", String(chip.dataset.libraryShowParam === chosen && !tag));
    this.tagChipTarget.setAttribute("aria-pressed", String(Boolean(tag)));
    this.tagChipTarget.textContent = tag || _("Tag");
    const names = { draft: _("Drafts"), scheduled: _("Scheduled"), published: _("Published") };
    this.headingTarget.textContent = category || names[status] || _("Library");
    for (const link of document.querySelectorAll(".rail [data-status]")) link.toggleAttribute("aria-current", link.dataset.status === status);
  }

  draw(index) {
    const item = this.store.items[index];
    if (!item) return ghost();
    return row(item, { current: item.url === this.path, position: index, total: this.store.total });
  }

  refresh({ afresh = false } = {}) {
    const { total, counts } = this.store;
    this.path ??= location.pathname;
    this.window.setCount(total ?? 0);
    this.window.render({ afresh });
    this.totalTarget.textContent = total === null ? "" : total === 1 ? _("1 post") : _("{number} posts", { number: total.toLocaleString() });
    for (const place of document.querySelectorAll(".rail [data-count]")) if (counts) place.textContent = counts[place.dataset.count];
    if (total === 0) this.tellNone();
    else this.noteTarget.hidden = true;
    this.fill();
  }

  async fill() {
    const [, last] = this.window.range();
    const known = this.store.items.length;
    if (this.store.complete || last + 40 < known) return;
    if ((await this.store.reach(Math.max(last, known)).catch(() => false)) && this.store.items.length > known) {
      this.window.render({ afresh: true });
      this.fill();
    }
  }

  scrolled() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.window.render();
      this.fill();
    });
  }

  tellNone() {
    if (this.queryTarget.value) this.tell(_("Nothing found."), _("No post has these words. Try fewer of them."));
    else if (Object.values(this.store.filter).some(Boolean)) this.tell(_("None of these yet."), _("Posts appear here as soon as they are."));
    else {
      this.tell(_("Your first post begins on the right."), _("It appears here with its first word."));
      if (this.importValue) this.noteTarget.append(element("a", { class: "link", href: this.importValue }, _("Or bring in a folder of posts")));
    }
  }

  tell(what, more) {
    this.noteTarget.replaceChildren(element("b", {}, what), element("span", {}, more));
    this.noteTarget.hidden = false;
  }

  search() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show({ ...this.store.filter, q: this.queryTarget.value.trim() }), TYPING_MS);
  }

  leaveQuery(event) {
    if (event.key === "Escape" && this.queryTarget.value) {
      this.queryTarget.value = "";
      this.search();
      event.stopPropagation();
    } else if (event.key === "ArrowDown") {
      this.focusRow(0);
      event.preventDefault();
    }
  }

  choose({ params: { show } }) {
    this.show(show === "changed" ? { changed: "1" } : { status: show });
  }

  async openTags() {
    const { items } = await send("GET", `${this.urlValue.replace("library.json", "tags.json")}`);
    const all = { label: _("Every tag"), value: "" };
    openMenu(this.tagChipTarget, [all, ...items.map((tag) => ({ label: tag.name, value: tag.slug, note: tag.posts }))], (tag) => this.show({ tag }));
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    const row = event.target.closest?.("a.row");
    if (!step || !row || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focusRow(this.store.items.findIndex(({ id }) => id === row.dataset.id) + step);
  }

  focusRow(index) {
    const item = this.store.items[index];
    if (!item) return;
    this.window.show(index);
    this.spaceTarget.querySelector(`[data-id="${item.id}"]`)?.focus({ preventScroll: true });
  }

  /** A post stands differently towards its readers: its row says so, where there is one. */
  moved(item) {
    if (!this.store.items.some(({ id }) => id === item.id)) return;
    this.store.put(item);
    this.refresh({ afresh: true });
  }

  changed(item) {
    const isNew = !this.store.items.some(({ id }) => id === item.id);
    this.store.put(item);
    this.path = location.pathname; // a new post has its address with its first words
    if (isNew && this.store.counts) {
      this.store.counts.all += 1;
      this.store.counts.draft += 1;
    }
    this.refresh({ afresh: true });
  }

  gone({ id }) {
    this.store.remove(id);
    this.show(this.store.filter);
  }
}
