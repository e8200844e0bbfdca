// One picture in the text, its description below it. What is written there goes into the `![…]`.
import { WidgetType } from "@codemirror/view";
import { _ } from "../../text.js";
import { escapeAlt, picturesIn, unescapeAlt } from "./find_pictures.js";

/** The picture of the text that this widget stands after. */
function pictureOf(view, dom, target) {
  const line = view.state.doc.lineAt(view.posAtDOM(dom));
  const here = picturesIn(line.text, line.from).filter((each) => each.target === target);
  const before = here.filter(({ to }) => to <= view.posAtDOM(dom));
  return before.at(-1) ?? here[0] ?? null;
}

function writeAlt(view, dom, target, alt) {
  const picture = pictureOf(view, dom, target);
  const insert = escapeAlt(alt);
  if (!picture || insert === picture.alt) return;
  view.dispatch({ changes: { from: picture.altFrom, to: picture.altTo, insert }, userEvent: "input.type.alt" });
}

/** Enter goes on in the paragraph below, which is made where there is none; Escape only leaves the field. */
function backToText(view, dom, target, { goOn }) {
  const picture = pictureOf(view, dom, target);
  view.focus();
  if (!picture) return;
  const after = view.state.sliceDoc(picture.to, picture.to + 2);
  const insert = goOn && !after.trim() && after.length < 2 ? "\n\n".slice(after.length) : "";
  const gap = /^\n*/.exec(after)[0].length;
  view.dispatch({
    changes: { from: picture.to + gap, insert },
    selection: { anchor: picture.to + (goOn ? gap + insert.length : 0) },
    userEvent: "input",
    scrollIntoView: true,
  });
}

function image(src, alt) {
  const element = new Image();
  element.src = src;
  element.alt = alt;
  element.className = "md-picture-image";
  element.draggable = false;
  return element;
}

function field(view, dom, target, alt) {
  const input = document.createElement("input");
  input.className = "md-picture-alt";
  input.value = alt;
  input.placeholder = _("Describe this picture");
  input.setAttribute("aria-label", _("Description of the picture"));
  input.dataset.target = target;
  input.addEventListener("input", () => writeAlt(view, dom, target, input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    backToText(view, dom, target, { goOn: event.key === "Enter" });
  });
  return input;
}

export class PictureWidget extends WidgetType {
  constructor({ target, alt, src }) {
    super();
    Object.assign(this, { target, src, alt: unescapeAlt(alt) });
  }

  eq(other) {
    return other.target === this.target && other.src === this.src && other.alt === this.alt;
  }

  toDOM(view) {
    const dom = document.createElement("span");
    dom.className = "md-picture";
    const show = image(this.src, this.alt);
    show.addEventListener("load", () => view.requestMeasure());
    show.addEventListener("error", () => dom.classList.add("is-missing"));
    dom.append(show, field(view, dom, this.target, this.alt));
    return dom;
  }

  /** The same picture with another description: the field under the author's hands stays. */
  updateDOM(dom, view, previous) {
    if (previous && (previous.target !== this.target || previous.src !== this.src)) return false;
    const [show, input] = dom.children;
    if (input?.dataset.target !== this.target || !show.src.endsWith(this.src)) return false;
    show.alt = this.alt;
    if (document.activeElement !== input) input.value = this.alt;
    return true;
  }

  get estimatedHeight() {
    return 320;
  }

  ignoreEvent() {
    return true;
  }
}
