/** Texts in the reader's language. English is built in, the others are loaded on demand. */
import { computed, signal } from "@preact/signals";
import { en } from "./en";

export type Key = keyof typeof en;
export type Dictionary = Record<Key, string>;
type PluralKey = Key extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;
type Facts = Record<string, string | number>;

export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;

const loaders: Record<Language, () => Promise<Dictionary>> = {
  en: async () => en,
  de: async () => (await import("./de")).de,
  fr: async () => (await import("./fr")).fr,
};

export const language = signal<Language>("en");
/** For dates and numbers: the reader's own region of the language, `en-GB` rather than `en`. */
export const locale = computed(() => {
  const own = globalThis.navigator?.languages ?? [];
  return own.find((tag) => tag.split("-")[0] === language.value) ?? language.value;
});
const dictionary = signal<Dictionary>(en);
const plurals = computed(() => new Intl.PluralRules(language.value));

export function t(key: Key, facts?: Facts): string {
  return filled(dictionary.value[key], facts);
}

/** The form of a text that fits the count, which it may show as `{count}`. */
export function plural(base: PluralKey, count: number, facts?: Facts): string {
  const exact = `${base}.${plurals.value.select(count)}`;
  const key = isKey(exact) ? exact : (`${base}.other` as Key);
  const shown = new Intl.NumberFormat(locale.value).format(count);
  return filled(dictionary.value[key], { count: shown, ...facts });
}

export const isKey = (key: string): key is Key => Object.hasOwn(en, key);

/** A text whose key is put together from a code of the daemon; `otherwise` if it is unknown. */
export function textOf(key: string, otherwise: Key, facts?: Facts): string {
  return t(isKey(key) ? key : otherwise, facts);
}

export async function speak(wanted: Language): Promise<void> {
  dictionary.value = await loaders[wanted]();
  language.value = wanted;
  document.documentElement.lang = wanted;
}

/** The first of the reader's languages that we speak. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (base in LANGUAGES) return base as Language;
  }
  return "en";
}

function filled(text: string, facts: Facts | undefined): string {
  if (!facts) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}
