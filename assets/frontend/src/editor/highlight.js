// Classes for the pieces of Markdown and of code in fences. The colours are in styles/editor-syntax.css.
import { syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags as t } from "@lezer/highlight";

const markdown = [
  ...[1, 2, 3, 4, 5, 6].map((level) => ({ tag: t[`heading${level}`], class: `md-heading md-heading-${level}` })),
  { tag: t.emphasis, class: "md-emphasis" },
  { tag: t.strong, class: "md-strong" },
  { tag: t.strikethrough, class: "md-strike" },
  { tag: t.link, class: "md-link" },
  { tag: t.url, class: "md-url" },
  { tag: t.quote, class: "md-quote" },
  { tag: t.monospace, class: "md-code" },
  { tag: t.contentSeparator, class: "md-rule" },
  { tag: [t.processingInstruction, t.labelName], class: "md-mark" },
];

const code = [
  { tag: [t.keyword, t.modifier, t.operatorKeyword, t.controlKeyword, t.definitionKeyword], class: "tok-keyword" },
  { tag: [t.string, t.special(t.string), t.regexp, t.character, t.attributeValue], class: "tok-string" },
  { tag: [t.comment, t.meta], class: "tok-comment" },
  { tag: [t.number, t.bool, t.null, t.atom], class: "tok-number" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.macroName], class: "tok-function" },
  { tag: [t.typeName, t.className, t.namespace, t.tagName], class: "tok-type" },
  { tag: [t.propertyName, t.attributeName], class: "tok-property" },
  { tag: t.inserted, class: "tok-inserted" },
  { tag: t.deleted, class: "tok-deleted" },
  { tag: t.invalid, class: "tok-invalid" },
];

export const highlighting = [syntaxHighlighting(tagHighlighter(markdown)), syntaxHighlighting(tagHighlighter(code))];
