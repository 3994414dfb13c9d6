/** What a person chose for this device: kept in the browser. */
import { signal } from "@preact/signals";
import { LANGUAGES, type Language, preferred, speak } from "./i18n";

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");
export const singleKeys = signal(true);

export const VIEWS = ["grid", "list", "table"] as const;
export type View = (typeof VIEWS)[number];
export const view = signal<View>("grid");
/** Of the table, in the order shown; which there are is up to the library. */
export const columns = signal<readonly string[]>(["correspondent", "type", "tags", "created"]);

/** Takes over what was chosen before; the theme is already applied by theme-boot.js. */
export async function loadPreferences(): Promise<void> {
  const chosen = read("theme");
  theme.value = chosen === "light" || chosen === "dark" ? chosen : "system";
  singleKeys.value = read("single-keys") !== "off";
  view.value = VIEWS.find((each) => each === read("view")) ?? "grid";
  columns.value = read("columns")?.split(",") ?? columns.value;
  const language = read("language");
  await speak(isLanguage(language) ? language : preferred(navigator.languages));
}

export function chooseTheme(next: Theme): void {
  theme.value = next;
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  write("theme", next);
}

export async function chooseLanguage(next: Language): Promise<void> {
  await speak(next);
  write("language", next);
}

export function chooseSingleKeys(on: boolean): void {
  singleKeys.value = on;
  write("single-keys", on ? "on" : "off");
}

export function chooseView(next: View): void {
  view.value = next;
  write("view", next);
}

export function chooseColumns(next: readonly string[]): void {
  columns.value = next;
  write("columns", next.join(","));
}

const isLanguage = (text: string | null): text is Language =>
  text !== null && Object.hasOwn(LANGUAGES, text);

function read(name: string): string | null {
  try {
    return localStorage.getItem(`intray.${name}`);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`intray.${name}`, value);
  } catch {
    // storage is forbidden: the choice holds until the page is closed
  }
}
