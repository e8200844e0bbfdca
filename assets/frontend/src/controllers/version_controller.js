// One old version against the text as it is now; restoring makes it the newest, and loses nothing.
import { Controller } from "@hotwired/stimulus";
import { send } from "../net/http.js";
import { _ } from "../text.js";
import { tellProblem } from "../ui/toasts.js";

export default class extends Controller {
  connect() {
    this.listener = ({ detail }) => this.open(detail);
    document.addEventListener("version:open", this.listener);
  }

  disconnect() {
    document.removeEventListener("version:open", this.listener);
  }

  async open({ compare }) {
    await window.blogdeskFlush?.();
    const answer = await fetch(compare, { headers: { Accept: "text/html" } });
    this.element.innerHTML = await answer.text();
    this.element.showModal();
  }

  close() {
    this.element.close();
  }

  async restore({ params: { url } }) {
    try {
      const { url: page } = await send("POST", url);
      this.element.close();
      window.Turbo.visit(page, { action: "replace" });
    } catch (problem) {
      tellProblem(problem, _("The text is as it was."));
    }
  }
}
