/** The names that documents are filed under: tags, correspondents, types, storage paths. */
import { signal } from "@preact/signals";
import { get, post } from "./client";
import { listen } from "./events";
import type { Named, Page, Tag } from "./types";

export const tags = signal<readonly Tag[]>([]);
export const correspondents = signal<readonly Named[]>([]);
export const documentTypes = signal<readonly Named[]>([]);
export const storagePaths = signal<readonly Named[]>([]);

const ALL = { page_size: 100_000 };

/** Fetches all names; a list that may not be seen stays empty. */
export async function loadAttributes(): Promise<void> {
  await Promise.allSettled([
    get<Page<Tag>>("/api/tags/", { query: ALL }).then((page) => {
      tags.value = page.results;
    }),
    get<Page<Named>>("/api/correspondents/", { query: ALL }).then((page) => {
      correspondents.value = page.results;
    }),
    get<Page<Named>>("/api/document_types/", { query: ALL }).then((page) => {
      documentTypes.value = page.results;
    }),
    get<Page<Named>>("/api/storage_paths/", { query: ALL }).then((page) => {
      storagePaths.value = page.results;
    }),
  ]);
}

const RELOAD_MS = 5000;

/** New papers bring new names and other counts: fetched again, but not for each paper. */
export function followAttributes(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void loadAttributes();
    }, RELOAD_MS);
  };
  const stop = listen({ documents: soon, deleted: soon, missed: () => void loadAttributes() });
  return () => {
    clearTimeout(waiting);
    stop();
  };
}

/** A tag made from the page matches nothing by itself: matching_algorithm 0. */
const plain = (name: string) => ({ name, matching_algorithm: 0 });

export async function createTag(name: string): Promise<Tag> {
  const tag = await post<Tag>("/api/tags/", {
    ...plain(name),
    color: nextColor(tags.value.length),
  });
  tags.value = byName([...tags.value, tag]);
  return tag;
}

export async function createCorrespondent(name: string): Promise<Named> {
  const correspondent = await post<Named>("/api/correspondents/", plain(name));
  correspondents.value = byName([...correspondents.value, correspondent]);
  return correspondent;
}

export async function createDocumentType(name: string): Promise<Named> {
  const type = await post<Named>("/api/document_types/", plain(name));
  documentTypes.value = byName([...documentTypes.value, type]);
  return type;
}

const byName = <T extends Named>(items: T[]): T[] =>
  items.sort((one, other) => one.name.localeCompare(other.name));

const COLORS = ["#2f7f79", "#b8562f", "#4c6fa8", "#8a6d1d", "#8b4f86", "#5a7d35", "#a03b4e"];

export const nextColor = (count: number): string => COLORS[count % COLORS.length] ?? "#2f7f79";
