/** Which documents are selected, also across pages. */
import { signal } from "@preact/signals";

type Ids = ReadonlySet<number>;

export const selected = signal<Ids>(new Set());
/** Boxes are shown on every card, also where no mouse can hover. */
export const selecting = signal(false);

let last: number | null = null;

export function toggled(ids: Ids, id: number): Set<number> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** From the box that was touched before to this one, in the order shown. */
export function withRange(ids: Ids, shown: readonly number[], from: number, to: number) {
  const ends = [shown.indexOf(from), shown.indexOf(to)];
  if (ends.includes(-1)) return toggled(ids, to);
  const [start, end] = [Math.min(...ends), Math.max(...ends)];
  return new Set([...ids, ...shown.slice(start, end + 1)]);
}

export function choose(id: number, shown: readonly number[], range: boolean): void {
  const ids = selected.value;
  selected.value = range && last !== null ? withRange(ids, shown, last, id) : toggled(ids, id);
  last = id;
  if (selected.value.size > 0) selecting.value = true;
}

export function chooseAll(ids: readonly number[]): void {
  selected.value = new Set([...selected.value, ...ids]);
}

export function clearSelection(): void {
  selected.value = new Set();
  selecting.value = false;
  last = null;
}
