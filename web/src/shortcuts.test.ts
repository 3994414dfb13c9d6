import { afterEach, expect, test } from "vitest";
import { singleKeys } from "./preferences";
import { meaning } from "./shortcuts";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "altKey", true>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

afterEach(() => {
  singleKeys.value = true;
});

test("a slash goes to the search", () => {
  expect(meaning(press("/"), ["search", "help"], false)).toBe("search");
});

test("keys rest while somebody types, but for Control+S", () => {
  expect(meaning(press("j"), ["next"], true)).toBeUndefined();
  expect(meaning(press("Escape"), ["close"], true)).toBeUndefined();
  expect(meaning(press("s", { ctrlKey: true }), ["save"], true)).toBe("save");
  expect(meaning(press("S", { metaKey: true }), ["save"], true)).toBe("save");
});

test("the browser keeps its own combinations", () => {
  expect(meaning(press("l", { ctrlKey: true }), ["library"], false)).toBeUndefined();
  expect(meaning(press("u", { altKey: true }), ["upload"], false)).toBeUndefined();
});

test("single keys can be turned off", () => {
  singleKeys.value = false;

  expect(meaning(press("j"), ["next"], false)).toBeUndefined();
  expect(meaning(press("s", { ctrlKey: true }), ["save"], false)).toBe("save");
});
