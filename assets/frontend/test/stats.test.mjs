// Words as the server counts them; the samples are shared with the test of the other side.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { statsOf } from "../src/editor/stats.js";

const samples = JSON.parse(await readFile(new URL("word_counts.json", import.meta.url), "utf8"));

for (const [text, words] of samples) {
  test(`${JSON.stringify(text)} has ${words} words`, () => assert.equal(statsOf(text).words, words));
}
