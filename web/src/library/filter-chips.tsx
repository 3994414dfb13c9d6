/** The rarer filters that are in effect, each with a way to take it off. */
import { storagePaths, tags } from "../api/attributes";
import { t } from "../i18n";
import { day } from "../i18n/format";
import { Icon } from "../ui/icons";
import { NO_FILTERS } from "./filters";
import styles from "./library.module.css";
import { idsIn, MORE, MORE_NAMES, type MoreName } from "./more-filters";
import { change, filters } from "./results";

export function FilterChips() {
  const { more } = filters.value;
  const names = MORE_NAMES.filter((name) => more[name] !== undefined);
  if (names.length === 0) return null;
  return (
    <ul class={styles.chips} aria-label={t("library.filters")}>
      {names.map((name) => {
        const text = described(name, more[name] ?? "");
        return (
          <li key={name} class={styles.chip}>
            <span>{text}</span>
            <button
              type="button"
              aria-label={t("library.remove_filter", { name: text })}
              onClick={() => change({ more: without(name) })}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          class={styles.link}
          onClick={() => change({ ...NO_FILTERS, text: filters.peek().text })}
        >
          {t("library.clear_filters")}
        </button>
      </li>
    </ul>
  );
}

function without(name: MoreName) {
  const { [name]: _, ...rest } = filters.peek().more;
  return rest;
}

function described(name: MoreName, value: string): string {
  switch (MORE[name]) {
    case "flag":
      return t(`filter.${name as Flag}.${value === "true" ? "true" : "false"}`);
    case "date":
      return t(`filter.${name as Plain}`, { value: day(value) });
    case "paths":
      return t(`filter.${name as Plain}`, { value: names(storagePaths.value, value) });
    case "tags":
      return t(`filter.${name as Plain}`, { value: names(tags.value, value) });
    default:
      return t(`filter.${name as Plain}`, { value });
  }
}

export type Flag = {
  [Name in MoreName]: (typeof MORE)[Name] extends "flag" ? Name : never;
}[MoreName];
type Plain = Exclude<MoreName, Flag>;

const names = (named: readonly { id: number; name: string }[], value: string): string =>
  idsIn(value)
    .map((id) => named.find((one) => one.id === id)?.name ?? `#${id}`)
    .join(", ");
