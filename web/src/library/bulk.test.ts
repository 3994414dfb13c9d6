import { expect, test } from "vitest";
import type { Filed } from "../api/bulk";
import { affected, NOTHING, stepsOf, wayBack } from "./bulk";

const filed = (id: number, tags: number[], correspondent: number | null = null): Filed => ({
  id,
  tags,
  correspondent,
  document_type: null,
});

test("only documents that change are counted", () => {
  const documents = [filed(1, [7]), filed(2, []), filed(3, [7, 8])];
  const ids = (found: Filed[]) => found.map((each) => each.id);

  expect(ids(affected({ ...NOTHING, addTags: [7] }, documents))).toEqual([2]);
  expect(ids(affected({ ...NOTHING, removeTags: [8] }, documents))).toEqual([3]);
  expect(ids(affected({ ...NOTHING, correspondent: null }, documents))).toEqual([]);
});

test("what is not touched is not sent", () => {
  expect(stepsOf(NOTHING)).toEqual([]);
  expect(stepsOf({ ...NOTHING, correspondent: null })).toEqual([
    { method: "set_correspondent", parameters: { correspondent: null } },
  ]);
});

test("the way back puts documents that were alike back in one step", () => {
  const before = [filed(1, [7], 4), filed(2, [], 4), filed(3, [7])];
  const now = [filed(1, [7], 5), filed(2, [7], 5), filed(3, [7], 5)];

  expect(wayBack(before, now)).toEqual([
    { ids: [1, 2], step: { method: "set_correspondent", parameters: { correspondent: 4 } } },
    { ids: [2], step: { method: "modify_tags", parameters: { add_tags: [], remove_tags: [7] } } },
    { ids: [3], step: { method: "set_correspondent", parameters: { correspondent: null } } },
  ]);
});

test("a document that is gone meanwhile is left alone", () => {
  expect(wayBack([filed(1, [7])], [])).toEqual([]);
});
