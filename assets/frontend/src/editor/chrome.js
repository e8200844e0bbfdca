// While the author types, everything around the text steps back; a move of the mouse or Esc brings it back.
import { EditorView } from "@codemirror/view";

const KEYS_BEFORE = 6; // one corrected letter is no flow of writing

/** Sets the class `is-writing` on <body> while keys flow. */
export function startChrome() {
  let keys = 0;
  const { classList } = document.body;
  const wake = () => {
    keys = 0;
    classList.remove("is-writing");
  };
  const onKey = (event) => event.key === "Escape" && wake();
  document.addEventListener("pointermove", wake, { passive: true });
  document.addEventListener("keydown", onKey);
  const extension = EditorView.updateListener.of((update) => {
    if (!update.transactions.some((each) => each.isUserEvent("input.type"))) return;
    keys += 1;
    if (keys === KEYS_BEFORE) classList.add("is-writing");
  });
  const stop = () => {
    wake();
    document.removeEventListener("pointermove", wake);
    document.removeEventListener("keydown", onKey);
  };
  return { extension, stop };
}
