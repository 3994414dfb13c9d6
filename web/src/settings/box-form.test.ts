import { expect, test } from "vitest";
import type { Configuration } from "../api/config";
import { changed, formOf } from "./box-form";

const nothing = { app_title: null, pages: null, deskew: null } as Configuration;

test("what the file decides is empty in the form", () => {
  expect(formOf(nothing).pages).toBe("");
  expect(formOf({ ...nothing, deskew: false, pages: 7 })).toMatchObject({
    deskew: "false",
    pages: "7",
  });
});

test("only what was changed is sent, and emptied values go back to the file", () => {
  const before = formOf({ ...nothing, app_title: "Cellar", deskew: true });

  expect(changed(before, before)).toEqual({});
  expect(changed(before, { ...before, app_title: " ", deskew: "false", pages: "3" })).toEqual({
    app_title: null,
    deskew: false,
    pages: "3",
  });
});
