import { expect, test } from "vitest";
import { passwordProblem } from "./password";

test("a password needs eight characters, counted as people count them", () => {
  expect(passwordProblem("1234567", "1234567")?.field).toBe("password");
  expect(passwordProblem("🔑🔑🔑🔑🔑🔑🔑", "🔑🔑🔑🔑🔑🔑🔑")?.field).toBe("password");
  expect(passwordProblem("12345678", "12345678")).toBeNull();
});

test("both entries have to be the same", () => {
  expect(passwordProblem("correct horse", "correct house")?.field).toBe("again");
});
