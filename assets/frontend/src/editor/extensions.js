// What the writing surface is made of, the modes aside.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { markdown, markdownKeymap, markdownLanguage } from "@codemirror/lang-markdown";
import { codeFolding, foldKeymap } from "@codemirror/language";
import { languages } from "@codemirror/language-data";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightSpecialChars,
  keymap,
  placeholder,
  rectangularSelection,
} from "@codemirror/view";
import { UNDO_DEPTH } from "../journal/rebuild.js";
import { _ } from "../text.js";
import { highlighting } from "./highlight.js";
import { cleanPaste } from "./paste/clean.js";
import { phrases } from "./phrases.js";
import { writingKeymap } from "./writing_keymap.js";

function surface(language) {
  return [
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({
      "aria-label": _("Text of the post"),
      spellcheck: "true",
      autocorrect: "on",
      autocapitalize: "sentences",
      ...(language ? { lang: language } : {}),
    }),
    EditorView.clipboardInputFilter.of(cleanPaste),
    placeholder(_("Write…")),
  ];
}

/** @param {{nonce: string, language?: string}} options */
export function writingExtensions({ nonce, language }) {
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    EditorState.lineSeparator.of("\n"), // a lone carriage return is a character of the text, and stays
    EditorState.allowMultipleSelections.of(true),
    EditorState.phrases.of(phrases()),
    history({ minDepth: UNDO_DEPTH }),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    highlightSpecialChars(),
    markdown({ base: markdownLanguage, codeLanguages: languages, addKeymap: false }),
    highlighting,
    codeFolding(),
    search({ top: true }),
    surface(language),
    keymap.of([
      ...writingKeymap,
      ...markdownKeymap,
      { key: "Tab", run: indentMore, shift: indentLess },
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
  ];
}
