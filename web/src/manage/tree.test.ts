import { expect, test } from "vitest";
import type { Attribute } from "../api/types";
import { familyOf, narrowed, rowsOf } from "./tree";

const tag = (id: number, name: string, parent: number | null = null): Attribute => ({
  id,
  name,
  parent,
  match: "",
  matching_algorithm: 0,
  is_insensitive: true,
  user_can_change: true,
});

const HOUSE = [tag(1, "Car"), tag(2, "House"), tag(3, "Water", 2), tag(4, "Bills", 3)];

test("tags stand below their parents", () => {
  expect(rowsOf(HOUSE).map(({ item, depth }) => [item.name, depth])).toEqual([
    ["Car", 0],
    ["House", 0],
    ["Water", 1],
    ["Bills", 2],
  ]);
});

test("a tag whose parent may not be seen stands at the top", () => {
  expect(rowsOf([tag(7, "Lonely", 99)])).toEqual([{ item: tag(7, "Lonely", 99), depth: 0 }]);
});

test("narrowing finds names without regard to case and accents", () => {
  expect(narrowed([tag(1, "Müller"), tag(2, "Meier")], "mul").map((row) => row.item.id)).toEqual([
    1,
  ]);
});

test("neither a tag nor what lies below it can be its parent", () => {
  expect([...familyOf(HOUSE, 2)]).toEqual([2, 3, 4]);
});
