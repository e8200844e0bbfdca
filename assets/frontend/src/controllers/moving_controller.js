// Moving in and out: a look at what would happen, one button, progress, an account of every file.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { element } from "../ui/elements.js";

const WATCH_MS = 500;
const KINDS = { post: () => _("Posts"), page: () => _("Pages"), picture: () => _("Pictures"), file: () => _("Other files") };
const OUTCOMES = {
  imported: (number) => _("{number} new", { number }),
  updated: (number) => _("{number} changed", { number }),
  unchanged: (number) => _("{number} here already", { number }),
  skipped: (number) => _("{number} left out", { number }),
  failed: (number) => _("{number} could not be read", { number }),
  exported: (number) => _("{number} written", { number }),
};
const HEADINGS = {
  look: () => _("This is what would happen"),
  import: () => _("Every file is accounted for"),
  export: () => _("Everything is written"),
};
const WORKING = {
  look: () => _("Reading the folder…"),
  import: () => _("Bringing in the posts and their pictures…"),
  export: () => _("Writing the posts and their pictures…"),
};

export default class extends Controller {
  static targets = ["path", "start", "fault", "busy", "busyText", "progress", "report", "heading", "counts", "confirm", "done", "entries"];
  static values = { start: String, watch: String };

  connect() {
    if (this.watchValue) this.follow(this.watchValue);
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  async chooseSource() {
    if (await this.choose("")) this.begin({ dry_run: true });
  }

  /** A folder of its own inside the chosen one: an export is many files. */
  chooseTarget() {
    return this.choose("/blogdesk-export");
  }

  async choose(inside) {
    const { path } = await send("POST", "/desktop/choose-folder").catch((problem) => {
      this.fail(problem.message, problem.nextStep);
      return {};
    });
    if (path) this.pathTarget.value = path.replace(/\/$/, "") + inside;
    return path;
  }

  look(event) {
    event.preventDefault();
    this.begin({ dry_run: true });
  }

  /** What was looked at comes in, whatever stands in the field meanwhile. */
  bring() {
    this.begin({ dry_run: false, path: this.looked });
  }

  take(event) {
    event.preventDefault();
    this.begin({});
  }

  async begin(wish) {
    this.faultTarget.textContent = "";
    this.busy = true;
    try {
      const { url } = await send("POST", this.startValue, { json: { path: this.pathTarget.value, ...wish } });
      await this.follow(url);
    } catch (problem) {
      this.fail(problem.body?.errors?.[0]?.reason ?? problem.message, problem.nextStep);
    }
  }

  set busy(is) {
    this.busyTarget.hidden = !is;
    for (const button of this.startTargets) button.disabled = is;
    if (is) this.reportTarget.hidden = true;
  }

  /** Asks until the move is over. When nothing answers, it is asked again: the move itself goes on. */
  async follow(url) {
    this.busy = true;
    const note = await send("GET", url).catch((problem) => (problem.status ? { state: "failed", message: problem.message, next_step: problem.nextStep } : null));
    if (note?.state === "done") this.show(note);
    else if (note?.state === "failed") this.fail(note.message, note.next_step);
    else {
      if (note) this.tell(note);
      this.timer = setTimeout(() => this.follow(url), WATCH_MS);
    }
  }

  tell({ does, path, done, total }) {
    this.pathTarget.value ||= path;
    const far = done > 0 && done < total;
    this.busyTextTarget.textContent = far ? _("Read {done} of {total} posts", { done: done.toLocaleString(), total: total.toLocaleString() }) : WORKING[does]();
    if (far) Object.assign(this.progressTarget, { max: total, value: done });
    else this.progressTarget.removeAttribute("value");
  }

  fail(...words) {
    this.busy = false;
    this.faultTarget.textContent = words.filter(Boolean).join(" ");
    this.pathTarget.focus();
  }

  show({ does, path, counts, noted, more }) {
    this.busy = false;
    this.looked = path;
    const short = Object.values(counts).some((outcomes) => outcomes.failed);
    this.headingTarget.textContent = short && does === "export" ? _("Everything is written but what is named here") : HEADINGS[does]();
    this.countsTarget.replaceChildren(...Object.keys(KINDS).filter((kind) => counts[kind]).map((kind) => this.line(kind, counts[kind])));
    if (!Object.keys(counts).length) this.countsTarget.append(element("div", {}, element("dt", {}, _("Nothing")), element("dd", {}, _("There was no file to move."))));
    this.entriesTarget.replaceChildren(...noted.map((entry) => this.entry(entry)));
    if (more) this.entriesTarget.append(element("li", {}, _("and {more} more", { more })));
    if (this.hasConfirmTarget) this.confirmTarget.hidden = does !== "look" || !(counts.post || counts.page);
    if (this.hasDoneTarget) this.doneTarget.hidden = does === "look";
    this.reportTarget.hidden = false;
    this.reportTarget.focus();
  }

  line(kind, outcomes) {
    const words = Object.entries(outcomes).map(([outcome, number]) => OUTCOMES[outcome](number.toLocaleString()));
    return element("div", {}, element("dt", {}, KINDS[kind]()), element("dd", {}, words.join(", ")));
  }

  entry({ path, outcome, words }) {
    return element("li", { class: `is-${outcome}` }, element("code", {}, path), element("span", {}, words));
  }
}
