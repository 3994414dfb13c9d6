import { expect, test } from "vitest";
import { errorFromAnswer } from "./errors";

test("the daemon's own code wins over the status", () => {
  const error = errorFromAnswer(503, { detail: "The disk …", code: "read_only" });

  expect(error.code).toBe("read_only");
  expect(error.detail).toBe("The disk …");
});

test("messages by field are kept with their fields", () => {
  const error = errorFromAnswer(400, { title: ["This field is required."], tags: { 0: ["No."] } });

  expect(error.code).toBe("invalid");
  expect(error.fields).toEqual({ title: ["This field is required."], tags: ["No."] });
  expect(error.detail).toBe("This field is required.");
});

test("a field may be called code", () => {
  const error = errorFromAnswer(400, { code: ["This code is not right."] });

  expect(error.code).toBe("invalid");
  expect(error.fields).toEqual({ code: ["This code is not right."] });
});

test("a name that is taken is told as text or as list", () => {
  expect(errorFromAnswer(400, { error: "taken" }).detail).toBe("taken");
  expect(errorFromAnswer(400, { error: ["taken"] }).detail).toBe("taken");
});

test("an answer without a body still has a code", () => {
  expect(errorFromAnswer(502, null).code).toBe("unreachable");
  expect(errorFromAnswer(418, "<html>").code).toBe("error");
});
