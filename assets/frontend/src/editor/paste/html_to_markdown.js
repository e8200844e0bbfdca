// Formatted text → the Markdown an author would have typed. Loaded at the first need.
import TurndownService from "turndown";
import { tableToMarkdown } from "./tables.js";

const NOISE = ["style", "script", "meta", "link", "title", "head", "noscript", "button", "svg"];

/** The page's policy watches styles even in text that is only read: they are renamed, not applied. */
function withoutStyles(html) {
  return html.replace(/<style\b[\s\S]*?<\/style>/gi, "").replace(/(<[a-z][^>]*?\s)style\s*=/gi, "$1data-style=");
}

/** Office programs wrap a whole clipboard in `<b style="font-weight:normal">`. */
function isFalseBold(node) {
  return /^(?:B|STRONG)$/.test(node.nodeName) && /font-weight:\s*(?:normal|400)/.test(node.dataset?.style ?? "");
}

function languageOf(node) {
  const names = `${node.className} ${node.firstElementChild?.className ?? ""} ${node.parentElement?.className ?? ""}`;
  return /(?:language|lang|highlight-source)-([\w+#-]+)/.exec(names)?.[1] ?? "";
}

function fence(node) {
  const code = node.textContent.replace(/\n$/, "");
  const mark = "`".repeat(Math.max(3, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)));
  return `\n\n${mark}${languageOf(node)}\n${code}\n${mark}\n\n`;
}

function createService() {
  const service = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", hr: "---" });
  service.remove(NOISE);
  service.addRule("falseBold", { filter: isFalseBold, replacement: (content) => content });
  service.addRule("strike", { filter: ["del", "s"], replacement: (content) => `~~${content}~~` });
  service.addRule("fence", { filter: "pre", replacement: (_content, node) => fence(node) });
  service.addRule("table", {
    filter: (node) => node.nodeName === "TABLE" && node.rows.length > 0,
    replacement: (_content, node) => tableToMarkdown(node, (cell) => service.turndown(cell.innerHTML)),
  });
  service.addRule("item", {
    filter: "li",
    replacement(content, node) {
      const { parentNode: list } = node;
      const start = Number(list.getAttribute?.("start") ?? 1);
      const mark = list.nodeName === "OL" ? `${start + [...list.children].indexOf(node)}. ` : "- ";
      const body = content.trim().replace(/\n/g, `\n${" ".repeat(mark.length)}`);
      return `${mark}${body}${node.nextSibling ? "\n" : ""}`;
    },
  });
  return service;
}

/**
 * @param {string} html as the clipboard gives it
 * @returns {string} Markdown without blank lines around it
 */
export function htmlToMarkdown(html) {
  const fragment = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html)?.[1] ?? html;
  return createService().turndown(withoutStyles(fragment)).replace(/\n{3,}/g, "\n\n").trim();
}
