// Addresses beyond the app open in the system's browser: the window itself never leaves the app.
import { send } from "../net/http.js";

export async function openOutside(url) {
  try {
    await send("POST", "/desktop/open-url", { json: { url } });
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    window.open(url, "_blank", "noopener");
  }
}
