// Pictures come in by paste, drop or choice; each becomes `![](media:…)` once the app keeps it.
import { EditorView } from "@codemirror/view";
import { send } from "../../net/http.js";
import { rememberPicture } from "./find_pictures.js";
import { focusAlt } from "./pictures.js";
import { addUpload, failUpload, placeOf, removeUpload, uploads } from "./placeholder.js";

let counter = 0;

/** A picture splits no sentence: it stands before the line, or after it. */
function besideLine(state, pos) {
  const line = state.doc.lineAt(pos);
  return state.sliceDoc(line.from, pos).trim() ? line.to : line.from;
}

/** A picture stands in a paragraph of its own. */
function insertion(state, pos, markdown) {
  const line = state.doc.lineAt(pos);
  const before = state.sliceDoc(line.from, pos).trim() ? "\n\n" : "";
  const after = state.sliceDoc(pos, line.to).trim() ? "\n\n" : "";
  return { from: pos, insert: `${before}${markdown}${after}`, caret: pos + before.length + markdown.length };
}

/** Writes the picture into the text at `pos` and asks for its description. */
function writePicture(view, pos, { id, markdown }, effects = []) {
  const { from, insert, caret } = insertion(view.state, pos, markdown ?? `![](media:${id})`);
  view.dispatch({ changes: { from, insert }, selection: { anchor: caret }, effects, userEvent: "input.picture", scrollIntoView: true });
  requestAnimationFrame(() => focusAlt(view, `media:${id}`));
}

async function post(boot, file) {
  const form = new FormData();
  form.append("file", file, file.name || "picture.png");
  form.append("post_id", boot.id);
  const [item] = (await send("POST", boot.urls.media, { form })).items;
  if (item.error) throw new Error(item.error);
  return item;
}

async function upload(view, boot, file, { id, preview }) {
  try {
    const item = await post(boot, file);
    rememberPicture(`media:${item.id}`, preview);
    const pos = placeOf(view.state, id);
    if (pos !== null) writePicture(view, pos, item, [removeUpload.of(id)]);
  } catch (problem) {
    view.dispatch({ effects: failUpload.of({ id, reason: problem.message }) });
  }
}

function begin(view, boot, file, pos) {
  counter += 1;
  const id = counter;
  const preview = URL.createObjectURL(file);
  const discard = () => view.dispatch({ effects: removeUpload.of(id) });
  const start = (at) => {
    view.dispatch({ effects: addUpload.of({ id, pos: at, preview, name: file.name || "picture", retry, discard }) });
    void upload(view, boot, file, { id, preview });
  };
  function retry() {
    const at = placeOf(view.state, id) ?? view.state.selection.main.head;
    discard();
    start(at);
  }
  start(pos);
}

const isPicture = (file) => file.type.startsWith("image/");

export function addPictures(view, boot, files, pos = view.state.selection.main.to) {
  for (const file of files) begin(view, boot, file, besideLine(view.state, pos));
}

/** Asks for pictures: the system's own dialog in the desktop's window, the browser's elsewhere. */
export async function choosePictures(view, boot) {
  if (!boot.native_dialogs) return chooseInBrowser(view, boot);
  const { items } = await send("POST", boot.urls.choose_image ?? "/desktop/choose-image", { json: { post_id: boot.id } });
  for (const item of items ?? []) writePicture(view, besideLine(view.state, view.state.selection.main.to), item);
  return undefined;
}

function chooseInBrowser(view, boot) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: "image/*", multiple: true });
  input.addEventListener("change", () => addPictures(view, boot, input.files));
  input.click();
}

/** Paste and drop of picture files. Text beside a picture on the clipboard wins: it came from a page or an office. */
export function pictureEvents(boot) {
  return [
    uploads,
    EditorView.domEventHandlers({
      paste(event, view) {
        const files = [...(event.clipboardData?.files ?? [])].filter(isPicture);
        if (!files.length || event.clipboardData.getData("text/plain")) return false;
        event.preventDefault();
        addPictures(view, boot, files);
        return true;
      },
      drop(event, view) {
        const files = [...(event.dataTransfer?.files ?? [])].filter(isPicture);
        if (!files.length) return false;
        event.preventDefault();
        const pos = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
        addPictures(view, boot, files, pos);
        return true;
      },
    }),
  ];
}
