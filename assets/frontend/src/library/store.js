// The rows of the library as far as they are known, page by page; one filter at a time.
import { send } from "../net/http.js";

export class LibraryStore {
  constructor(url) {
    this.url = url;
    this.reset({});
  }

  /** @param {{q?: string, status?: string, tag?: string, category?: string, changed?: string}} filter */
  reset(filter) {
    this.filter = filter;
    this.items = [];
    this.total = null;
    this.cursor = undefined;
    this.loading = null;
    this.turn = (this.turn ?? 0) + 1;
  }

  get complete() {
    return this.cursor === null;
  }

  /** Loads pages until row `index` is known. One request at a time; an answer to an old filter is dropped. */
  async reach(index) {
    const turn = this.turn;
    while (turn === this.turn && !this.complete && this.items.length <= index) await (this.loading ??= this.#next(turn));
    return turn === this.turn;
  }

  async #next(turn) {
    const query = new URLSearchParams(Object.entries(this.filter).filter(([, value]) => value));
    if (this.cursor) query.set("cursor", this.cursor);
    try {
      const page = await send("GET", `${this.url}?${query}`);
      if (turn === this.turn) this.#keep(page);
    } finally {
      if (turn === this.turn) this.loading = null;
    }
  }

  #keep(page) {
    const known = new Set(this.items.map((item) => item.id));
    this.items.push(...page.items.filter((item) => !known.has(item.id)));
    this.cursor = page.cursor;
    this.total = page.total;
    this.counts = page.counts;
  }

  /** A post changed: its row is renewed in its place, or comes first when it is new and nothing is filtered. */
  put(item) {
    const at = this.items.findIndex(({ id }) => id === item.id);
    if (at >= 0) this.items[at] = item;
    else if (!Object.values(this.filter).some(Boolean) && this.total !== null) {
      this.items.unshift(item);
      this.total += 1;
    }
  }

  remove(id) {
    const before = this.items.length;
    this.items = this.items.filter((item) => item.id !== id);
    if (this.items.length < before) this.total -= 1;
  }
}
