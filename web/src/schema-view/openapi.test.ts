import { describe, expect, it } from "vitest";
import { byTag, type Document, inWords, mentioned } from "./openapi";

describe("a type in words", () => {
  it.each([
    [{ type: "integer" }, "integer"],
    [{ type: "string", maxLength: 128 }, "string, at most 128 characters"],
    [{ type: "string", format: "date-time", nullable: true }, "date-time, or null"],
    [{ type: "array", items: { $ref: "#/components/schemas/Tag" } }, "list of Tag"],
    [{ type: "integer", enum: [1, 2, null], nullable: true }, "one of 1, 2, or null"],
    [{ allOf: [{ $ref: "#/components/schemas/Note" }], nullable: true }, "Note, or null"],
    [{ type: "object", additionalProperties: { type: "string" } }, "object of string"],
    [{}, "anything"],
  ])("%j", (schema, words) => {
    expect(inWords(schema)).toBe(words);
  });

  it("names the objects in it", () => {
    const schema = { anyOf: [{ $ref: "#/a/Tag" }, { type: "array", items: { $ref: "#/a/Note" } }] };
    expect(mentioned(schema)).toEqual(["Tag", "Note"]);
  });
});

it("operations stand with their tag", () => {
  const operation = {
    operationId: "x",
    tags: ["tags"],
    summary: "",
    description: "",
    responses: {},
  };
  const document = { paths: { "/api/tags/": { get: operation, post: operation } } };

  const found = byTag(document as unknown as Document);

  expect(found.get("tags")?.map(([path, method]) => `${method} ${path}`)).toEqual([
    "GET /api/tags/",
    "POST /api/tags/",
  ]);
});
