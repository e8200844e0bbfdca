// Bringing in a folder: a look at what would happen, one button, an account of every file.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { element } from "../ui/elements.js";

const KINDS = { post: () => _("Posts"), page: () => _("Pages"), picture: () => _("Pictures"), file: () => _("Other files") };
const OUTCOMES = {
  imported: (number) => _("{number} new", { number }),
  updated: (number) => _("{number} changed", { number }),
  unchanged: (number) => _("{number} here already", { number }),
  skipped: (number) => _("{number} left out", { number }),
  failed: (number) => _("{number} could not be read", { number }),
};

export default class extends Controller {
  static targets = ["path", "look", "fault", "busy", "busyText", "report", "heading", "counts", "confirm", "done", "entries"];
  static values = { url: String };

  async choose() {
    const { path } = await send("POST", "/desktop/choose-folder");
    if (!path) return;
    this.pathTarget.value = path;
    this.run({ dryRun: true });
  }

  look(event) {
    event.preventDefault();
    this.run({ dryRun: true });
  }

  bring() {
    this.run({ dryRun: false });
  }

  async run({ dryRun }) {
    this.faultTarget.textContent = "";
    this.busyTextTarget.textContent = dryRun ? _("Reading the folder…") : _("Bringing in the posts and their pictures…");
    this.busyTarget.hidden = false;
    this.lookTarget.disabled = true;
    try {
      this.show(await send("POST", this.urlValue, { json: { path: this.pathTarget.value, dry_run: dryRun } }));
    } catch (problem) {
      const reason = problem.body?.errors?.[0]?.reason ?? problem.message;
      this.faultTarget.textContent = [reason, problem.nextStep].filter(Boolean).join(" ");
      this.pathTarget.focus();
    } finally {
      this.busyTarget.hidden = true;
      this.lookTarget.disabled = false;
    }
  }

  show({ dry_run: dryRun, counts, noted, more }) {
    this.headingTarget.textContent = dryRun ? _("This is what would happen") : _("Every file is accounted for");
    this.countsTarget.replaceChildren(...Object.entries(counts).map(([kind, outcomes]) => this.line(kind, outcomes)));
    this.entriesTarget.replaceChildren(...noted.map((entry) => this.entry(entry)));
    if (more) this.entriesTarget.append(element("li", {}, _("and {more} more", { more })));
    this.confirmTarget.hidden = !dryRun;
    this.doneTarget.hidden = dryRun;
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
