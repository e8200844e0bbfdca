// The blocks of the preview: only those that changed are touched.

function blockOf(document, hash, html) {
  const block = document.createElement("div");
  block.dataset.hash = hash;
  block.innerHTML = html;
  return block;
}

function sharedStart(blocks, order) {
  const end = Math.min(blocks.length, order.length);
  let at = 0;
  while (at < end && blocks[at].dataset.hash === order[at]) at += 1;
  return at;
}

function sharedEnd(blocks, order, start) {
  const end = Math.min(blocks.length, order.length) - start;
  let at = 0;
  while (at < end && blocks.at(-1 - at).dataset.hash === order.at(-1 - at)) at += 1;
  return at;
}

/** HTML of the blocks that the last answers brought, by hash. */
export class Blocks {
  #html = new Map();

  clear() {
    this.#html.clear();
  }

  /** Takes in an answer: false when it names a block that is not known here. */
  take({ order, html }) {
    const next = new Map();
    for (const hash of order) {
      const known = html[hash] ?? this.#html.get(hash);
      if (known === undefined) return false;
      next.set(hash, known);
    }
    this.#html = next;
    return true;
  }

  /** Makes `body` show `order`; answers how many blocks were made and removed. */
  patch(body, order) {
    const blocks = [...body.children];
    const start = sharedStart(blocks, order);
    const tail = sharedEnd(blocks, order, start);
    const old = blocks.slice(start, blocks.length - tail);
    const made = order.slice(start, order.length - tail).map((hash) => blockOf(body.ownerDocument, hash, this.#html.get(hash)));
    const next = blocks[blocks.length - tail] ?? null;
    for (const block of made) body.insertBefore(block, next);
    for (const block of old) block.remove();
    return { made: made.length, removed: old.length };
  }
}
