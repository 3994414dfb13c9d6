import { expect, test } from "vitest";
import { neighbour } from "./grid-keys";

const threeColumns = [0, 0, 0, 200, 200, 200, 400];

test("left and right go through the rows and stop at the ends", () => {
  expect(neighbour(threeColumns, 2, "ArrowRight")).toBe(3);
  expect(neighbour(threeColumns, 6, "ArrowRight")).toBe(6);
  expect(neighbour(threeColumns, 0, "ArrowLeft")).toBe(0);
});

test("up and down keep the column", () => {
  expect(neighbour(threeColumns, 1, "ArrowDown")).toBe(4);
  expect(neighbour(threeColumns, 4, "ArrowUp")).toBe(1);
  expect(neighbour(threeColumns, 1, "ArrowUp")).toBe(1);
});

test("down into a row that is not full goes to its last card", () => {
  expect(neighbour(threeColumns, 5, "ArrowDown")).toBe(6);
});

test("the first key goes to the first card", () => {
  expect(neighbour(threeColumns, -1, "ArrowDown")).toBe(0);
});
