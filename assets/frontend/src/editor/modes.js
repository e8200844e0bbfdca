// Source and live mode over the same text: one compartment, one key.
import { Compartment } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { livePictures } from "./images/pictures.js";
import { liveLines, sourceLines } from "./live/live_view.js";
import { openLinks } from "./live/open_links.js";

const mode = new Compartment();
const SOURCE = [sourceLines, EditorView.editorAttributes.of({ class: "is-source" })];
const LIVE = [liveLines, livePictures, openLinks, EditorView.editorAttributes.of({ class: "is-live" })];
const extensionsOf = (name) => (name === "source" ? SOURCE : LIVE);

/** @param {"live"|"source"} name */
export function startMode(name) {
  return mode.of(extensionsOf(name));
}

export function modeOf(state) {
  return mode.get(state) === SOURCE ? "source" : "live";
}

export function setMode(view, name) {
  view.dispatch({ effects: mode.reconfigure(extensionsOf(name)) });
  view.contentDOM.dispatchEvent(new CustomEvent("editor:mode", { bubbles: true, detail: { mode: name } }));
}

/** The command of the key. */
export function toggleMode(view) {
  setMode(view, modeOf(view.state) === "live" ? "source" : "live");
  return true;
}
