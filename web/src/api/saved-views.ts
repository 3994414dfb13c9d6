/** Filters that somebody named, shared with the phone apps. */
import { signal } from "@preact/signals";
import { get, patch, post, remove } from "./client";
import type { Page, SavedView } from "./types";
import { PLACES, place, placed } from "./ui-settings";

export const savedViews = signal<readonly SavedView[]>([]);

const PATH = "/api/saved_views/";

export type ViewEdit = Omit<SavedView, "id" | "user_can_change">;

export async function loadSavedViews(): Promise<void> {
  const page = await get<Page<SavedView>>(PATH, { query: { page_size: 100_000 } });
  savedViews.value = page.results;
}

export async function createSavedView(values: ViewEdit): Promise<void> {
  const { id } = await post<SavedView>(PATH, values);
  await loadSavedViews();
  for (const where of PLACES) {
    if (placed.peek()[where] !== null) await place(id, where, true, []);
  }
}

export async function changeSavedView(id: number, values: Partial<ViewEdit>): Promise<void> {
  await patch(`${PATH}${id}/`, values);
  await loadSavedViews();
}

export async function deleteSavedView(id: number): Promise<void> {
  await remove(`${PATH}${id}/`);
  await loadSavedViews();
}
