import { expect, test } from "vitest";
import { routeOf } from "./route";

test("a document has an address, also in the form that apps know", () => {
  expect(routeOf("/documents/21")).toEqual({ page: "document", id: 21 });
  expect(routeOf("/documents/21/details")).toEqual({ page: "document", id: 21 });
});

test("the library is the front page", () => {
  expect(routeOf("/").page).toBe("library");
  expect(routeOf("/dashboard").page).toBe("library");
});

test("anything else is missing", () => {
  expect(routeOf("/documents/x").page).toBe("missing");
  expect(routeOf("/documents/1/2").page).toBe("missing");
});
