/** The control for one custom field, as its type wants it. */
import { useEffect, useState } from "preact/hooks";
import { documentsById, documentsTitled } from "../api/custom-fields";
import type { CustomField, FieldContent, Named } from "../api/types";
import { t } from "../i18n";
import { Combobox } from "../ui/combobox";
import { Field, Select, TextField } from "../ui/field";
import styles from "./custom-fields.module.css";

interface Props {
  field: CustomField;
  value: FieldContent;
  disabled: boolean;
  onValue(value: FieldContent): void;
}

export function FieldInput(props: Props) {
  switch (props.field.data_type) {
    case "boolean":
      return <YesOrNo {...props} />;
    case "select":
      return <Choice {...props} />;
    case "longtext":
      return <LongText {...props} />;
    case "documentlink":
      return <Links {...props} />;
    default:
      return <Line {...props} />;
  }
}

function Line({ field, value, disabled, onValue }: Props) {
  const isNumber = field.data_type === "integer" || field.data_type === "float";
  return (
    <TextField
      label={field.name}
      type={field.data_type === "date" ? "date" : "text"}
      value={value === null ? "" : String(value)}
      disabled={disabled}
      autocomplete="off"
      hint={field.data_type === "monetary" ? moneyHint(field) : undefined}
      {...(isNumber && { inputMode: "decimal" as const })}
      onValue={(text) => onValue(contentOf(field, text))}
    />
  );
}

/** An empty field is null; a number is sent as one, and judged by the daemon if it is none. */
export function contentOf(field: CustomField, text: string): FieldContent {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  switch (field.data_type) {
    case "integer":
      return /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
    case "float": {
      const number = Number(trimmed.replace(",", "."));
      return Number.isFinite(number) ? number : trimmed;
    }
    case "monetary":
      return money(trimmed);
    default:
      return text;
  }
}

/** `eur 31,2` is what people type, `EUR31.2` what is kept. */
function money(text: string): string {
  const found = /^([a-z]{3})?\s*(-?\d+)(?:[.,](\d{1,2}))?$/i.exec(text);
  if (!found) return text;
  const [, currency = "", whole = "", cents = "00"] = found;
  return `${currency.toUpperCase()}${whole}.${cents}`;
}

const moneyHint = (field: CustomField): string =>
  t("custom.money_hint", { currency: field.extra_data?.default_currency || "EUR" });

function YesOrNo({ field, value, disabled, onValue }: Props) {
  const shown = value === null ? "" : value ? "yes" : "no";
  return (
    <fieldset class={styles.plain} disabled={disabled}>
      <Select
        label={field.name}
        value={shown}
        options={[
          ["", "–"],
          ["yes", t("custom.yes")],
          ["no", t("custom.no")],
        ]}
        onChoose={(chosen: string) => onValue(chosen === "" ? null : chosen === "yes")}
      />
    </fieldset>
  );
}

function Choice({ field, value, disabled, onValue }: Props) {
  const options = field.extra_data?.select_options ?? [];
  return (
    <fieldset class={styles.plain} disabled={disabled}>
      <Select
        label={field.name}
        value={value === null ? "" : String(value)}
        options={[["", "–"], ...options.map(({ id = "", label }) => [id, label] as const)]}
        onChoose={(chosen: string) => onValue(chosen || null)}
      />
    </fieldset>
  );
}

function LongText({ field, value, disabled, onValue }: Props) {
  return (
    <Field label={field.name}>
      {({ id }) => (
        <textarea
          id={id}
          class={styles.area}
          disabled={disabled}
          value={value === null ? "" : String(value)}
          onInput={(event) => onValue(event.currentTarget.value || null)}
        />
      )}
    </Field>
  );
}

const PAUSE_MS = 200;

function Links({ field, value, disabled, onValue }: Props) {
  const ids = Array.isArray(value) ? value : [];
  const [known, setKnown] = useState<Named[]>([]);
  const [text, setText] = useState("");
  useEffect(() => {
    documentsById(ids).then(setKnown, () => {});
  }, [ids.join()]);
  const [found, setFound] = useState<Named[]>([]);
  useEffect(() => {
    const waiting = setTimeout(() => {
      documentsTitled(text).then(setFound, () => {});
    }, PAUSE_MS);
    return () => clearTimeout(waiting);
  }, [text]);
  const options = [...known, ...found.filter(({ id }) => !ids.includes(id))];
  return (
    <Combobox
      multiple
      label={field.name}
      options={options}
      selected={ids}
      disabled={disabled}
      onType={setText}
      onChange={(chosen) => onValue(chosen)}
    />
  );
}
