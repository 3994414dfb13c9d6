import { expect, test } from "vitest";
import { addressOf, filtersOf, listQuery, NO_FILTERS, searchQuery, sortOf } from "./filters";

test("filters survive the way through the address", () => {
  const filters = {
    text: "water & bill",
    tags: [3, 1],
    correspondents: [7],
    types: [],
    more: { created__date__gte: "2026-01-01", is_in_inbox: "true" },
    sort: "title" as const,
    page: 4,
  };

  expect(filtersOf(new URL(addressOf(filters), "http://box").search)).toEqual(filters);
});

test("an address without filters is short", () => {
  expect(addressOf(NO_FILTERS)).toBe("/documents");
});

test("nonsense in the address is no filter", () => {
  expect(filtersOf("?tag=x,-1,2.5&page=-3&sort=owner&is_tagged=maybe")).toEqual(NO_FILTERS);
});

test("a search is ordered by match until another order is chosen", () => {
  expect(sortOf({ ...NO_FILTERS, text: "water" })).toBe("score");
  expect(sortOf({ ...NO_FILTERS, text: "water", sort: "created" })).toBe("created");
  expect(sortOf({ ...NO_FILTERS, sort: "score" })).toBe("-created");
  expect(listQuery({ ...NO_FILTERS, text: "water" }).ordering).toBeUndefined();
});

test("the word still being typed is searched by its beginning", () => {
  expect(searchQuery("water inv")).toBe("water inv*");
  expect(searchQuery("Rechnung")).toBe("Rechnung*");
});

test("a finished word, a single letter and the query language are left alone", () => {
  expect(searchQuery("water ")).toBe("water");
  expect(searchQuery("a")).toBe("a");
  expect(searchQuery("water OR gas")).toBe("water OR gas");
  expect(searchQuery("tag:bill")).toBe("tag:bill");
  expect(searchQuery('"water bill"')).toBe('"water bill"');
  expect(searchQuery("wat*")).toBe("wat*");
});
