// Copying text: by the window's own clipboard on the desktop, by the browser's elsewhere.
import { send } from "../net/http.js";

/** @returns {Promise<boolean>} whether it was copied */
export async function copy(text, face) {
  try {
    if (face === "desktop") await send("POST", "/desktop/copy", { json: { text } });
    else await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
  }
}
