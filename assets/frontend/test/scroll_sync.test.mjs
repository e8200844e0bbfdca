import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, startsOf } from "../src/preview/scroll_sync.js";

test("blocks that are equal take their places from the blocks around them", () => {
  const lines = { a: [9, 9], b: [3, 5], c: [11, 12] };
  assert.deepEqual(startsOf(["a", "b", "a", "c"], lines), [3, 3, 9, 11]);
});

test("a block without lines stands where the next one does", () => {
  assert.deepEqual(startsOf(["a", "x", "b"], { a: [1, 2], b: [6, 6] }), [1, 6, 6]);
});

test("the place of a line is the last block that does not begin after it", () => {
  const starts = [1, 4, 8, 20];
  assert.deepEqual([0, 1, 3, 4, 7.5, 19, 99].map((line) => placeOf(starts, line)), [0, 0, 0, 1, 1, 2, 3]);
});
