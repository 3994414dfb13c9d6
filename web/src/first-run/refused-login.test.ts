import { expect, test } from "vitest";
import { ApiError, errorFromAnswer } from "../api/errors";
import { refusedLogin } from "./refused-login";

const answer = (reason: string) => errorFromAnswer(400, { non_field_errors: [reason] });

test("who has a second factor is asked for the code without a complaint", () => {
  expect(refusedLogin(answer("MFA code is required"))).toEqual({ needsCode: true, text: null });
});

test("a wrong code leaves the field for the next one", () => {
  const refused = refusedLogin(answer("Invalid MFA code"));
  expect(refused).toEqual({ needsCode: true, text: "login.code_wrong" });
});

test("a wrong password asks for no code", () => {
  const refused = refusedLogin(answer("Unable to log in with provided credentials."));
  expect(refused).toEqual({ needsCode: false, text: "login.wrong" });
});

test("what is no refusal is told as what it is", () => {
  expect(refusedLogin(new ApiError("throttled", 429, null))).toBeNull();
  expect(refusedLogin(new ApiError("unreachable", 0, null))).toBeNull();
  expect(refusedLogin(new TypeError())).toBeNull();
});
