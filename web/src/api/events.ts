/**
 * What happens in the daemon, as it happens (server-sent events). The stream is closed while the
 * tab is hidden: browsers allow six connections per host, and six tabs would freeze the page.
 */
import { get } from "./client";
import { answered } from "./connection";
import type { JobProgress } from "./types";

export interface Listener {
  job?(progress: JobProgress): void;
  documents?(ids: readonly number[]): void;
  deleted?(ids: readonly number[]): void;
  intake?(): void;
  /** Events may have been missed: fetch everything anew. */
  missed?(): void;
}

const listeners = new Set<Listener>();
let source: EventSource | null = null;

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the stream and keeps it while the tab is visible; returns how to end it. */
export function follow(): () => void {
  const onVisibility = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pagehide", close);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pagehide", close);
    close();
  };
}

function open(): void {
  if (source) return;
  source = new EventSource("/api/events/");
  source.onopen = () => {
    answered();
    tell("missed");
  };
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) reopenLater();
    // the stream does not say why it broke: the box is away, or the session has ended
    get("/api/session/").catch(() => {});
  };
  on("job", (data) => tell("job", data as JobProgress));
  on("documents", (data) => tell("documents", idsOf(data)));
  on("deleted", (data) => tell("deleted", idsOf(data)));
  on("intake", () => tell("intake"));
  on("overflow", () => tell("missed"));
}

function reopenLater(): void {
  close();
  setTimeout(() => {
    if (!document.hidden && listeners.size > 0) open();
  }, 5000);
}

function close(): void {
  source?.close();
  source = null;
}

function on(name: string, handle: (data: unknown) => void): void {
  source?.addEventListener(name, (event) => {
    handle(parsed((event as MessageEvent<string>).data));
  });
}

function tell<K extends keyof Listener>(name: K, ...facts: Parameters<NonNullable<Listener[K]>>) {
  for (const listener of listeners) {
    (listener[name] as ((...facts: unknown[]) => void) | undefined)?.(...facts);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `{"ids": [...]}`, `{"document_ids": [...]}`, `{"documents": [...]}` or the bare list. */
export function idsOf(data: unknown): readonly number[] {
  if (Array.isArray(data)) return data.filter((id) => typeof id === "number");
  if (typeof data === "object" && data !== null) {
    return Object.values(data).flatMap((value) => (Array.isArray(value) ? idsOf(value) : []));
  }
  return [];
}
