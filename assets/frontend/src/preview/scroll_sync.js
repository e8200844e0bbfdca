// The preview follows the text: the block that stands at the top there is brought to the top here, and back.

function topLine(view, scroller) {
  const top = scroller.getBoundingClientRect().top - view.documentTop;
  const block = view.lineBlockAtHeight(Math.max(0, top));
  const { number } = view.state.doc.lineAt(block.from);
  return number + Math.min(1, Math.max(0, top - block.top) / block.height);
}

/** Where each block with known lines stands in the frame, from top to bottom. */
function placesOf(document, lines) {
  const { scrollTop } = document.scrollingElement;
  const range = document.createRange();
  const places = [];
  for (const block of document.getElementById("preview-body").children) {
    const [from, to] = lines[block.dataset.hash] ?? [];
    if (from === undefined) continue;
    range.selectNodeContents(block);
    const { top, height } = range.getBoundingClientRect();
    places.push({ from, to, top: top + scrollTop, height });
  }
  return places.sort((a, b) => a.from - b.from);
}

/** Height in the frame where `line` begins; between two known lines it is measured out. */
export function heightOfLine(blocks, line) {
  const at = blocks.findLastIndex((block) => block.from <= line);
  if (at < 0) return 0;
  const { from, to, top, height } = blocks[at];
  const next = blocks[at + 1];
  if (line <= to + 1) return top + (height * (line - from)) / (to + 1 - from);
  return next ? next.top : top + height;
}

function lineAtHeight(blocks, height) {
  const block = blocks.findLast(({ top }) => top <= height) ?? blocks[0];
  if (!block) return 1;
  return block.from + Math.floor(Math.min(1, (height - block.top) / Math.max(1, block.height)) * (block.to - block.from));
}

/**
 * @param {{view: object, scroller: Element, frame: HTMLIFrameElement, lines: () => Record<string, number[]>, goTo: (line: number) => void}} options
 * @returns {{follow: () => void, attach: () => void, stop: () => void}}
 */
export function scrollSync({ view, scroller, frame, lines, goTo }) {
  let planned = 0;
  const measured = () => placesOf(frame.contentDocument, lines());
  const follow = () => {
    cancelAnimationFrame(planned);
    planned = requestAnimationFrame(() => {
      const page = frame.contentDocument?.scrollingElement;
      if (page?.ownerDocument.getElementById("preview-body")) page.scrollTop = heightOfLine(measured(), topLine(view, scroller));
    });
  };
  const attach = () =>
    frame.contentDocument.addEventListener("click", (event) => {
      event.preventDefault(); // a link of the preview must not replace the app's page
      const { scrollTop } = frame.contentDocument.scrollingElement;
      goTo(lineAtHeight(measured(), scrollTop + event.clientY));
    });
  scroller.addEventListener("scroll", follow, { passive: true });
  const stop = () => {
    cancelAnimationFrame(planned);
    scroller.removeEventListener("scroll", follow);
  };
  return { follow, attach, stop };
}
