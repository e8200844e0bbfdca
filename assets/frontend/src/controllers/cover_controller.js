// The cover of a post: chosen among the pictures there are.
import { Controller } from "@hotwired/stimulus";
import { tile } from "../media/picture.js";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { element } from "../ui/elements.js";

export default class extends Controller {
  static targets = ["button", "remove"];
  static values = { media: String };

  open() {
    this.sheet = document.getElementById("cover-dialog");
    const query = this.sheet.querySelector("[data-cover-query]");
    query.value = "";
    query.oninput = () => this.load(query.value.trim());
    this.load("");
    this.sheet.showModal();
    query.focus();
  }

  async load(asked) {
    const { items } = await send("GET", `${this.mediaValue}?${new URLSearchParams({ q: asked })}`).catch(() => ({ items: [] }));
    const tiles = items.map((item) => {
      const made = tile(item, { small: true });
      made.firstElementChild.addEventListener("click", () => this.choose(item));
      return made;
    });
    const none = element("li", { class: "quiet" }, asked ? _("Nothing found.") : _("No pictures yet. Paste one into the text, or add some under Media."));
    this.sheet.querySelector("[data-cover-pictures]").replaceChildren(...(tiles.length ? tiles : [none]));
  }

  choose(item) {
    this.sheet.close();
    this.buttonTarget.querySelector("img")?.remove();
    this.buttonTarget.prepend(element("img", { src: item.thumb, alt: item.alt }));
    this.removeTarget.hidden = false;
    this.dispatch("changed", { detail: { cover: { media_id: item.id, alt: item.alt } } });
  }

  remove() {
    this.buttonTarget.querySelector("img")?.remove();
    this.removeTarget.hidden = true;
    this.buttonTarget.focus();
    this.dispatch("changed", { detail: { cover: null } });
  }
}
