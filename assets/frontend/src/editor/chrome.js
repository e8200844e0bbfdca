// While the author types, everything around the text steps back; a move of the mouse or Esc brings it back.
import { EditorView } from "@codemirror/view";

const KEYS_BEFORE = 6; // one corrected letter is no flow of writing

/** Classes on <body>: `is-writing` while keys flow, `is-alone` when the author hid the rest. */
export function startChrome() {
  let keys = 0;
  const { classList } = document.body;
  const wake = () => {
    keys = 0;
    classList.remove("is-writing");
  };
  const onKey = (event) => {
    if (event.key === "Escape") wake();
    if (event.key === "\\" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      toggleAlone();
    }
  };
  document.addEventListener("mousemove", wake, { passive: true });
  document.addEventListener("keydown", onKey);
  const extension = EditorView.updateListener.of((update) => {
    if (!update.transactions.some((each) => each.isUserEvent("input.type"))) return;
    keys += 1;
    if (keys >= KEYS_BEFORE) classList.add("is-writing");
  });
  const stop = () => {
    wake();
    document.removeEventListener("mousemove", wake);
    document.removeEventListener("keydown", onKey);
  };
  return { extension, stop };
}

/** Only the page, or everything. */
export function toggleAlone() {
  const alone = document.body.classList.toggle("is-alone");
  document.dispatchEvent(new CustomEvent("editor:alone", { detail: { alone } }));
  return true;
}
