/** A label, its control, a hint and an error that belong together. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import styles from "./field.module.css";
import { Icon } from "./icons";

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: (ids: { id: string; describedBy: string | undefined }) => ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const describedBy = hint || error ? `${id}-about` : undefined;
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {label}
      </label>
      {children({ id, describedBy })}
      {(hint || error) && (
        <div id={describedBy} class={error ? styles.error : styles.hint}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onValue(value: string): void;
  type?: "text" | "password" | "date";
  hint?: ComponentChildren;
  error?: string | undefined;
  name?: string;
  autocomplete?: string;
  inputMode?: "numeric" | "decimal";
  maxLength?: number;
  required?: boolean;
  disabled?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, error, onValue, autoFocus, type = "text", ...input } = props;
  const element = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) element.current?.focus();
  }, [autoFocus]);
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy }) => (
        <input
          {...input}
          ref={element}
          id={id}
          type={type as "text"} // the typings want one literal kind
          class={styles.input}
          onInput={(event) => onValue(event.currentTarget.value)}
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
        />
      )}
    </Field>
  );
}

type SelectProps<T extends string> = {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChoose(value: T): void;
  hideLabel?: boolean;
};

export function Select<T extends string>(props: SelectProps<T>) {
  const id = useId();
  return (
    <div class={styles.field}>
      <label class={props.hideLabel ? "visually-hidden" : styles.label} for={id}>
        {props.label}
      </label>
      <div class={styles.select}>
        <select
          id={id}
          class={styles.input}
          value={props.value}
          onChange={(event) => props.onChoose(event.currentTarget.value as T)}
        >
          {props.options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <Icon name="down" size={16} />
      </div>
    </div>
  );
}
