// A short list to choose from, hung under a button or a field; driven by arrow keys, Enter and Escape.
import { element } from "./elements.js";

/** Puts a popover right under an element, and keeps it inside the window. */
export function placeUnder(popover, anchor) {
  const box = anchor.getBoundingClientRect();
  popover.style.left = `${Math.max(8, Math.min(box.left, innerWidth - popover.offsetWidth - 8))}px`;
  const below = box.bottom + popover.offsetHeight + 8 < innerHeight;
  popover.style.top = below ? `${box.bottom}px` : `${Math.max(8, box.top - popover.offsetHeight - 8)}px`;
}

export function option({ label, note, value }, { id, selected = false } = {}) {
  const made = element("div", { role: "option", id, "data-value": value, "aria-selected": String(selected) }, label);
  if (note !== undefined) made.append(element("small", {}, String(note)));
  return made;
}

/** Moves the selection of a listbox by `step`; gives the option that is selected now. */
export function moveSelection(list, step) {
  const options = [...list.querySelectorAll('[role="option"]')];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  options[at]?.setAttribute("aria-selected", "false");
  const next = options[(at + step + options.length) % options.length];
  next?.setAttribute("aria-selected", "true");
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

/**
 * @param {HTMLElement} anchor the button
 * @param {{label: string, value: string, note?: string|number}[]} choices
 * @param {(value: string) => void} chosen
 */
export function openMenu(anchor, choices, chosen) {
  const list = element("div", { class: "suggestions", role: "listbox", popover: "auto", tabindex: "0", "aria-label": anchor.textContent });
  list.append(...choices.map((choice, index) => option(choice, { selected: index === 0 })));
  const take = (picked) => {
    list.hidePopover();
    if (picked) chosen(picked.dataset.value);
  };
  list.addEventListener("click", (event) => take(event.target.closest('[role="option"]')));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) moveSelection(list, step);
    else if (event.key === "Enter") take(list.querySelector('[aria-selected="true"]'));
    else return;
    event.preventDefault();
  });
  list.addEventListener("toggle", ({ newState }) => {
    anchor.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "open") return;
    list.remove();
    anchor.focus();
  });
  document.body.append(list);
  list.showPopover();
  placeUnder(list, anchor);
  list.focus();
}
