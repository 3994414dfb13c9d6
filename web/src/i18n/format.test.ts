import { beforeAll, expect, test, vi } from "vitest";
import { day, size } from "./format";

beforeAll(() => {
  vi.stubGlobal("navigator", { languages: ["de-AT", "en-GB"] });
});

test("a calendar day does not slip into the day before", () => {
  expect(day("2026-03-05")).toBe("5 Mar 2026");
});

test("what is no date is shown as it came", () => {
  expect(day("soon")).toBe("soon");
});

test("sizes use the unit that people would", () => {
  expect(size(0)).toBe("0 byte");
  expect(size(20_311)).toBe("20 kB");
  expect(size(3_250_000)).toBe("3.3 MB");
});
