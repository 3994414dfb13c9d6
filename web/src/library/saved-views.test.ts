import { expect, test } from "vitest";
import type { SavedView } from "../api/types";
import { type Filters, NO_FILTERS } from "./filters";
import { filtersOfView, rulesOf, sortFields } from "./saved-views";

const FILTERS: Filters = {
  ...NO_FILTERS,
  text: "water",
  tags: [3, 9],
  correspondents: [4],
  more: { created__date__gte: "2026-01-01", tags__id__none: "5,6", document_type__isnull: "true" },
  sort: "-added",
};

const view = (filters: Filters): SavedView => ({
  id: 1,
  name: "Bills",
  filter_rules: rulesOf(filters),
  ...sortFields(filters.sort ?? "-created"),
});

test("filters survive the way through a saved view", () => {
  expect(filtersOfView(view(FILTERS))).toEqual(FILTERS);
});

test("each tag is a rule of its own, and a thing that is not set has no value", () => {
  expect(rulesOf(FILTERS)).toContainEqual({ rule_type: 6, value: "9" });
  expect(rulesOf(FILTERS)).toContainEqual({ rule_type: 4, value: null });
});

test("rules of other programs that we do not know are left out", () => {
  const foreign = { ...view(NO_FILTERS), filter_rules: [{ rule_type: 42, value: "[]" }] };
  expect(filtersOfView(foreign)).toEqual({ ...NO_FILTERS, sort: "-created" });
});
