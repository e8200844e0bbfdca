// Which key was pressed, with Ctrl and the Mac's Command as one.
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function chord(event) {
  const control = isMac ? event.metaKey : event.ctrlKey;
  return [control && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.key.length === 1 ? event.key.toLowerCase() : event.key]
    .filter(Boolean)
    .join("+");
}

/** Whether the author is typing somewhere, so that plain letters are letters. */
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
