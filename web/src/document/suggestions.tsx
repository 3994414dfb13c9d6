/** What the text calls for: one touch instead of choosing, and why it is suggested. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getSuggestions } from "../api/documents";
import type { Named, Suggestions, Tag } from "../api/types";
import { t } from "../i18n";
import { day } from "../i18n/format";
import { Dot } from "../ui/tag";
import styles from "./document.module.css";
import { document } from "./state";

const NONE: Suggestions = { dates: [] };
const suggestions = signal<Suggestions>(NONE);
const SHOWN = 3;

/** Asked anew when the text is there. Without suggestions the form works all the same. */
export function useSuggestions(enabled: boolean): void {
  const shown = document.value;
  const key = shown && enabled ? `${shown.id} ${shown.content.length}` : null;
  useEffect(() => {
    let current = true;
    suggestions.value = NONE;
    if (!shown?.content || !enabled) return;
    getSuggestions(shown.id).then(
      (found) => {
        if (current) suggestions.value = found;
      },
      () => {}, // a courtesy
    );
    return () => {
      current = false;
    };
  }, [key]);
}

interface DatesProps {
  chosen: string;
  onChoose(date: string): void;
}

export function SuggestedDates({ chosen, onChoose }: DatesProps) {
  const dates = suggestions.value.dates.filter((date) => date !== chosen).slice(0, SHOWN);
  if (dates.length === 0) return null;
  return (
    <p class={styles.suggestions}>
      {t("document.dates_found")}
      {dates.map((date) => (
        <button key={date} type="button" onClick={() => onChoose(date)}>
          {day(date)}
        </button>
      ))}
    </p>
  );
}

interface NamesProps {
  kind: "correspondents" | "document_types" | "tags";
  named: readonly (Named | Tag)[];
  chosen: readonly number[];
  onChoose(id: number): void;
}

export function SuggestedNames({ kind, named, chosen, onChoose }: NamesProps) {
  const ids = suggestions.value[kind] ?? [];
  const offered = ids
    .filter((id) => !chosen.includes(id))
    .flatMap((id) => named.find((one) => one.id === id) ?? [])
    .slice(0, SHOWN);
  if (offered.length === 0) return null;
  return (
    <p class={styles.suggestions}>
      {t("document.suggested")}
      {offered.map((one) => (
        <button key={one.id} type="button" title={why(one)} onClick={() => onChoose(one.id)}>
          <Dot color={colorOf(one)} />
          {one.name}
        </button>
      ))}
    </p>
  );
}

const colorOf = (one: Named | Tag): string | undefined => ("color" in one ? one.color : undefined);

/** The rule that found it in the text. */
const why = ({ match }: Named): string =>
  match ? t("document.suggested_why", { match }) : t("document.suggested_learnt");
