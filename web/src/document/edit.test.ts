import { expect, test } from "vitest";
import { changesOf, type Form, isChanged, rebased } from "./edit";

const form: Form = {
  title: "Water bill",
  created: "2026-03-05",
  correspondent: 4,
  document_type: null,
  asn: "118",
  tags: [1, 9],
  custom_fields: [],
};

test("only what differs is sent", () => {
  expect(changesOf(form, { ...form, title: " Gas bill ", correspondent: null })).toEqual({
    title: "Gas bill",
    correspondent: null,
  });
});

test("the order of tags is no change", () => {
  expect(isChanged(form, { ...form, tags: [9, 1] })).toBe(false);
  expect(changesOf(form, { ...form, tags: [9] })).toEqual({ tags: [9] });
});

test("an archive number can be set and taken away", () => {
  expect(changesOf(form, { ...form, asn: "" })).toEqual({ archive_serial_number: null });
  expect(changesOf(form, { ...form, asn: "119" })).toEqual({ archive_serial_number: 119 });
});

test("custom fields are sent as a whole list", () => {
  const custom_fields = [{ field: 3, value: "EUR31.20" }];
  expect(changesOf(form, { ...form, custom_fields })).toEqual({ custom_fields });
});

test("a date that is half typed is not sent", () => {
  expect(changesOf(form, { ...form, created: "" })).toEqual({});
});

test("what is being typed survives when the document changes underneath", () => {
  const typed = { ...form, title: "Water bill 2026" };
  const next = { ...form, title: "scan0001", created: "2026-03-07", tags: [1] };

  expect(rebased(form, typed, next)).toEqual({
    ...next,
    title: "Water bill 2026",
  });
});
