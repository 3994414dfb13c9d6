import { beforeEach, expect, test } from "vitest";
import { choose, clearSelection, selected, selecting } from "./selection";

const SHOWN = [5, 9, 2, 7];

beforeEach(clearSelection);

test("a box selects its document, and again takes it back", () => {
  choose(9, SHOWN, false);
  expect([...selected.value]).toEqual([9]);
  choose(9, SHOWN, false);
  expect([...selected.value]).toEqual([]);
});

test("with Shift everything between two boxes is selected, in either direction", () => {
  choose(7, SHOWN, false);
  choose(9, SHOWN, true);
  expect([...selected.value].sort()).toEqual([2, 7, 9]);
});

test("a range from a page that is left selects only the document itself", () => {
  choose(1000, [1000], false);
  choose(2, SHOWN, true);
  expect([...selected.value]).toEqual([1000, 2]);
});

test("boxes stay while something is selected, and go with the selection", () => {
  choose(2, SHOWN, false);
  expect(selecting.value).toBe(true);
  clearSelection();
  expect(selecting.value).toBe(false);
});
