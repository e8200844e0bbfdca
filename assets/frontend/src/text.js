// Interface texts of the scripts. The page carries a catalogue (<script type="application/json" id="messages">)
// of the author's language; a text that is not in it is shown in English, as gettext does.

let catalogue = null;

function readCatalogue() {
  const element = document.getElementById("messages");
  return element ? JSON.parse(element.textContent) : {};
}

/**
 * @param {string} message English text, with {name} for each value
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function _(message, values = {}) {
  catalogue ??= readCatalogue();
  const text = catalogue[message] || message;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
