// Live mode shows each picture of the text in its place.
import { syntaxTree } from "@codemirror/language";
import { Facet } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { addressOf, picturesIn } from "./find_pictures.js";
import { PictureWidget } from "./picture_widget.js";

/** Where pictures are kept: the address of `media:…` is `<this>/<id>/view`. */
export const mediaUrl = Facet.define({ combine: (values) => values[0] ?? "/studio/media" });
const hide = Decoration.replace({});
const alone = Decoration.line({ class: "md-line-picture" });

function inCode(state, position) {
  const { name } = syntaxTree(state).resolveInner(position, 1);
  return /Code/.test(name);
}

function touched(state, line) {
  return state.selection.ranges.some(({ from, to }) => from <= line.to && to >= line.from);
}

function decorationsOfLine(state, line, found) {
  for (const picture of picturesIn(line.text, line.from)) {
    const src = addressOf(picture.target, state.facet(mediaUrl));
    if (!src || inCode(state, picture.from)) continue;
    if (!touched(state, line)) found.push(hide.range(picture.from, picture.to));
    if (!touched(state, line) && line.length === picture.to - picture.from) found.push(alone.range(line.from));
    found.push(Decoration.widget({ widget: new PictureWidget({ ...picture, src }), side: 1 }).range(picture.to));
  }
}

function decorate(view) {
  const found = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      decorationsOfLine(view.state, line, found);
      at = line.to + 1;
    }
  }
  return Decoration.set(found, true);
}

export const livePictures = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = decorate(view);
    }

    update(update) {
      if (update.docChanged || update.viewportChanged || update.selectionSet) this.decorations = decorate(update.view);
    }
  },
  { decorations: (value) => value.decorations },
);

/** Puts the caret into the description of the picture whose target is `target`. */
export function focusAlt(view, target) {
  const input = [...view.dom.querySelectorAll(".md-picture-alt")].find((each) => each.dataset.target === target);
  if (input) return input.focus();
  const at = view.state.doc.toString().lastIndexOf(`](${target})`);
  if (at < 0) return undefined;
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at) });
  return view.focus();
}
