/** The rarer filters: named as the API names them, in the address as well. */

export const MORE = {
  created__date__gte: "date",
  created__date__lte: "date",
  added__date__gte: "date",
  added__date__lte: "date",
  title__icontains: "text",
  mime_type: "text",
  archive_serial_number: "number",
  storage_path__id__in: "paths",
  tags__id__none: "tags",
  is_in_inbox: "flag",
  is_tagged: "flag",
  correspondent__isnull: "flag",
  document_type__isnull: "flag",
  archive_serial_number__isnull: "flag",
  owner__isnull: "flag",
  has_custom_fields: "flag",
} as const;

export type MoreName = keyof typeof MORE;
export type MoreKind = (typeof MORE)[MoreName];
export type MoreFilters = Partial<Record<MoreName, string>>;

export const MORE_NAMES = Object.keys(MORE) as MoreName[];

const FORMS: Record<MoreKind, RegExp> = {
  date: /^\d{4}-\d\d-\d\d$/,
  text: /^.{1,128}$/u,
  number: /^\d{1,10}$/,
  paths: /^\d{1,15}(,\d{1,15}){0,99}$/,
  tags: /^\d{1,15}(,\d{1,15}){0,99}$/,
  flag: /^(true|false)$/,
};

/** What of an address is such a filter; nonsense is none. */
export function moreOf(query: URLSearchParams): MoreFilters {
  const found: MoreFilters = {};
  for (const name of MORE_NAMES) {
    const value = query.get(name);
    if (value !== null && FORMS[MORE[name]].test(value)) found[name] = value;
  }
  return found;
}

export const idsIn = (value: string | undefined): number[] =>
  value ? value.split(",").map(Number) : [];
