/** What a combobox does: narrows its rows, moves through them, chooses, creates. */
import { useRef, useState } from "preact/hooks";
import { canCreate, fitting, type Option } from "./options";

const SHOWN_AT_MOST = 100;

export type Row = { kind: "option"; option: Option } | { kind: "create"; name: string };

export interface Choosing {
  options: readonly Option[];
  selected: readonly number[];
  multiple?: boolean;
  onChange(ids: number[]): void;
  onCreate?(name: string): Promise<Option | null>;
  /** What is typed, where the options are looked for elsewhere. */
  onType?(text: string): void;
}

export function useCombobox(choosing: Choosing) {
  const { options, selected, multiple, onChange, onCreate, onType } = choosing;
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [busy, setBusy] = useState(false);

  const chosen = selected.flatMap((id) => options.find((option) => option.id === id) ?? []);
  const rows = open ? rowsFor(options, text, onCreate !== undefined) : [];
  const place = Math.min(active, rows.length - 1);

  const restart = () => {
    setText("");
    setActive(0);
  };
  const close = () => {
    setOpen(false);
    restart();
  };
  const drop = (id: number) => {
    onChange(selected.filter((other) => other !== id));
    input.current?.focus();
  };
  const take = (id: number) => {
    if (!multiple) onChange([id]);
    else if (selected.includes(id)) onChange(selected.filter((other) => other !== id));
    else onChange([...selected, id]);
    if (multiple) restart();
    else close();
  };
  const choose = async (row: Row | undefined) => {
    if (!row || busy) return;
    if (row.kind === "option") return take(row.option.id);
    setBusy(true);
    const made = await onCreate?.(row.name);
    setBusy(false);
    if (made) take(made.id);
  };
  const show = () => setOpen(true);
  const type = (next: string) => {
    setText(next);
    onType?.(next);
    setActive(0);
    setOpen(true);
  };
  const move = (step: number) => {
    setOpen(true);
    setActive(open ? (place + step + rows.length) % Math.max(rows.length, 1) : 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && open) void choose(rows[place]);
    else if (event.key === "Escape" && open) close();
    else if (event.key === "Backspace" && text === "" && last) drop(last.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { input, text, open, rows, place, chosen, show, close, type, choose, drop, onKeyDown };
}

function rowsFor(options: readonly Option[], text: string, creates: boolean): Row[] {
  const rows: Row[] = fitting(options, text)
    .slice(0, SHOWN_AT_MOST)
    .map((option) => ({ kind: "option", option }));
  if (creates && canCreate(options, text)) rows.push({ kind: "create", name: text.trim() });
  return rows;
}
