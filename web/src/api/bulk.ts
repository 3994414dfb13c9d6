/** Many documents changed, deleted or downloaded at once. */
import { csrfToken, get, post } from "./client";
import { ApiError } from "./errors";
import type { Page } from "./types";

export interface Filed {
  id: number;
  tags: number[];
  correspondent: number | null;
  document_type: number | null;
}

export type BulkStep =
  | { method: "modify_tags"; parameters: { add_tags: number[]; remove_tags: number[] } }
  | { method: "set_correspondent"; parameters: { correspondent: number | null } }
  | { method: "set_document_type"; parameters: { document_type: number | null } };

type Query = Record<string, string | number | undefined>;

export const bulkEdit = (documents: readonly number[], step: BulkStep) =>
  post("/api/documents/bulk_edit/", { documents, ...step });

export const bulkDelete = (documents: readonly number[]) =>
  post("/api/documents/delete/", { documents });

/** Ids of everything that fits the filters, in their order. */
export async function allIds(query: Query): Promise<number[]> {
  const page = await get<Page<{ id: number }>>("/api/documents/", {
    query: { ...query, page: 1, page_size: 100_000, fields: "id" },
  });
  return page.results.map((document) => document.id);
}

const IDS_IN_ONE_ADDRESS = 500;

/** How these documents are filed now: what a preview compares and an undo goes back to. */
export async function filed(ids: readonly number[]): Promise<Filed[]> {
  const found: Filed[] = [];
  for (let from = 0; from < ids.length; from += IDS_IN_ONE_ADDRESS) {
    const part = ids.slice(from, from + IDS_IN_ONE_ADDRESS);
    const page = await get<Page<Filed>>("/api/documents/", {
      query: {
        id__in: part.join(","),
        page_size: part.length,
        fields: "id,tags,correspondent,document_type",
      },
    });
    found.push(...page.results);
  }
  return found;
}

/** A zip of the documents as readable files. */
export async function bulkDownload(documents: readonly number[]): Promise<Blob> {
  const answer = await fetch("/api/documents/bulk_download/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ documents, content: "archive", compression: "none" }),
  });
  if (!answer.ok) throw new ApiError("error", answer.status, null);
  return answer.blob();
}
