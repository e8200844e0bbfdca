// Turbo Drive under our rules: the CSRF header on each form it posts, and a nonce that stays valid.
import * as Turbo from "@hotwired/turbo";
import { csrfHeader, isUnsafe } from "./http.js";

const NONCE = 'meta[name="csp-nonce"]';
// The policy of the document is the one of the page that was loaded first, and so is its nonce.
const firstNonce = document.querySelector(NONCE)?.content ?? "";

/** The nonce of the document's policy, for style sheets made by scripts. */
export function cspNonce() {
  return firstNonce;
}

function keepNonce() {
  const meta = document.querySelector(NONCE);
  if (meta && meta.content !== firstNonce) meta.content = firstNonce;
}

/** The page has an address of its own from now on: reloading and going back lead to it. */
export function renamePage(path) {
  const { session } = Turbo;
  if (location.pathname === path) return;
  session.history.replace(new URL(path, location.href));
  session.view.lastRenderedLocation = session.history.location;
}

export function startTurbo() {
  document.addEventListener("turbo:before-fetch-request", ({ detail: { fetchOptions } }) => {
    if (isUnsafe(fetchOptions.method)) Object.assign(fetchOptions.headers, csrfHeader());
  });
  document.addEventListener("turbo:render", keepNonce);
  window.Turbo = Turbo;
}
