/** Documents: list, read, change, delete, and where their files are. */
import { signal } from "@preact/signals";
import { get, patch, post, remove, withQuery } from "./client";
import type {
  DocumentEdit,
  DocumentMetadata,
  DocumentSummary,
  Page,
  PaperlessDocument,
  Suggestions,
} from "./types";

/** The ids that the library showed last, in its order: for previous and next on a document. */
export const lastListed = signal<readonly number[]>([]);

const CARD_FIELDS = [
  "id",
  "title",
  "created",
  "added",
  "modified",
  "correspondent",
  "document_type",
  "storage_path",
  "archive_serial_number",
  "tags",
  "page_count",
  "mime_type",
  "original_file_name",
  "__search_hit__",
].join(",");

export type ListQuery = Record<string, string | number | undefined>;

export async function listDocuments(query: ListQuery, signal?: AbortSignal) {
  const page = await get<Page<DocumentSummary>>("/api/documents/", {
    query: { ...query, fields: CARD_FIELDS },
    signal,
  });
  return page;
}

const path = (id: number) => `/api/documents/${id}/`;

export const getDocument = (id: number) => get<PaperlessDocument>(path(id));
export const saveDocument = (id: number, changes: Partial<DocumentEdit>) =>
  patch<PaperlessDocument>(path(id), changes);
export const deleteDocument = (id: number) => remove<null>(path(id));
export const restoreDocument = (id: number) =>
  post("/api/trash/", { action: "restore", documents: [id] });
export const getMetadata = (id: number) => get<DocumentMetadata>(`${path(id)}metadata/`);
export const getSuggestions = (id: number) => get<Suggestions>(`${path(id)}suggestions/`);

/** The thumbnail; its address changes with the document, so that a new one is fetched. */
export const thumbUrl = (document: { id: number; modified: string }) =>
  withQuery(`${path(document.id)}thumb/`, { at: document.modified });

export const previewUrl = (id: number, at?: string) => withQuery(`${path(id)}preview/`, { at });
export const downloadUrl = (id: number, original: boolean) =>
  withQuery(`${path(id)}download/`, { original: original ? true : undefined });
