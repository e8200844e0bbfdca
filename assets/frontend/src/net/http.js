// Requests to the app's own server: the CSRF header on each unsafe one, problem JSON turned into an error.
import { _ } from "../text.js";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** What is known when an answer brings no words of its own. */
function wordsFor(status) {
  return status ? _("The app answered with an error ({status}).", { status }) : _("The app does not answer.");
}

/** An answer that is not a success (RFC 9457), or no answer at all (`status` 0). */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || wordsFor(status));
    this.name = "Problem";
    this.status = status;
    this.code = body.code || "";
    this.nextStep = body.next_step || "";
    this.body = body;
  }
}

/** The header that proves that a request comes from our own page: {} on a page without one. */
export function csrfHeader() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta ? { [meta.dataset.header || "X-BD-CSRF"]: meta.content } : {};
}

export function isUnsafe(method) {
  return !SAFE.has((method || "GET").toUpperCase());
}

async function bodyOf(response) {
  const type = response.headers.get("content-type") || "";
  return /[/+]json\b/.test(type) ? response.json() : {};
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{json?: unknown, form?: FormData, keepalive?: boolean, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the JSON of the answer
 * @throws {Problem}
 */
export async function send(method, url, { json, form, keepalive = false, signal } = {}) {
  const headers = { Accept: "application/json", ...(isUnsafe(method) ? csrfHeader() : {}) };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  let response;
  try {
    response = await fetch(url, { method, headers, body, keepalive, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0);
  }
  const answer = await bodyOf(response).catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}
