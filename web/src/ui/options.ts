/** Choosing among names by typing: what fits, in which order, and whether a new one may be made. */
export interface Option {
  id: number;
  name: string;
  color?: string | undefined;
  count?: number | undefined;
}

/** Case and accents do not matter: `muller` finds `Müller`. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** Names that begin with the text come before those that merely contain it. */
export function fitting(options: readonly Option[], text: string): Option[] {
  const wanted = folded(text);
  if (!wanted) return [...options];
  const places = options.map((option) => ({ option, place: folded(option.name).indexOf(wanted) }));
  return places
    .filter(({ place }) => place >= 0)
    .sort((one, other) => Number(one.place > 0) - Number(other.place > 0))
    .map(({ option }) => option);
}

export function canCreate(options: readonly Option[], text: string): boolean {
  const name = text.trim();
  return name !== "" && name.length <= 128 && !options.some((option) => option.name === name);
}
