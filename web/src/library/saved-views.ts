/** The library's filters as the rules of a saved view, and back. */
import type { FilterRule, SavedView } from "../api/types";
import { type Filters, NO_FILTERS, SORTS, type Sort } from "./filters";
import { MORE_NAMES, type MoreName, moreOf } from "./more-filters";

const TEXT = 20;
const TAG = 6;
const CORRESPONDENT = 26;
const TYPE = 28;

/** Numbers of rules, from the API's table. */
const RULES: Record<MoreName, number> = {
  title__icontains: 0,
  archive_serial_number: 2,
  correspondent__isnull: 3,
  document_type__isnull: 4,
  is_in_inbox: 5,
  is_tagged: 7,
  tags__id__none: 17,
  archive_serial_number__isnull: 18,
  storage_path__id__in: 30,
  owner__isnull: 34,
  has_custom_fields: 41,
  created__date__lte: 43,
  created__date__gte: 44,
  added__date__lte: 45,
  added__date__gte: 46,
  mime_type: 47,
};

/** One rule for each id; the others stand once. */
const MANY: ReadonlySet<MoreName> = new Set(["tags__id__none", "storage_path__id__in"]);
/** "Is not set" is the rule of the object itself, without a value. */
const UNSET: ReadonlySet<MoreName> = new Set(["correspondent__isnull", "document_type__isnull"]);

export function rulesOf(filters: Filters): FilterRule[] {
  const rules: FilterRule[] = [];
  const add = (rule_type: number, value: string | null) => rules.push({ rule_type, value });
  if (filters.text.trim()) add(TEXT, filters.text.trim());
  for (const id of filters.tags) add(TAG, `${id}`);
  for (const id of filters.correspondents) add(CORRESPONDENT, `${id}`);
  for (const id of filters.types) add(TYPE, `${id}`);
  for (const name of MORE_NAMES) {
    const value = filters.more[name];
    if (value === undefined) continue;
    if (UNSET.has(name)) {
      if (value === "true") add(RULES[name], null); // "is set" has no rule
    } else if (MANY.has(name)) {
      for (const id of value.split(",")) add(RULES[name], id);
    } else add(RULES[name], value);
  }
  return rules;
}

/** What of a view the library can show; rules that it does not know are left out. */
export function filtersOfView(view: SavedView): Filters {
  const ids = (type: number) =>
    view.filter_rules.filter((rule) => rule.rule_type === type).map(({ value }) => Number(value));
  const query = new URLSearchParams();
  for (const name of MORE_NAMES) {
    const values = view.filter_rules
      .filter((rule) => rule.rule_type === RULES[name])
      .filter((rule) => UNSET.has(name) === (rule.value === null))
      .map(({ value }) => value ?? "true");
    if (values.length > 0) query.set(name, values.join(","));
  }
  return {
    ...NO_FILTERS,
    text: view.filter_rules.find((rule) => rule.rule_type === TEXT)?.value ?? "",
    tags: ids(TAG),
    correspondents: ids(CORRESPONDENT),
    types: ids(TYPE),
    more: moreOf(query),
    sort: sortOfView(view),
  };
}

function sortOfView({ sort_field, sort_reverse }: SavedView): Sort | null {
  const sort = `${sort_reverse ? "-" : ""}${sort_field}`;
  return SORTS.find((each) => each === sort) ?? null;
}

export function sortFields(sort: Sort): Pick<SavedView, "sort_field" | "sort_reverse"> {
  if (sort === "score") return { sort_field: null, sort_reverse: false };
  return { sort_field: sort.replace(/^-/, ""), sort_reverse: sort.startsWith("-") };
}
