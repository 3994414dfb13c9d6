/** The parts of an OpenAPI document that the page shows. */
export type Schema = {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  description?: string;
  example?: unknown;
};

export type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
type Content = Record<string, { schema?: Schema }>;
export type Answer = { $ref?: string; description?: string; content?: Content };

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};

export type Document = {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
};

export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** A type in few words: `list of Tag`, `text, at most 128 characters, or null`. */
export function inWords(schema: Schema): string {
  const words = [bare(schema)];
  if (schema.maxLength !== undefined) words.push(`at most ${schema.maxLength} characters`);
  if (schema.minimum !== undefined && schema.maximum !== undefined) {
    const most = schema.maximum > Number.MAX_SAFE_INTEGER ? "2⁶³ − 1" : schema.maximum;
    words.push(`${schema.minimum} to ${most}`);
  }
  return words.join(", ") + (schema.nullable ? ", or null" : "");
}

function bare(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  const choices = schema.anyOf ?? schema.allOf;
  if (choices) return choices.map(inWords).join(" or ");
  if (schema.enum) return `one of ${schema.enum.filter((each) => each !== null).join(", ")}`;
  if (schema.type === "array")
    return `list of ${schema.items ? inWords(schema.items) : "anything"}`;
  if (schema.type === "object") {
    const values = schema.additionalProperties;
    return typeof values === "object" ? `object of ${inWords(values)}` : "object";
  }
  return schema.format ?? schema.type ?? "anything";
}

/** Names of the objects that a type speaks of. */
export function mentioned(schema: Schema): string[] {
  if (schema.$ref) return [nameOf(schema.$ref)];
  return [...(schema.anyOf ?? []), ...(schema.allOf ?? []), ...(schema.items ? [schema.items] : [])]
    .flatMap(mentioned)
    .concat(
      typeof schema.additionalProperties === "object" ? mentioned(schema.additionalProperties) : [],
    );
}

export function byTag(
  document: Document,
): Map<string, [path: string, method: string, Operation][]> {
  const found = new Map<string, [string, string, Operation][]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? "";
      const known = found.get(tag) ?? [];
      known.push([path, method.toUpperCase(), operation]);
      found.set(tag, known);
    }
  }
  return found;
}
