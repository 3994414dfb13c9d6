/** What home shows of the library: the inbox, and what came last. */
import { signal } from "@preact/signals";
import { lastListed, listDocuments } from "../api/documents";
import { listen } from "../api/events";
import type { DocumentSummary, Page } from "../api/types";

export interface Lately {
  inbox: Page<DocumentSummary>;
  newest: Page<DocumentSummary>;
}

export const lately = signal<Lately | null>(null);
export const failure = signal<unknown>(null);

const SHOWN = 8;
const NEWEST_FIRST = { ordering: "-added,-id", page_size: SHOWN };
const REFRESH_MS = 500;

export async function load(): Promise<void> {
  try {
    const [inbox, newest] = await Promise.all([
      listDocuments({ ...NEWEST_FIRST, is_in_inbox: "true" }),
      listDocuments(NEWEST_FIRST),
    ]);
    lately.value = { inbox, newest };
    failure.value = null;
    lastListed.value = shownOf({ inbox, newest }).map(({ id }) => id);
  } catch (error) {
    failure.value = error;
  }
}

/** The inbox is work to do; an empty one makes room for what came last. */
export const shownOf = ({ inbox, newest }: Lately): readonly DocumentSummary[] =>
  inbox.results.length > 0 ? inbox.results : newest.results;

/** Fetches at once, and again whenever documents change; returns how to end it. */
export function followLately(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void load();
    }, REFRESH_MS);
  };
  void load();
  const stop = listen({ documents: soon, deleted: soon, missed: soon });
  return () => {
    clearTimeout(waiting);
    stop();
  };
}
