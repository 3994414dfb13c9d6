/** The chips and the list of a combobox. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import styles from "./combobox.module.css";
import { Icon } from "./icons";
import type { Option } from "./options";
import { Dot } from "./tag";
import type { Row } from "./use-combobox";

interface ChipProps {
  option: Option;
  disabled: boolean;
  onRemove(id: number): void;
}

export function Chip({ option, disabled, onRemove }: ChipProps) {
  return (
    <span class={styles.chip}>
      <Dot color={option.color} />
      <span class={styles.chipName}>{option.name}</span>
      {!disabled && (
        <button
          type="button"
          class={styles.chipRemove}
          aria-label={t("combobox.remove", { name: option.name })}
          onClick={() => onRemove(option.id)}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </span>
  );
}

interface ListProps {
  id: string;
  label: string;
  rows: readonly Row[];
  active: number;
  selected: readonly number[];
  multiple: boolean;
  onChoose(row: Row): void;
}

export function OptionList({ id, label, rows, active, selected, multiple, onChoose }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      class={styles.list}
      role="listbox"
      aria-label={label}
      aria-multiselectable={multiple}
    >
      {rows.map((row, place) => {
        const isSelected = row.kind === "option" && selected.includes(row.option.id);
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={row.kind === "option" ? row.option.id : "create"}
            id={`${id}-${place}`}
            class={styles.option}
            role="option"
            aria-selected={isSelected}
            data-active={place === active || undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(row)}
          >
            <RowText row={row} />
            {isSelected && <Icon name="check" size={16} class={styles.tick} />}
          </div>
        );
      })}
      {rows.length === 0 && <p class={styles.nothing}>{t("combobox.nothing")}</p>}
    </div>
  );
}

function RowText({ row }: { row: Row }) {
  if (row.kind === "create") {
    return (
      <>
        <Icon name="add" size={16} />
        <span>{t("combobox.create", { name: row.name })}</span>
      </>
    );
  }
  return (
    <>
      <Dot color={row.option.color} />
      <span class={styles.optionName}>{row.option.name}</span>
      {row.option.count !== undefined && <span class={styles.count}>{row.option.count}</span>}
    </>
  );
}
