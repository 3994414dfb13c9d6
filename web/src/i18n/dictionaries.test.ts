/** Promises kept between the daemon and the dictionaries. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { fr } from "./fr";
import { isKey, plural, preferred } from "./index";

const daemon = join(import.meta.dirname, "../../../daemon/intray");

const python = readdirSync(daemon, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".py"))
  .map((name) => readFileSync(join(daemon, name), "utf8"));

/** `code = "x"`, `code, status = "x", 400` and `code: ClassVar[str] = "x"` in class bodies. */
const codes = python.flatMap((source) =>
  [...source.matchAll(/^ {4}code(?:, status)?(?:: ClassVar\[str\])? = "(\w+)"/gm)].map(
    (found) => found[1] ?? "",
  ),
);

test("every error code of the daemon has a text", () => {
  expect(codes).toContain("disk_full");
  expect(codes.filter((code) => !isKey(`error.${code}`))).toEqual([]);
});

test("every reason for an unread document has a text", () => {
  const all = python.join("\n");
  const reasons = [
    ...all.matchAll(/^NOTICE_\w+ = "(\w+)"/gm),
    ...all.matchAll(/error_code="(\w+)"/g),
  ].map((found) => found[1] ?? "");

  expect(reasons).toContain("password");
  expect(reasons.filter((reason) => !isKey(`notice.${reason}`))).toEqual([]);
});

test("every reason for a waiting file has a text", () => {
  const listed = /Reasons: ([^.]+)\./.exec(python.join("\n"))?.[1] ?? "";
  const reasons = listed.split(/,\s+/);

  expect(reasons).toContain("writing");
  expect(reasons.filter((reason) => !isKey(`intake.waiting.${reason}`))).toEqual([]);
});

describe.each([
  ["de", de],
  ["fr", fr],
])("%s", (_name, dictionary) => {
  test("has the same facts in every text as the reference", () => {
    const facts = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    const keys = Object.keys(en) as (keyof typeof en)[];

    expect(keys.filter((key) => `${facts(dictionary[key])}` !== `${facts(en[key])}`)).toEqual([]);
  });

  test("leaves no text empty", () => {
    expect(Object.entries(dictionary).filter(([, text]) => !text.trim())).toEqual([]);
  });
});

test("a count chooses the form of the text", () => {
  expect(plural("library.count", 1)).toBe("1 document");
  expect(plural("library.count", 1200)).toBe("1,200 documents");
});

test("the reader's own order of languages decides", () => {
  expect(preferred(["es-ES", "fr-CA", "de"])).toBe("fr");
  expect(preferred(["ja"])).toBe("en");
});
