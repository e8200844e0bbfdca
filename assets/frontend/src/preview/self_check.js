// When the author pauses, the whole text is rendered at once and compared: what is shown must be what is published.
import { send } from "../net/http.js";

const PAUSE_MS = 500;

/** Blank lines between blocks mean nothing; those inside <pre> do. */
function normal(root) {
  const copy = root.cloneNode(true);
  const walker = copy.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const blank = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() && !node.parentElement?.closest("pre")) blank.push(node);
  }
  for (const node of blank) node.remove();
  return copy.innerHTML;
}

function shownHtml(body) {
  const joined = body.cloneNode(false);
  for (const block of body.children) joined.append(...block.cloneNode(true).childNodes);
  return joined;
}

export class SelfCheck {
  #timer = null;
  #checked = null;

  /** @param {{url: string, postId: string, text: () => string, shown: () => number|null, body: () => Element|null, replace: (html: string) => void}} options */
  constructor(options) {
    Object.assign(this, options);
  }

  plan() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run().catch(() => {}), PAUSE_MS); // offline: the next pause asks again
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #run() {
    const rev = this.shown();
    if (rev === null || rev === this.#checked) return;
    const { html } = await send("POST", this.url, { json: { post_id: this.postId, text: this.text() } });
    const body = this.body();
    if (!body || rev !== this.shown()) return; // typed on meanwhile
    this.#checked = rev;
    const whole = body.cloneNode(false);
    whole.innerHTML = html;
    if (normal(whole) === normal(shownHtml(body))) return;
    console.warn("The preview differed from the page and was replaced.");
    this.replace(html);
  }
}
