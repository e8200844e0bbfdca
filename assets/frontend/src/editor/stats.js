// Words and minutes of the text, counted by the rules of blogdesk/content/reading_time.py when the author pauses.
import { ViewPlugin } from "@codemirror/view";

const PAUSE_MS = 250;
const WORDS_PER_MINUTE = 200;
// Scripts that put no space between words: each character counts as a word (Han, kana).
const UNSPACED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const UNSEEN = /\]\([^()\n]{0,2000}\)|<[^<>\n]{1,1000}>/g;
const WORD = /[\p{L}\p{N}]+(?:['\u2019.-][\p{L}\p{N}]+)*/gu;

function count(text, pattern) {
  let found = 0;
  for (pattern.lastIndex = 0; pattern.test(text); ) found += 1;
  return found;
}

/** @returns {{words: number, minutes: number}} */
export function statsOf(markdown) {
  const seen = markdown.replace(UNSEEN, " ");
  const words = count(seen, UNSPACED) + count(seen.replace(UNSPACED, " "), WORD);
  return { words, minutes: Math.ceil(words / WORDS_PER_MINUTE) };
}

/** Calls `show` with the figures after each pause. */
export function stats(show) {
  return ViewPlugin.fromClass(
    class {
      update(update) {
        if (!update.docChanged) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => show(statsOf(update.view.state.doc.toString())), PAUSE_MS);
      }

      destroy() {
        clearTimeout(this.timer);
      }
    },
  );
}
