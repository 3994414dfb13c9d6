/** What a request can end in: a code that the dictionary knows, and facts. */

export type FieldErrors = Record<string, string[]>;

export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string | null,
    readonly fields: FieldErrors = {},
  ) {
    super(detail ?? code);
  }
}

const CODE_OF_STATUS: Record<number, string> = {
  0: "unreachable",
  400: "invalid",
  401: "not_authenticated",
  403: "permission_denied",
  404: "not_found",
  413: "upload_too_large",
  429: "throttled",
  502: "unreachable",
  503: "busy",
  504: "unreachable",
  507: "disk_full",
};

/** Reads the body of a refused request, in whichever of the contract's shapes it comes. */
export function errorFromAnswer(status: number, body: unknown): ApiError {
  const fallback = CODE_OF_STATUS[status] ?? "error";
  if (!isRecord(body)) return new ApiError(fallback, status, null);
  const detail = firstText(body.detail) ?? firstText(body.error) ?? null;
  const code = typeof body.code === "string" ? body.code : fallback;
  const fields = fieldErrors(body, code);
  return new ApiError(code, status, detail ?? firstOf(fields), fields);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function fieldErrors(body: Record<string, unknown>, code: string): FieldErrors {
  const fields: FieldErrors = {};
  for (const [name, value] of Object.entries(body)) {
    const isEnvelope = name === "detail" || name === "error" || (name === "code" && value === code);
    if (isEnvelope) continue;
    const messages = texts(value);
    if (messages.length > 0) fields[name] = messages;
  }
  return fields;
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (isRecord(value)) return Object.values(value).flatMap(texts);
  return [];
}

function firstOf(fields: FieldErrors): string | null {
  return Object.values(fields)[0]?.[0] ?? null;
}

function firstText(value: unknown): string | undefined {
  return texts(Array.isArray(value) || typeof value === "string" ? value : undefined)[0];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
