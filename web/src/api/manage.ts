/** Names as they are managed: listed with their rules, made, changed, deleted. */
import { loadAttributes } from "./attributes";
import { get, patch, post, remove } from "./client";
import type { Kind } from "./kinds";
import type { Attribute, Page } from "./types";

/** What the form sends; a new name may lack what is as usual. */
export type AttributeEdit = Partial<Omit<Attribute, "id" | "document_count" | "user_can_change">>;

const path = (kind: Kind) => `/api/${kind}/` as const;

export async function listOf(kind: Kind): Promise<Attribute[]> {
  const page = await get<Page<Attribute>>(path(kind), { query: { page_size: 100_000 } });
  return page.results;
}

export async function save(kind: Kind, id: number | null, values: AttributeEdit): Promise<void> {
  if (id === null) await post<Attribute>(path(kind), values);
  else await patch<Attribute>(`${path(kind)}${id}/`, values);
  void loadAttributes();
}

export async function deleteOne(kind: Kind, id: number): Promise<void> {
  await remove<null>(`${path(kind)}${id}/`);
  void loadAttributes();
}

/** Where a document would lie in the readable folders; null when the pattern gives nothing. */
export const nameByPattern = (pattern: string, documentId: number) =>
  post<string | null>("/api/storage_paths/test/", { path: pattern, document: documentId });
