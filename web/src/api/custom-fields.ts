/** Custom fields: their definitions, and titles of documents that they link to. */
import { signal } from "@preact/signals";
import { get, patch, post, remove } from "./client";
import type { CustomField, Named, Page } from "./types";

export const customFields = signal<readonly CustomField[]>([]);

const PATH = "/api/custom_fields/";

export async function loadCustomFields(): Promise<void> {
  const page = await get<Page<CustomField>>(PATH, { query: { page_size: 100_000 } });
  customFields.value = page.results;
}

type Edit = Pick<CustomField, "name" | "data_type" | "extra_data">;

export async function saveCustomField(id: number | null, values: Edit): Promise<void> {
  if (id === null) await post(PATH, values);
  else await patch(`${PATH}${id}/`, values);
  await loadCustomFields();
}

export async function deleteCustomField(id: number): Promise<void> {
  await remove(`${PATH}${id}/`);
  await loadCustomFields();
}

interface Titled {
  id: number;
  title: string;
}

const named = ({ id, title }: Titled): Named => ({ id, name: title || `#${id}` });
const FOUND = 20;

/** Documents by a part of their title. */
export async function documentsTitled(text: string): Promise<Named[]> {
  const query = { title__icontains: text, page_size: FOUND, fields: "id,title" };
  const page = await get<Page<Titled>>("/api/documents/", { query });
  return page.results.map(named);
}

export async function documentsById(ids: readonly number[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const query = { id__in: ids.join(","), page_size: ids.length, fields: "id,title" };
  const page = await get<Page<Titled>>("/api/documents/", { query });
  return page.results.map(named);
}
