import { expect, test } from "vitest";
import { canCreate, fitting } from "./options";

const names = (text: string) => fitting(options, text).map((option) => option.name);
const options = ["City Water", "Müller", "Water Co", "Bank"].map((name, id) => ({ id, name }));

test("names that begin with the text come first", () => {
  expect(names("water")).toEqual(["Water Co", "City Water"]);
});

test("accents and case do not matter", () => {
  expect(names("MULL")).toEqual(["Müller"]);
});

test("without a text there is everything", () => {
  expect(names(" ")).toHaveLength(4);
});

test("a name can be created unless it is there", () => {
  expect(canCreate(options, "Bank")).toBe(false);
  expect(canCreate(options, "bank ")).toBe(true);
  expect(canCreate(options, "  ")).toBe(false);
  expect(canCreate(options, "x".repeat(129))).toBe(false);
});
