// The box of a task in live mode: a click writes the x into the text.
import { WidgetType } from "@codemirror/view";
import { _ } from "../../text.js";

function toggle(view, box) {
  const from = view.posAtDOM(box);
  const marker = view.state.sliceDoc(from, from + 3);
  const insert = { "[ ]": "x", "[x]": " ", "[X]": " " }[marker];
  if (insert) view.dispatch({ changes: { from: from + 1, to: from + 2, insert }, userEvent: "input.task" });
}

export class CheckboxWidget extends WidgetType {
  constructor(checked) {
    super();
    this.checked = checked;
  }

  eq(other) {
    return other.checked === this.checked;
  }

  toDOM(view) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = this.checked;
    box.className = "md-task";
    box.setAttribute("aria-label", _("Done"));
    box.addEventListener("change", () => toggle(view, box));
    return box;
  }

  ignoreEvent() {
    return true;
  }
}
