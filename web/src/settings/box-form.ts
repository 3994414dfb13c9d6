/** The configuration as texts of a form; an empty one stands for "the file decides". */
import type { Configuration } from "../api/config";
import { t } from "../i18n";

export const TEXTS = ["app_title", "language", "pages", "image_dpi"] as const;
export type TextName = (typeof TEXTS)[number];

const flag = () =>
  [
    ["true", t("custom.yes")],
    ["false", t("custom.no")],
  ] as const;

export const CHOICES = {
  mode: () =>
    [
      ["auto", t("box.mode.auto")],
      ["force", t("box.mode.force")],
      ["redo", t("box.mode.redo")],
      ["off", t("box.mode.off")],
    ] as const,
  archive_file_generation: () =>
    [
      ["auto", t("box.archive.auto")],
      ["always", t("box.archive.always")],
      ["never", t("box.archive.never")],
    ] as const,
  output_type: () =>
    [
      ["pdf", "PDF"],
      ["pdfa", "PDF/A"],
      ["pdfa-1", "PDF/A-1"],
      ["pdfa-2", "PDF/A-2"],
      ["pdfa-3", "PDF/A-3"],
    ] as const,
  unpaper_clean: () =>
    [
      ["clean", t("box.clean.clean")],
      ["clean-final", t("box.clean.final")],
      ["none", t("box.clean.none")],
    ] as const,
  deskew: flag,
  rotate_pages: flag,
};
export type ChoiceName = keyof typeof CHOICES;

export type Form = Record<TextName | ChoiceName, string>;

export function formOf(found: Configuration): Form {
  const text = (name: keyof Form) => String(found[name] ?? "");
  const names = [...TEXTS, ...(Object.keys(CHOICES) as ChoiceName[])];
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Form;
}

/** Only what differs: two people may change different things. */
export function changed(before: Form, now: Form): Partial<Configuration> {
  const names = (Object.keys(now) as (keyof Form)[]).filter((name) => now[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, settingOf(now[name])]));
}

function settingOf(text: string): string | boolean | null {
  const value = text.trim();
  if (value === "true" || value === "false") return value === "true";
  return value === "" ? null : value;
}
