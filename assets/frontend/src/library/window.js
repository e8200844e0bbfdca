// A window over a long list: only the rows in sight, and some around them, are in the page.
export const ROW_HEIGHT = 84;
const AROUND = 8;

export class ListWindow {
  /**
   * @param {HTMLElement} scroller what scrolls
   * @param {HTMLElement} space what is as high as all rows
   * @param {(index: number) => HTMLElement} draw the element of a row
   */
  constructor(scroller, space, draw) {
    Object.assign(this, { scroller, space, draw, drawn: new Map(), count: 0 });
  }

  setCount(count) {
    this.count = count;
    this.space.style.height = `${count * ROW_HEIGHT}px`;
  }

  /** @returns {[number, number]} the first row in sight and the one after the last, with those around them */
  range() {
    const first = Math.floor(this.scroller.scrollTop / ROW_HEIGHT) - AROUND;
    const last = Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / ROW_HEIGHT) + AROUND;
    return [Math.max(0, first), Math.min(this.count, last)];
  }

  /** Draws what came into sight and drops what left it; with `afresh`, draws every row again. */
  render({ afresh = false } = {}) {
    const [first, last] = this.range();
    for (const [index, shown] of this.drawn) {
      if (afresh || index < first || index >= last) {
        shown.remove();
        this.drawn.delete(index);
      }
    }
    for (let index = first; index < last; index++) if (!this.drawn.has(index)) this.#add(index);
  }

  #add(index) {
    const shown = this.draw(index);
    shown.firstElementChild.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    this.drawn.set(index, shown);
    const after = [...this.drawn.keys()].filter((other) => other > index).sort((a, b) => a - b)[0];
    this.space.insertBefore(shown, after === undefined ? null : this.drawn.get(after));
  }

  show(index) {
    const top = index * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) this.scroller.scrollTop = top + ROW_HEIGHT - clientHeight;
    this.render();
  }
}
