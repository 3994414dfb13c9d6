import { expect, test } from "vitest";
import type { CustomField, DataType } from "../api/types";
import { contentOf } from "./field-input";

const typed = (data_type: DataType, text: string) => {
  const field: CustomField = { id: 1, name: "f", data_type, extra_data: null };
  return contentOf(field, text);
};

test("an empty field holds nothing, whatever its type", () => {
  expect(typed("string", "  ")).toBeNull();
  expect(typed("integer", "")).toBeNull();
});

test("money is kept as currency and amount, however it is typed", () => {
  expect(typed("monetary", "eur 31,2")).toBe("EUR31.2");
  expect(typed("monetary", "-12")).toBe("-12.00");
  expect(typed("monetary", "lots")).toBe("lots");
});

test("numbers are sent as numbers, and what is none is left to the daemon to refuse", () => {
  expect(typed("integer", "42")).toBe(42);
  expect(typed("float", "3,5")).toBe(3.5);
  expect(typed("integer", "4.2")).toBe("4.2");
});
