import { expect, test } from "vitest";
import { movedTo, routeOf } from "./route";

test("a document has an address, also in the form that apps know", () => {
  expect(routeOf("/documents/21")).toEqual({ page: "document", id: 21 });
  expect(routeOf("/documents/21/details")).toEqual({ page: "document", id: 21 });
});

test("the front page is home, and the library has an address of its own", () => {
  expect(routeOf("/").page).toBe("home");
  expect(routeOf("/documents").page).toBe("library");
});

test("addresses of earlier days lead to where things are now", () => {
  expect(movedTo("/", "?q=water&tag=3")).toBe("/documents?q=water&tag=3");
  expect(movedTo("/dashboard", "")).toBe("/");
  expect(movedTo("/", "")).toBeNull();
  expect(movedTo("/documents", "?q=water")).toBeNull();
});

test("each list of names has an address", () => {
  expect(routeOf("/manage/tags")).toEqual({ page: "manage", kind: "tags" });
  expect(routeOf("/manage/storage_paths")).toEqual({ page: "manage", kind: "storage_paths" });
  expect(routeOf("/manage/custom_fields").page).toBe("fields");
  expect(routeOf("/manage/users").page).toBe("missing");
  expect(routeOf("/trash").page).toBe("trash");
});

test("anything else is missing", () => {
  expect(routeOf("/documents/x").page).toBe("missing");
  expect(routeOf("/documents/1/2").page).toBe("missing");
});
