// Notices: what happened, what is safe, what to do next. Good news goes by itself; bad news stays until closed.
import { _ } from "../text.js";
import { element, icon } from "./elements.js";

const GOOD_NEWS_MS = 5000;
const MOST = 4;

/**
 * @param {string} title what happened
 * @param {{text?: string, bad?: boolean, action?: {label: string, run: () => void}}} [more]
 */
export function toast(title, { text = "", bad = false, action } = {}) {
  const shown = element("div", { class: bad ? "toast toast-bad" : "toast" }, icon(bad ? "circle-alert" : "check"), element("b", {}, title));
  const close = element("button", { type: "button", class: "button-icon", "aria-label": _("Close") }, icon("x"));
  close.addEventListener("click", () => shown.remove());
  shown.append(close);
  if (text) shown.append(element("p", {}, text));
  if (action) shown.append(actionButton(shown, action));
  const place = document.getElementById("toasts");
  place.append(shown);
  while (place.children.length > MOST) place.firstElementChild.remove();
  if (!bad) setTimeout(() => shown.remove(), GOOD_NEWS_MS);
}

function actionButton(shown, { label, run }) {
  const button = element("button", { type: "button", class: "link" }, label);
  button.addEventListener("click", () => {
    shown.remove();
    run();
  });
  return element("p", {}, button);
}

/** Says what went wrong with a request; `safe` says what is not lost. */
export function tellProblem(problem, safe = "") {
  const faults = (problem.body?.errors ?? []).map(({ field, reason }) => (field ? `${field}: ${reason}` : reason));
  const title = faults.length ? faults.join("; ") : problem.message;
  toast(title, { bad: true, text: [safe, problem.nextStep].filter(Boolean).join(" ") });
}
