import { expect, test } from "vitest";
import { csrfToken, withQuery } from "./client";

test("empty parameters are left out of the address", () => {
  const url = withQuery("/api/documents/", { query: "a b", page: 2, tag: "", type: undefined });

  expect(url).toBe("/api/documents/?query=a+b&page=2");
});

test("the CSRF token is found among other cookies, with a prefix too", () => {
  expect(csrfToken("a=1; csrftoken=xyz; b=2")).toBe("xyz");
  expect(csrfToken("office_csrftoken=pre")).toBe("pre");
  expect(csrfToken("a=1")).toBe("");
  expect(csrfToken("csrftoken=old; __Host-csrftoken=new")).toBe("old,new");
});
