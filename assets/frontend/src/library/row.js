// One row of the library.
import { _ } from "../text.js";
import { element } from "../ui/elements.js";
import { shortMoment } from "../ui/moments.js";

export function stateMark({ key, label }) {
  return element("span", { class: `state state-${key}` }, label);
}

function wordsOf(count) {
  const number = count.toLocaleString(document.documentElement.lang || undefined);
  return count === 1 ? _("1 word") : _("{number} words", { number });
}

function facts(item) {
  const shown = element("small", { class: "row-facts" }, stateMark(item.state));
  if (item.words && item.state.key !== "scheduled" && item.state.key !== "needs_you") shown.append(element("span", {}, wordsOf(item.words)));
  shown.append(element("time", { datetime: item.updated_at }, shortMoment(item.updated_at)));
  return shown;
}

/** Where words were searched: the place that matches, with the words marked. */
function excerptOf({ excerpt, snippet }) {
  if (!snippet?.length) return [excerpt];
  return snippet.map(([text, matches]) => (matches ? element("mark", {}, text) : text));
}

export function row(item, { current, position, total }) {
  const title = item.title || _("Without a title");
  const link = element(
    "a",
    { class: "row", href: item.url, "data-id": item.id, "data-turbo-action": "advance", tabindex: current ? "0" : "-1" },
    element("b", { class: item.title ? "row-title" : "row-title is-empty" }, title),
    element("span", { class: "row-text" }, ...excerptOf(item)),
    facts(item),
  );
  if (current) link.setAttribute("aria-current", "page");
  return element("li", { "aria-posinset": String(position + 1), "aria-setsize": String(total) }, link);
}

export function ghost() {
  return element("li", { "aria-hidden": "true" }, element("span", { class: "row row-ghost" }));
}
