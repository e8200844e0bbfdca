// The one line that says whether the words are safe, in plain words and always true.
import { _ } from "../text.js";

const QUIET_MS = 250; // a save that is quicker than this is not worth a flicker

function clock(savedAt) {
  return new Date(savedAt).toLocaleTimeString(document.documentElement.lang || undefined, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

function failure(problem) {
  const reason = problem?.message || _("The app does not answer.");
  return _("Not saved yet: {reason} Your words stay in this window; it tries again by itself.", { reason });
}

/** Reports of the journal → `show({key, label})`. */
export class SaveState {
  #timer = null;
  #problem = null;

  constructor(show) {
    this.show = show;
  }

  report({ key, problem, answer }) {
    if (problem) this.#problem = problem;
    if (answer) this.#problem = null;
    if (key === "saving" && !this.#problem) return this.#soon();
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#problem) this.show({ key: "failed", label: failure(this.#problem), nextStep: this.#problem.nextStep });
    else this.show({ key, label: _("Saved on this computer · {time}", { time: clock(answer.saved_at) }), ...answer });
  }

  #soon() {
    this.#timer ??= setTimeout(() => this.show({ key: "saving", label: _("Saving…") }), QUIET_MS);
  }
}
