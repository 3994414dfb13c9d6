import { useState } from "preact/hooks";
import { correspondents, documentTypes, tags } from "../api/attributes";
import type { Named, Tag } from "../api/types";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { Select } from "../ui/field";
import type { Option } from "../ui/options";
import { FilterChips } from "./filter-chips";
import { isFiltered, SORTS, type Sort, sortOf } from "./filters";
import styles from "./library.module.css";
import { MoreDialog } from "./more-dialog";
import { change, filters } from "./results";
import { clearSelection, selecting } from "./selection";
import { Views } from "./views";

const options = (named: readonly (Named | Tag)[]): Option[] =>
  named.map((one) => ({
    id: one.id,
    name: one.name,
    color: "color" in one ? one.color : undefined,
    count: one.document_count,
  }));

export function FilterBar() {
  const [open, setOpen] = useState(false);
  const [more, setMore] = useState(false);
  const { tags: tagIds, correspondents: correspondentIds, types } = filters.value;
  const chosen =
    tagIds.length + correspondentIds.length + types.length + Object.keys(filters.value.more).length;
  return (
    <search class={styles.bar}>
      <div class={styles.toggle}>
        <Button icon="filter" aria-expanded={open} onClick={() => setOpen(!open)}>
          {chosen ? `${t("library.filters")} (${chosen})` : t("library.filters")}
        </Button>
      </div>
      <div class={styles.filters} data-open={open || undefined}>
        <Combobox
          compact
          multiple
          label={t("library.tags")}
          options={options(tags.value)}
          selected={tagIds}
          onChange={(ids) => change({ tags: ids })}
        />
        <Combobox
          compact
          multiple
          label={t("library.correspondent")}
          options={options(correspondents.value)}
          selected={correspondentIds}
          onChange={(ids) => change({ correspondents: ids })}
        />
        <Combobox
          compact
          multiple
          label={t("library.type")}
          options={options(documentTypes.value)}
          selected={types}
          onChange={(ids) => change({ types: ids })}
        />
        <Button icon="filter" onClick={() => setMore(true)}>
          {t("filter.more")}
        </Button>
        {isFiltered(filters.value) && (
          <Button
            kind="quiet"
            icon="close"
            onClick={() => change({ tags: [], correspondents: [], types: [], more: {} })}
          >
            {t("library.clear_filters")}
          </Button>
        )}
      </div>
      <Button
        icon="check"
        aria-pressed={selecting.value}
        onClick={() => {
          if (selecting.value) clearSelection();
          else selecting.value = true;
        }}
      >
        {t("bulk.select")}
      </Button>
      <Views />
      <div class={styles.sort}>
        <Select
          hideLabel
          label={t("library.sort")}
          value={sortOf(filters.value)}
          options={sortOptions(filters.value.text)}
          onChoose={(sort) => change({ sort })}
        />
      </div>
      <FilterChips />
      {more && <MoreDialog onClose={() => setMore(false)} />}
    </search>
  );
}

function sortOptions(text: string): [Sort, string][] {
  const offered: Sort[] = text.trim() ? ["score", ...SORTS] : [...SORTS];
  return offered.map((sort) => [sort, t(`library.sort.${sort}`)]);
}
