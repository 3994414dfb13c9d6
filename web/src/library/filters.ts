/** The library's filters: read from the address, written to it, and told to the API. */
import type { ListQuery } from "../api/documents";
import { MORE_NAMES, type MoreFilters, moreOf } from "./more-filters";

export const SORTS = [
  "-created",
  "created",
  "-added",
  "added",
  "title",
  "-title",
  "correspondent__name",
] as const;
export type Sort = "score" | (typeof SORTS)[number];

export interface Filters {
  text: string;
  tags: readonly number[];
  correspondents: readonly number[];
  types: readonly number[];
  more: MoreFilters;
  /** Nothing chosen: best match while searching, newest first otherwise. */
  sort: Sort | null;
  page: number;
}

export const PAGE_SIZE = 48;

export const NO_FILTERS: Filters = {
  text: "",
  tags: [],
  correspondents: [],
  types: [],
  more: {},
  sort: null,
  page: 1,
};

export function filtersOf(search: string): Filters {
  const query = new URLSearchParams(search);
  const sort = query.get("sort");
  return {
    text: query.get("q") ?? "",
    tags: ids(query.get("tag")),
    correspondents: ids(query.get("correspondent")),
    types: ids(query.get("type")),
    more: moreOf(query),
    sort: isSort(sort) ? sort : null,
    page: Math.max(1, Math.trunc(Number(query.get("page"))) || 1),
  };
}

export function addressOf(filters: Filters): string {
  const query = new URLSearchParams();
  if (filters.text) query.set("q", filters.text);
  if (filters.tags.length) query.set("tag", filters.tags.join(","));
  if (filters.correspondents.length) query.set("correspondent", filters.correspondents.join(","));
  if (filters.types.length) query.set("type", filters.types.join(","));
  for (const name of MORE_NAMES) {
    const value = filters.more[name];
    if (value) query.set(name, value);
  }
  if (filters.sort) query.set("sort", filters.sort);
  if (filters.page > 1) query.set("page", String(filters.page));
  const text = query.toString().replaceAll("%2C", ",");
  return text ? `/documents?${text}` : "/documents";
}

export const isFiltered = (filters: Filters): boolean =>
  filters.tags.length + filters.correspondents.length + filters.types.length > 0 ||
  Object.keys(filters.more).length > 0;

export const sortOf = (filters: Filters): Sort =>
  filters.sort === "score" && !filters.text.trim()
    ? "-created"
    : (filters.sort ?? (filters.text.trim() ? "score" : "-created"));

export function listQuery(filters: Filters): ListQuery {
  const sort = sortOf(filters);
  return {
    page: filters.page,
    page_size: PAGE_SIZE,
    query: searchQuery(filters.text) || undefined,
    ordering: sort === "score" ? undefined : `${sort},-id`,
    tags__id__all: filters.tags.join(",") || undefined,
    correspondent__id__in: filters.correspondents.join(",") || undefined,
    document_type__id__in: filters.types.join(",") || undefined,
    ...filters.more,
  };
}

const PLAIN_WORDS = /^[\p{L}\p{N}\p{M} ]+$/u;
const OPERATORS = /\b(?:AND|OR|NOT|TO)\b/;

/**
 * Plain words find what begins with the word still being typed; anything that looks like the query
 * language is passed on as it is.
 */
export function searchQuery(text: string): string {
  const words = text.trim();
  const unfinished = text === text.trimEnd() && /[\p{L}\p{N}]{2}$/u.test(words);
  if (!unfinished || !PLAIN_WORDS.test(words) || OPERATORS.test(words)) return words;
  return `${words}*`;
}

const isSort = (text: string | null): text is Sort =>
  text === "score" || (SORTS as readonly (string | null)[]).includes(text);

const ids = (text: string | null): number[] =>
  (text ?? "")
    .split(",")
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
