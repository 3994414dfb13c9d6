/** A field with a list: type to narrow it, choose one or several, create what is not there yet. */
import { useId, useRef, useState } from "preact/hooks";
import { plural, t } from "../i18n";
import styles from "./combobox.module.css";
import { Chip, OptionList, type Row } from "./combobox-parts";
import { Icon } from "./icons";
import { canCreate, fitting, type Option } from "./options";

const SHOWN_AT_MOST = 100;

interface Props {
  label: string;
  options: readonly Option[];
  selected: readonly number[];
  multiple?: boolean;
  /** In a toolbar: the label is only spoken, the placeholder names the field. */
  compact?: boolean;
  disabled?: boolean;
  onChange(ids: number[]): void;
  onCreate?(name: string): Promise<Option | null>;
}

export function Combobox(props: Props) {
  const { label, options, selected, multiple = false, compact = false, disabled = false } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [busy, setBusy] = useState(false);

  const chosen = selected.flatMap((one) => options.find((option) => option.id === one) ?? []);
  const current = multiple ? undefined : chosen[0];
  const rows = open ? rowsFor(props, text) : [];
  const place = Math.min(active, rows.length - 1);

  const close = () => {
    setOpen(false);
    setText("");
    setActive(0);
  };
  const choose = async (row: Row | undefined) => {
    if (!row || busy) return;
    if (row.kind === "create") {
      setBusy(true);
      const made = await props.onCreate?.(row.name);
      setBusy(false);
      if (made) take(made.id);
    } else take(row.option.id);
  };
  const take = (one: number) => {
    if (!multiple) {
      props.onChange([one]);
      close();
      return;
    }
    const has = selected.includes(one);
    props.onChange(has ? selected.filter((other) => other !== one) : [...selected, one]);
    setText("");
    setActive(0);
  };
  const drop = (one: number) => {
    props.onChange(selected.filter((other) => other !== one));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(open ? (place + step + rows.length) % Math.max(rows.length, 1) : 0);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      void choose(rows[place]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && text === "" && chosen.length > 0) {
      drop(chosen[chosen.length - 1]?.id ?? -1);
    }
  };

  return (
    <div class={`${styles.combobox} ${compact ? styles.compact : ""}`}>
      <label class={compact ? "visually-hidden" : styles.label} for={id}>
        {label}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the mouse only */}
      <div
        class={styles.control}
        data-disabled={disabled || undefined}
        data-chosen={(multiple && chosen.length > 0) || undefined}
        onMouseDown={(event) => {
          if (event.target === event.currentTarget) {
            event.preventDefault();
            input.current?.focus();
            setOpen(true);
          }
        }}
      >
        {multiple &&
          chosen.map((option) => (
            <Chip key={option.id} option={option} disabled={disabled} onRemove={drop} />
          ))}
        <input
          ref={input}
          id={id}
          class={styles.input}
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          disabled={disabled}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && rows.length > 0 ? `${id}-${place}` : undefined}
          placeholder={placeholder(props, chosen.length)}
          value={open ? text : (current?.name ?? "")}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setOpen(true);
            setActive(0);
          }}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {!multiple && current && !disabled ? (
          <button
            type="button"
            class={styles.clear}
            aria-label={t("combobox.remove", { name: current.name })}
            onClick={() => drop(current.id)}
          >
            <Icon name="close" size={16} />
          </button>
        ) : (
          <Icon name="down" size={16} class={styles.arrow} />
        )}
      </div>
      {open && (
        <OptionList
          id={id}
          label={label}
          rows={rows}
          active={place}
          selected={selected}
          multiple={multiple}
          onChoose={(row) => void choose(row)}
        />
      )}
      <span class="visually-hidden" aria-live="polite">
        {open && text ? plural("combobox.options", rows.length) : ""}
      </span>
    </div>
  );
}

function placeholder({ compact, label, disabled }: Props, chosen: number): string {
  if (chosen > 0 || disabled) return "";
  return compact ? label : t("combobox.choose");
}

function rowsFor({ options, onCreate }: Props, text: string): Row[] {
  const rows: Row[] = fitting(options, text)
    .slice(0, SHOWN_AT_MOST)
    .map((option) => ({ kind: "option", option }));
  if (onCreate && canCreate(options, text)) rows.push({ kind: "create", name: text.trim() });
  return rows;
}
