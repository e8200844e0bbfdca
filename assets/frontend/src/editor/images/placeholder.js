// A picture on its way: shown at once from memory, without touching the text until it is kept.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { _ } from "../../text.js";

export const addUpload = StateEffect.define({ map: (value, mapping) => ({ ...value, pos: mapping.mapPos(value.pos, 1) }) });
export const failUpload = StateEffect.define();
export const removeUpload = StateEffect.define();

function button(text, run) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.addEventListener("click", run);
  return element;
}

class UploadWidget extends WidgetType {
  constructor(upload) {
    super();
    this.upload = upload;
  }

  eq(other) {
    return other.upload.id === this.upload.id && other.upload.reason === this.upload.reason;
  }

  toDOM() {
    const { preview, name, reason, retry, discard } = this.upload;
    const dom = document.createElement("span");
    dom.className = reason ? "md-upload is-failed" : "md-upload";
    dom.setAttribute("role", reason ? "alert" : "status");
    const show = new Image();
    show.src = preview;
    show.alt = "";
    show.className = "md-picture-image";
    const words = document.createElement("span");
    words.className = "md-upload-words";
    words.textContent = reason ? _("{name} was not added: {reason}", { name, reason }) : _("Adding {name}…", { name });
    dom.append(show, words);
    if (reason) dom.append(button(_("Try again"), retry), button(_("Leave it out"), discard));
    return dom;
  }

  ignoreEvent() {
    return true;
  }
}

function decorationOf(upload) {
  return Decoration.widget({ widget: new UploadWidget(upload), upload, side: 1 });
}

function withEffect(uploads, effect) {
  if (effect.is(addUpload)) return uploads.update({ add: [decorationOf(effect.value).range(effect.value.pos)], sort: true });
  if (effect.is(removeUpload)) return uploads.update({ filter: (_f, _t, value) => value.spec.upload.id !== effect.value });
  if (!effect.is(failUpload)) return uploads;
  const failed = [];
  const rest = uploads.update({
    filter(from, _to, { spec: { upload } }) {
      if (upload.id !== effect.value.id) return true;
      failed.push(decorationOf({ ...upload, reason: effect.value.reason }).range(from));
      return false;
    },
  });
  return rest.update({ add: failed });
}

export const uploads = StateField.define({
  create: () => Decoration.none,
  update: (value, transaction) => transaction.effects.reduce(withEffect, value.map(transaction.changes)),
  provide: (field) => EditorView.decorations.from(field),
});

/** Where the upload `id` stands in the text now, or null. */
export function placeOf(state, id) {
  for (let at = state.field(uploads).iter(); at.value; at.next()) {
    if (at.value.spec.upload.id === id) return at.from;
  }
  return null;
}
