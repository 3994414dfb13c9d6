/** What the library shows: asked from the API whenever the address or the documents change. */
import { computed, signal } from "@preact/signals";
import { lastListed, listDocuments } from "../api/documents";
import { isAbort } from "../api/errors";
import { listen } from "../api/events";
import { restore } from "../api/trash";
import type { DocumentSummary, Page } from "../api/types";
import { LIBRARY, libraryAddress, navigate } from "../route";
import { addressOf, type Filters, filtersOf, isFiltered, listQuery } from "./filters";

type Listing = Page<DocumentSummary> & { corrected_query?: string | null };

/** Of the library's own address: an open document does not change them. */
export const filters = computed(() => filtersOf(libraryAddress.value.slice(LIBRARY.length)));
export const listing = signal<Listing | null>(null);
export const failure = signal<unknown>(null);
export const loading = signal(false);

const REFRESH_MS = 400;
let running: AbortController | null = null;
let refreshing: ReturnType<typeof setTimeout> | undefined;

/** Fetches the documents that fit the address; a newer call ends an older one. */
export async function load(): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  loading.value = true;
  try {
    const page = await listDocuments(listQuery(filters.peek()), mine.signal);
    listing.value = page;
    failure.value = null;
    lastListed.value = page.results.map((document) => document.id);
  } catch (error) {
    if (isAbort(error)) return;
    failure.value = error;
  }
  if (running === mine) loading.value = false;
}

/** Many documents may change at once; the list is fetched once for all of them. */
export function refreshSoon(): void {
  if (refreshing) return;
  refreshing = setTimeout(() => {
    refreshing = undefined;
    void load();
  }, REFRESH_MS);
}

/** Documents that went to the trash by mistake come back into the list. */
export async function restoreAll(ids: readonly number[]): Promise<void> {
  await restore(ids);
  refreshSoon();
}

/** Nothing is there, and nothing was asked for: a new library. */
export const isNew = computed(
  () => listing.value?.count === 0 && !filters.value.text.trim() && !isFiltered(filters.value),
);

export function followChanges(): () => void {
  const stop = listen({ documents: refreshSoon, deleted: refreshSoon, missed: refreshSoon });
  return () => {
    stop();
    clearTimeout(refreshing);
    refreshing = undefined;
  };
}

export function forget(): void {
  running?.abort();
  listing.value = null;
  failure.value = null;
}

/** Another filter starts at its first page. */
export function change(changes: Partial<Filters>, { replace = false } = {}): void {
  void navigate(addressOf({ ...filters.peek(), page: 1, ...changes }), { replace });
}
