// Tabs of the inspector (WAI-ARIA Authoring Practices: arrow keys move, the panel follows).
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["tab", "panel"];

  connect() {
    const kept = sessionStorage.getItem("studio-tab");
    const tab = this.tabTargets.find(({ id }) => id === kept);
    if (tab) this.open(tab);
  }

  choose({ currentTarget }) {
    this.open(currentTarget);
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabTargets.indexOf(document.activeElement);
    const next = this.tabTargets[(at + step + this.tabTargets.length) % this.tabTargets.length];
    this.open(next);
    next.focus();
    event.preventDefault();
  }

  open(chosen) {
    sessionStorage.setItem("studio-tab", chosen.id);
    for (const tab of this.tabTargets) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !selected;
    }
    this.dispatch("opened", { detail: { name: chosen.id.replace("tab-", "") } });
  }
}
