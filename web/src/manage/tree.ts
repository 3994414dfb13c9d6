/** Tags in the order of their tree: each below its parent, one step further in. */
import type { Attribute } from "../api/types";
import { folded } from "../ui/options";

export interface Row {
  item: Attribute;
  depth: number;
}

export function rowsOf(items: readonly Attribute[]): Row[] {
  const ids = new Set(items.map((item) => item.id));
  const children = new Map<number | null, Attribute[]>();
  for (const item of items) {
    const parent = item.parent != null && ids.has(item.parent) ? item.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), item]);
  }
  const rows: Row[] = [];
  const walk = (parent: number | null, depth: number) => {
    for (const item of children.get(parent) ?? []) {
      rows.push({ item, depth });
      walk(item.id, depth + 1);
    }
  };
  walk(null, 0);
  return rows;
}

/** Rows whose name fits what was typed; a flat list, since parents may not fit. */
export function narrowed(items: readonly Attribute[], text: string): Row[] {
  const wanted = folded(text);
  if (!wanted) return rowsOf(items);
  return items
    .filter((item) => folded(item.name).includes(wanted))
    .map((item) => ({ item, depth: 0 }));
}

/** The tag itself and all below it: none of them can become its parent. */
export function familyOf(items: readonly Attribute[], id: number): Set<number> {
  const family = new Set([id]);
  for (const { item } of rowsOf(items)) {
    if (item.parent != null && family.has(item.parent)) family.add(item.id);
  }
  return family;
}
