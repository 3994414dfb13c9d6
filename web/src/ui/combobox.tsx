/** A field with a list: type to narrow it, choose one or several, create what is not there yet. */
import { useId } from "preact/hooks";
import { plural, t } from "../i18n";
import styles from "./combobox.module.css";
import { Chip, OptionList } from "./combobox-parts";
import { Icon } from "./icons";
import { type Choosing, useCombobox } from "./use-combobox";

interface Props extends Choosing {
  label: string;
  /** In a toolbar: the label is only spoken, the placeholder names the field. */
  compact?: boolean;
  disabled?: boolean;
}

export function Combobox(props: Props) {
  const { label, selected, multiple = false, compact = false, disabled = false } = props;
  const id = useId();
  const box = useCombobox(props);
  const { open, rows, chosen } = box;
  const current = multiple ? undefined : chosen[0];
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
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          box.input.current?.focus();
          box.show();
        }}
      >
        {multiple &&
          chosen.map((option) => (
            <Chip key={option.id} option={option} disabled={disabled} onRemove={box.drop} />
          ))}
        <input
          ref={box.input}
          id={id}
          class={styles.input}
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          disabled={disabled}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && rows.length > 0 ? `${id}-${box.place}` : undefined}
          placeholder={placeholder(props, chosen.length)}
          value={open ? box.text : (current?.name ?? "")}
          onInput={(event) => box.type(event.currentTarget.value)}
          onClick={box.show}
          onKeyDown={box.onKeyDown}
          onBlur={box.close}
        />
        {current && !disabled ? (
          <Clear name={current.name} onClear={() => box.drop(current.id)} />
        ) : (
          <Icon name="down" size={16} class={styles.arrow} />
        )}
      </div>
      {open && (
        <OptionList
          id={id}
          label={label}
          rows={rows}
          active={box.place}
          selected={selected}
          multiple={multiple}
          onChoose={(row) => void box.choose(row)}
        />
      )}
      <span class="visually-hidden" aria-live="polite">
        {open && box.text ? plural("combobox.options", rows.length) : ""}
      </span>
    </div>
  );
}

function Clear({ name, onClear }: { name: string; onClear(): void }) {
  return (
    <button
      type="button"
      class={styles.clear}
      aria-label={t("combobox.remove", { name })}
      onClick={onClear}
    >
      <Icon name="close" size={16} />
    </button>
  );
}

function placeholder({ compact, label, disabled }: Props, chosen: number): string {
  if (chosen > 0 || disabled) return "";
  return compact ? label : t("combobox.choose");
}
