// The page as it will look, beside the text, in a frame that runs no script.
import { _ } from "../text.js";
import { Blocks } from "./patch.js";
import { PreviewRequests } from "./requests.js";
import { scrollSync, startsOf } from "./scroll_sync.js";
import { SelfCheck } from "./self_check.js";

function createFrame(container, url) {
  const frame = document.createElement("iframe");
  frame.className = "editor-preview-frame";
  frame.title = _("Preview of the post");
  frame.setAttribute("sandbox", "allow-same-origin");
  frame.src = url;
  container.replaceChildren(frame);
  return frame;
}

/**
 * @param {HTMLElement} container
 * @param {{view: object, scroller: Element, boot: object, announce: (name: string, detail: object) => void, goTo: (line: number) => void}} page
 */
export function openPreview(container, { view, scroller, boot, announce, goTo }) {
  const frame = createFrame(container, boot.urls.frame);
  const blocks = new Blocks();
  let starts = [];
  const text = () => view.state.doc.toString();
  const body = () => frame.contentDocument?.getElementById("preview-body") ?? null;
  const sync = scrollSync({ view, scroller, frame, starts: () => starts, goTo });

  function apply(answer) {
    if (!body() || !blocks.take(answer)) return false;
    const patched = blocks.patch(body(), answer.order);
    starts = startsOf(answer.order, answer.lines ?? {});
    announce("previewed", { rev: answer.rev, ...patched });
    sync.follow();
    check.plan();
    return true;
  }
  const fail = (problem) => announce("preview-failed", { message: problem.message });
  const requests = new PreviewRequests({ url: boot.urls.preview, postId: boot.id, text, apply, fail });
  const check = new SelfCheck({
    url: boot.urls.preview_full,
    postId: boot.id,
    text,
    shown: () => requests.shown,
    body,
    replace(html) {
      body().innerHTML = `<div data-hash="whole">${html}</div>`;
      starts = [1];
      announce("preview-replaced", {});
    },
  });
  frame.addEventListener("load", () => {
    blocks.clear();
    requests.forget();
    sync.attach();
    requests.ask();
  });
  return {
    changed: () => body() && requests.ask(),
    close() {
      check.stop();
      sync.stop();
      container.replaceChildren();
    },
  };
}
