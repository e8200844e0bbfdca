// The preview follows the text: what stands at the top there is brought to the top here. A click leads back.

/** The line at the top of what the author sees, with the part of it that is scrolled past. */
function topLine(view, scroller) {
  const top = scroller.getBoundingClientRect().top - view.documentTop;
  const block = view.lineBlockAtHeight(Math.max(0, top));
  const { number } = view.state.doc.lineAt(block.from);
  return number + Math.min(1, Math.max(0, top - block.top) / block.height);
}

/**
 * The first line of each block, never falling: equal blocks share one hash, and with it the lines of the last of them.
 *
 * @param {string[]} order
 * @param {Record<string, number[]>} lines
 */
export function startsOf(order, lines) {
  const starts = new Array(order.length);
  let next = Infinity;
  for (let at = order.length - 1; at >= 0; at -= 1) {
    next = Math.min(next, lines[order[at]]?.[0] ?? next);
    starts[at] = next;
  }
  return starts;
}

/** The last place in `starts` that is not after `line`. */
export function placeOf(starts, line) {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Only two blocks are measured: a long page has thousands. */
function heightOfLine(body, starts, line) {
  const at = placeOf(starts, line);
  const [block, next] = [body.children[at], body.children[at + 1]];
  if (!block) return 0;
  const range = body.ownerDocument.createRange();
  range.selectNodeContents(block);
  const { top, height } = range.getBoundingClientRect();
  const lines = (starts[at + 1] ?? starts[at] + 1) - starts[at];
  const share = next || lines > 1 ? (line - starts[at]) / Math.max(1, lines) : 0;
  return top + body.ownerDocument.scrollingElement.scrollTop + height * Math.max(0, Math.min(1, share));
}

/**
 * @param {{view: object, scroller: Element, frame: HTMLIFrameElement, starts: () => number[], goTo: (line: number) => void}} options
 * @returns {{follow: () => void, attach: () => void, stop: () => void}}
 */
export function scrollSync({ view, scroller, frame, starts, goTo }) {
  let planned = 0;
  const follow = () => {
    cancelAnimationFrame(planned);
    planned = requestAnimationFrame(() => {
      const body = frame.contentDocument?.getElementById("preview-body");
      if (body) body.ownerDocument.scrollingElement.scrollTop = heightOfLine(body, starts(), topLine(view, scroller));
    });
  };
  const attach = () =>
    frame.contentDocument.addEventListener("click", (event) => {
      event.preventDefault(); // a link of the preview must not replace the app's page
      const block = event.target.closest("[data-hash]");
      const line = block && starts()[[...block.parentElement.children].indexOf(block)];
      if (line) goTo(line);
    });
  scroller.addEventListener("scroll", follow, { passive: true });
  const stop = () => {
    cancelAnimationFrame(planned);
    scroller.removeEventListener("scroll", follow);
  };
  return { follow, attach, stop };
}
