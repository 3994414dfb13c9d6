/** One way to talk to the daemon: JSON in API version 10, session cookie, CSRF header, ApiError. */
import { signal } from "@preact/signals";
import { answered, failedToAnswer } from "./connection";
import { ApiError, errorFromAnswer, isAbort } from "./errors";

export const ACCEPT = "application/json; version=10";

/** Rises by one whenever the daemon says that nobody is logged in any more. */
export const sessionLost = signal(0);

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export const get = <T>(path: string, options?: Options) => request<T>("GET", path, options);
export const post = <T>(path: string, body?: unknown) => request<T>("POST", path, { body });
export const patch = <T>(path: string, body: unknown) => request<T>("PATCH", path, { body });
export const remove = <T>(path: string) => request<T>("DELETE", path);

/** Of a second Intray under this host name, or of a time before HTTPS, there may be another. */
export function csrfToken(cookies: string = document.cookie): string {
  const found = cookies.matchAll(/(?:^|;\s*)[^=;]*csrftoken=([^;]*)/g);
  return [...found].map((match) => match[1]).join(",");
}

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, withQuery(path, options.query), options);
  const body = await readBody(response);
  if (response.ok) return body as T;
  if (response.status === 401) sessionLost.value += 1;
  throw errorFromAnswer(response.status, body);
}

async function send(method: string, url: string, options: Options): Promise<Response> {
  const headers = new Headers({ Accept: ACCEPT });
  if (method !== "GET") headers.set("X-CSRFToken", csrfToken());
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  try {
    const response = await fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      signal: options.signal ?? null,
      body: options.body === undefined ? null : JSON.stringify(options.body),
    });
    answered();
    return response;
  } catch (error) {
    if (isAbort(error)) throw error;
    failedToAnswer();
    throw new ApiError("unreachable", 0, null);
  }
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}
