import { expect, test } from "vitest";
import { previewKind } from "./kind";

test("a scan with a searchable PDF is shown as PDF", () => {
  expect(previewKind("image/tiff", true)).toBe("pdf");
});

test("images that browsers know are shown as they are", () => {
  expect(previewKind("image/jpeg", false)).toBe("image");
  expect(previewKind("image/tiff", false)).toBe("none");
});

test("nothing that could carry a script is shown inline", () => {
  expect(previewKind("image/svg+xml", false)).toBe("none");
  expect(previewKind("text/html", false)).toBe("none");
});
