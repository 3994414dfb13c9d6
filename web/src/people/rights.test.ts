import { expect, test } from "vitest";
import { PRESETS, toggled } from "./rights";

test("a reader changes nothing but own settings", () => {
  const verbs = PRESETS.reader.filter((name) => !name.endsWith("_uisettings"));
  expect(verbs.every((name) => name.startsWith("view_"))).toBe(true);
});

test("phone apps can log in with either choice: they read their own user", () => {
  expect(PRESETS.reader).toContain("view_user");
  expect(PRESETS.member).toContain("view_user");
  expect(PRESETS.member).toContain("view_uisettings");
});

test("a box gives a right and takes it back", () => {
  expect(toggled(["view_tag"], "add_tag")).toEqual(["view_tag", "add_tag"]);
  expect(toggled(["view_tag", "add_tag"], "view_tag")).toEqual(["add_tag"]);
});
