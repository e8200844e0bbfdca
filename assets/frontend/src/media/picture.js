// One picture of the grid, and the panel that tells all about the chosen one.
import { _ } from "../text.js";
import { element, icon } from "../ui/elements.js";

export function sizeInWords(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function tile(item, { pressed = false, small = false } = {}) {
  const frame = element("span", { class: "picture-frame" }, element("img", { src: item.thumb, alt: item.alt, loading: "lazy", decoding: "async" }));
  const name = item.name || _("A picture");
  const button = element("button", { type: "button", class: "picture", "data-id": item.id, "aria-pressed": String(pressed), "aria-label": item.alt || name }, frame);
  if (!small) {
    const facts = item.alt ? element("span", {}, `${item.width} × ${item.height}`) : element("span", { class: "lacks" }, _("No description"));
    button.append(element("b", {}, name), element("small", {}, facts, element("span", { class: "push" }, sizeInWords(item.size_bytes))));
  }
  return element("li", {}, button);
}

function fact(label, value) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, value));
}

function field(name, label, value, help) {
  const input = element("textarea", { class: "input", id: `media-${name}`, rows: "3", "data-name": name, "aria-describedby": `media-${name}-help` });
  input.value = value;
  const note = element("p", { class: "field-help", id: `media-${name}-help` }, help);
  return element("div", { class: "field" }, element("label", { for: `media-${name}` }, label), input, note);
}

function usedIn(used) {
  if (!used.length) return element("p", { class: "quiet" }, _("No post shows it."));
  return element("ul", { class: "used" }, ...used.map(({ title, url }) => element("li", {}, element("a", { class: "link", href: url }, title))));
}

/** @returns {Node[]} what stands in the panel */
export function details(item) {
  const close = element("button", { type: "button", class: "button-icon", "aria-label": _("Close"), "data-action": "media#close" }, icon("x"));
  const removed = item.removed.length ? item.removed.join(", ") : _("nothing was in it");
  const parts = [
    element("h2", {}, item.name || _("A picture"), close),
    element("img", { src: item.url, alt: item.alt }),
    field("alt", _("Description"), item.alt, _("What a reader who cannot see it should know.")),
    field("caption", _("Caption"), item.caption, _("Shown under the picture.")),
    element("dl", { class: "facts" }, fact(_("Size"), `${item.width} × ${item.height}, ${sizeInWords(item.size_bytes)}`), fact(_("Removed"), removed)),
    element("h3", {}, _("Where it is shown")),
    usedIn(item.used),
  ];
  if (!item.used.length) parts.push(element("button", { type: "button", class: "button button-grave", "data-action": "media#remove" }, icon("trash-2"), _("Move to the trash")));
  return parts;
}
