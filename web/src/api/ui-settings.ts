/** What the daemon knows for the page: rights, name and logo of the box, where views are shown. */
import { signal } from "@preact/signals";
import { get, post } from "./client";

/** Of the user, such as `change_applicationconfiguration`. */
export const rights = signal<ReadonlySet<string>>(new Set());
/** null: the usual name, the usual mark. */
export const appTitle = signal<string | null>(null);
export const appLogo = signal<string | null>(null);

export const PLACES = ["home", "bar"] as const;
export type Place = (typeof PLACES)[number];
/** Ids of the saved views at each place; null as long as nobody chose: all of them. */
export const placed = signal<Record<Place, readonly number[] | null>>({ home: null, bar: null });

const KEYS = {
  home: "dashboard_views_visible_ids",
  bar: "sidebar_views_visible_ids",
} as const;

interface UiSettings {
  settings: {
    app_title?: string | null;
    app_logo?: string | null;
    saved_views?: Record<string, unknown>;
  };
  permissions: string[];
}

/** Who may not see them gets the page as it is without. */
export async function loadUiSettings(): Promise<void> {
  const { settings, permissions } = await get<UiSettings>("/api/ui_settings/");
  rights.value = new Set(permissions);
  appTitle.value = settings.app_title || null;
  appLogo.value = settings.app_logo || null;
  placed.value = {
    home: idsIn(settings.saved_views?.[KEYS.home]),
    bar: idsIn(settings.saved_views?.[KEYS.bar]),
  };
}

export function isPlaced(id: number, place: Place): boolean {
  return placed.value[place]?.includes(id) ?? true;
}

/** `all`: the ids of all views, from which the first choice takes one away. */
export async function place(id: number, where: Place, shown: boolean, all: readonly number[]) {
  const { settings } = await get<UiSettings>("/api/ui_settings/"); // phone apps write there as well
  const known = idsIn(settings.saved_views?.[KEYS[where]]) ?? all;
  const others = known.filter((each) => each !== id);
  const next = shown ? [...others, id] : others;
  await post("/api/ui_settings/", {
    settings: { saved_views: { ...settings.saved_views, [KEYS[where]]: next } },
  });
  placed.value = { ...placed.value, [where]: next };
}

const idsIn = (value: unknown): number[] | null =>
  Array.isArray(value) ? value.filter((id) => typeof id === "number") : null;
