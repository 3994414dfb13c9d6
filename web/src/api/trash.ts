/** What was deleted: listed, put back, removed for good. */
import { get, post } from "./client";
import type { Page, TrashedDocument } from "./types";

const PATH = "/api/trash/";
const FIELDS = "id,title,created,modified,deleted_at,original_file_name,user_can_change";

export const listTrash = (page: number) =>
  get<Page<TrashedDocument>>(PATH, { query: { page, page_size: 50, fields: FIELDS } });
export const restore = (ids: readonly number[]) =>
  post(PATH, { action: "restore", documents: ids });
/** Without ids: everything that the person may remove. */
export const removeForGood = (ids?: readonly number[]) =>
  post(PATH, { action: "empty", ...(ids && { documents: ids }) });

interface UiSettings {
  settings: { trash_delay?: number };
}

/** Days until what was deleted is removed for good. */
export async function trashDelay(): Promise<number> {
  const { settings } = await get<UiSettings>("/api/ui_settings/");
  return settings.trash_delay ?? 30;
}
