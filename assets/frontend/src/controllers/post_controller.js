// The fields around the text: each is saved when it is left, the title while it is typed.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { fitHeight } from "../ui/autosize.js";
import { chord } from "../ui/keys.js";
import { tellProblem, toast } from "../ui/toasts.js";

const TITLE_MS = 400;
const PAUSE_MS = 1500;

export default class extends Controller {
  static targets = ["title", "field", "slug", "work", "hint", "words", "minutes", "offline", "previewButton", "cardTitle", "cardText", "cardAddress"];
  static values = { id: String, urls: Object, preview: Boolean };

  connect() {
    this.waiting = Promise.resolve();
    this.listeners = [
      ["editor:state", ({ detail }) => this.state(detail)],
      ["editor:saved", () => this.pause()],
      ["editor:stats", ({ detail }) => this.stats(detail)],
      ["editor:changed", () => this.hasHintTarget && this.hintTarget.remove()],
      ["tokens:changed", ({ detail }) => this.put({ tags: detail.names })],
      ["cover:changed", ({ detail }) => this.put({ cover: detail.cover })],
    ];
    for (const [name, listener] of this.listeners) document.addEventListener(name, listener);
    this.onKey = (event) => chord(event) === "Ctrl+Shift+e" && (event.preventDefault(), this.togglePreview());
    document.addEventListener("keydown", this.onKey);
    this.fitTitle();
    this.onResize = new ResizeObserver(() => this.fitTitle());
    this.onResize.observe(this.titleTarget.parentElement);
    if (this.previewValue) this.showPreview(true);
    if (this.exists) this.settle();
  }

  disconnect() {
    for (const [name, listener] of this.listeners) document.removeEventListener(name, listener);
    document.removeEventListener("keydown", this.onKey);
    this.onResize.disconnect();
    clearTimeout(this.titleTimer);
    clearTimeout(this.pauseTimer);
    if (this.titlePending) this.put({ title: this.titleTarget.value });
  }

  get exists() {
    return JSON.parse(document.getElementById("document").textContent).exists || this.made;
  }

  fitTitle() {
    fitHeight(this.titleTarget);
  }

  fit({ currentTarget }) {
    fitHeight(currentTarget);
  }

  titleTyped() {
    const plain = this.titleTarget.value.replace(/\s*\n\s*/g, " ");
    if (plain !== this.titleTarget.value) this.titleTarget.value = plain;
    this.fitTitle();
    this.card();
    this.previewTitle();
    this.titlePending = true;
    clearTimeout(this.titleTimer);
    this.titleTimer = setTimeout(() => this.put({ title: this.titleTarget.value }), TITLE_MS);
  }

  titleKey(event) {
    const leaves = event.key === "Enter" || (event.key === "ArrowDown" && this.titleTarget.selectionStart === this.titleTarget.value.length);
    if (!leaves || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.element.querySelector(".cm-content")?.focus();
  }

  save({ currentTarget: field }) {
    const value = field.type === "checkbox" ? field.checked : field.value.trim();
    const [outer, inner] = field.dataset.field.split(".");
    this.put({ [outer]: inner ? { [inner]: value } : outer === "category" ? value || null : value });
  }

  /** Saves of one post are serial: never two in flight. */
  put(change) {
    if ("title" in change) {
      clearTimeout(this.titleTimer);
      this.titlePending = false;
    }
    this.waiting = this.waiting.then(() => this.send(change));
    return this.waiting;
  }

  async send(change) {
    try {
      const answer = await send("PATCH", this.urlsValue.patch, { json: change });
      this.clearFaults(Object.keys(change));
      this.show(answer);
    } catch (problem) {
      this.fail(problem, change);
    }
  }

  fail(problem, change) {
    const faults = problem.body?.errors ?? [];
    const places = faults.map(({ field, reason }) => [this.element.querySelector(`[data-fault-of="${field.replace(".", "_")}"]`), reason]);
    if (problem.code === "slug-taken") places.push([this.element.querySelector('[data-fault-of="slug"]'), `${problem.message} ${problem.nextStep}`]);
    for (const [place, reason] of places) if (place) place.textContent = reason;
    if (!places.some(([place]) => place)) tellProblem(problem, "title" in change ? _("What you wrote stays in this window.") : "");
  }

  clearFaults(names) {
    for (const name of names) {
      for (const place of this.element.querySelectorAll(`[data-fault-of="${name}"]`)) place.textContent = "";
    }
  }

  show({ post, state, item, checks }) {
    this.made = true;
    if (this.hasSlugTarget && document.activeElement !== this.slugTarget) this.slugTarget.value = post.slug;
    if (location.pathname !== item.url) history.replaceState(history.state, "", item.url);
    document.title = document.title.replace(/^.*?(?= · )/, () => item.title || _("New post"));
    this.dispatch("state", { detail: state, prefix: "publish" });
    if (checks) this.dispatch("items", { detail: checks, prefix: "checks" });
    document.dispatchEvent(new CustomEvent("studio:post", { detail: item }));
  }

  card() {
    const value = (name) => this.fieldTargets.find(({ dataset }) => dataset.field === name)?.value;
    this.cardTitleTarget.textContent = value("meta.title") || this.titleTarget.value || _("Title");
    this.cardTextTarget.textContent = value("meta.description") || value("excerpt") || this.cardTextTarget.textContent;
  }

  state({ key }) {
    this.offlineTarget.hidden = key !== "failed";
  }

  stats({ words, minutes = Math.ceil(words / 200) }) {
    const number = words.toLocaleString(document.documentElement.lang || undefined);
    this.wordsTarget.textContent = words === 1 ? _("1 word") : _("{number} words", { number });
    this.minutesTarget.textContent = _("{minutes} min to read", { minutes });
  }

  pause() {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = setTimeout(() => this.settle(), PAUSE_MS);
  }

  settle() {
    this.waiting = this.waiting.then(async () => {
      try {
        this.show(await send("POST", this.urlsValue.settle));
      } catch {
        // The line above the text says it when nothing answers; the next pause asks again.
      }
    });
    return this.waiting;
  }

  togglePreview() {
    const shown = !this.workTarget.classList.contains("has-preview");
    this.showPreview(shown);
    send("PATCH", this.urlsValue.settings, { json: { preview: shown } }).catch(() => {});
  }

  showPreview(shown) {
    this.workTarget.classList.toggle("has-preview", shown);
    this.element.querySelector('[data-editor-target="preview"]').hidden = !shown;
    this.previewButtonTarget.setAttribute("aria-pressed", String(shown));
    this.dispatch("preview", { detail: { on: shown } });
  }

  /** The title inside the preview follows the one above the text. */
  previewTitle() {
    const frame = this.element.querySelector(".preview iframe");
    const shown = frame?.contentDocument?.getElementById("preview-title");
    if (shown) shown.textContent = this.titleTarget.value || _("Title");
  }

  askTrash() {
    const dialog = document.getElementById("trash-dialog");
    document.getElementById("post-menu").hidePopover();
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && this.trash(), { once: true });
    dialog.showModal();
  }

  async trash() {
    if (!this.exists) return window.Turbo.visit(this.urlsValue.library, { action: "replace" });
    try {
      await send("DELETE", this.urlsValue.patch);
    } catch (problem) {
      return tellProblem(problem, _("The post is where it was."));
    }
    document.dispatchEvent(new CustomEvent("studio:gone", { detail: { id: this.idValue } }));
    const restore = async () => {
      const { item } = await send("POST", `${this.urlsValue.patch}/restore`);
      window.Turbo.visit(item.url);
    };
    toast(_("The post is in the trash."), { action: { label: _("Take it out again"), run: restore } });
    window.Turbo.visit(this.urlsValue.library, { action: "replace" });
  }
}
