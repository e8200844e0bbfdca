// Which pieces of Markdown live mode hides, and which lines it sets differently. No drawing here.

/** Marks that vanish while the caret is on another line; `heading`: with the blank after it. */
export const HIDDEN = new Map([
  ["EmphasisMark", {}],
  ["StrikethroughMark", {}],
  ["CodeMark", { unless: "FencedCode" }],
  ["HeaderMark", { blank: true, unless: "Setext" }],
  ["QuoteMark", { blank: true }],
  ["LinkMark", { unless: "Image", addressed: true }],
  ["URL", { only: "Link" }],
  ["LinkTitle", { only: "Link" }],
]);

/** Class of each line of a block. */
export const LINES = new Map([
  ...[1, 2, 3, 4, 5, 6].map((level) => [`ATXHeading${level}`, `md-line-heading md-line-heading-${level}`]),
  ["SetextHeading1", "md-line-heading md-line-heading-1"],
  ["SetextHeading2", "md-line-heading md-line-heading-2"],
  ["Blockquote", "md-line-quote"],
  ["FencedCode", "md-line-code"],
  ["CodeBlock", "md-line-code"],
  ["Table", "md-line-table"],
  ["HorizontalRule", "md-line-rule"],
  ["HTMLBlock", "md-line-html"],
]);

/** `[sic]` and `[^1]` are links to the parser; only one with an address or a label is drawn as a link. */
export function isBareBrackets(node) {
  return node.name === "Link" && !node.getChild("URL") && !node.getChild("LinkLabel");
}

function lacksAddress(rule, parent) {
  return rule.addressed && parent?.name === "Link" && !parent.getChild("URL");
}

/** The range a mark leaves when hidden, or null when it has to stay. */
export function hiddenRange({ name, from, to, node }, doc) {
  const rule = HIDDEN.get(name);
  const parent = node.parent?.name ?? "";
  if (!rule || (rule.unless && parent.startsWith(rule.unless)) || (rule.only && parent !== rule.only)) return null;
  if (lacksAddress(rule, node.parent)) return null;
  const blank = rule.blank && doc.sliceString(to, to + 1) === " " ? 1 : 0;
  return { from, to: to + blank };
}
