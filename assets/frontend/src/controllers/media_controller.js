// The pictures: a grid that grows as one scrolls, dropping and choosing, describing the chosen one.
import { Controller } from "@hotwired/stimulus";
import { details, tile } from "../media/picture.js";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { tellProblem, toast } from "../ui/toasts.js";

const TYPING_MS = 120;
const NEAR_END_PX = 600;

export default class extends Controller {
  static targets = ["items", "total", "query", "bare", "bareCount", "scroller", "side", "empty", "file"];
  static values = { url: String, upload: String };

  connect() {
    this.load({ afresh: true });
  }

  get filter() {
    const bare = this.bareTarget.getAttribute("aria-pressed") === "true";
    return { q: this.queryTarget.value.trim(), missing_alt: bare ? "1" : "" };
  }

  async load({ afresh = false } = {}) {
    if (this.loading && !afresh) return;
    const turn = (this.turn = (this.turn ?? 0) + (afresh ? 1 : 0));
    this.loading = true;
    const query = new URLSearchParams(Object.entries({ ...this.filter, cursor: afresh ? "" : this.cursor }).filter(([, value]) => value));
    try {
      const page = await send("GET", `${this.urlValue}?${query}`);
      if (turn === this.turn) this.show(page, afresh);
    } catch (problem) {
      tellProblem(problem, _("Your pictures are safe."));
    } finally {
      this.loading = false;
    }
  }

  show({ items, cursor, total }, afresh) {
    this.cursor = cursor;
    this.known = afresh ? items : [...this.known, ...items];
    const tiles = items.map((item) => tile(item, { pressed: item.id === this.chosenId }));
    for (const made of tiles) made.firstElementChild.addEventListener("click", () => this.open(made.firstElementChild.dataset.id));
    if (afresh) this.itemsTarget.replaceChildren(...tiles);
    else this.itemsTarget.append(...tiles);
    this.totalTarget.textContent = total;
    this.emptyTarget.hidden = total > 0;
    this.more();
  }

  more() {
    const { scrollTop, clientHeight, scrollHeight } = this.scrollerTarget;
    if (this.cursor && scrollHeight - scrollTop - clientHeight < NEAR_END_PX) this.load();
  }

  search() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load({ afresh: true }), TYPING_MS);
  }

  toggleBare() {
    const pressed = this.bareTarget.getAttribute("aria-pressed") === "true";
    this.bareTarget.setAttribute("aria-pressed", String(!pressed));
    this.load({ afresh: true });
  }

  async open(id) {
    this.chosenId = id;
    for (const button of this.itemsTarget.querySelectorAll(".picture")) button.setAttribute("aria-pressed", String(button.dataset.id === id));
    const item = await send("GET", `${this.uploadValue}/${id}.json`);
    this.item = item;
    this.sideTarget.replaceChildren(...details(item));
    this.sideTarget.hidden = false;
    for (const field of this.sideTarget.querySelectorAll("textarea")) field.addEventListener("change", () => this.describe(field));
    if (!item.alt) this.sideTarget.querySelector("textarea").focus();
  }

  close() {
    this.sideTarget.hidden = true;
    const button = this.itemsTarget.querySelector(`[data-id="${this.chosenId}"]`);
    button?.setAttribute("aria-pressed", "false");
    button?.focus();
    this.chosenId = null;
  }

  async describe(field) {
    try {
      const item = await send("PATCH", this.item.change, { json: { [field.dataset.name]: field.value.trim() } });
      const old = this.itemsTarget.querySelector(`[data-id="${item.id}"]`)?.closest("li");
      const fresh = tile(item, { pressed: true });
      fresh.firstElementChild.addEventListener("click", () => this.open(item.id));
      old?.replaceWith(fresh);
      toast(_("Saved on this computer"));
    } catch (problem) {
      tellProblem(problem, _("What you wrote stays in the field."));
    }
  }

  async remove() {
    const { change, id } = this.item;
    try {
      const { restore } = await send("DELETE", change);
      this.close();
      this.itemsTarget.querySelector(`[data-id="${id}"]`)?.closest("li").remove();
      const back = () => send("POST", restore).then(() => this.load({ afresh: true }));
      toast(_("The picture is in the trash."), { action: { label: _("Take it out again"), run: back } });
    } catch (problem) {
      tellProblem(problem);
    }
  }

  choose() {
    this.fileTarget.click();
  }

  chosen() {
    this.add([...this.fileTarget.files]);
    this.fileTarget.value = "";
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.scrollerTarget.classList.add("is-over");
  }

  out() {
    this.scrollerTarget.classList.remove("is-over");
  }

  drop(event) {
    event.preventDefault();
    this.out();
    this.add([...event.dataTransfer.files]);
  }

  async add(files) {
    let kept = 0;
    for (const file of files) kept += (await this.addOne(file)) ? 1 : 0;
    if (!kept) return;
    toast(kept === 1 ? _("One picture is kept on this computer.") : _("{kept} pictures are kept on this computer.", { kept }));
    this.load({ afresh: true });
  }

  async addOne(file) {
    const form = new FormData();
    form.append("file", file, file.name);
    try {
      const { items } = await send("POST", this.uploadValue, { form });
      return !items[0].error;
    } catch (problem) {
      toast(_("“{name}” was not taken.", { name: file.name }), { bad: true, text: problem.message });
      return false;
    }
  }
}
