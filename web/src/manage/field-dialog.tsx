/** Make or change a custom field: its name, its type, its choices. */
import { useState } from "preact/hooks";
import { saveCustomField } from "../api/custom-fields";
import { type CustomField, DATA_TYPES, type DataType, type SelectOption } from "../api/types";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Select, TextField } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import styles from "./manage.module.css";

interface Props {
  field: CustomField | null;
  onClose(): void;
}

export function FieldDialog({ field, onClose }: Props) {
  const [name, setName] = useState(field?.name ?? "");
  const [type, setType] = useState<DataType>(field?.data_type ?? "string");
  const [options, setOptions] = useState<SelectOption[]>(
    field?.extra_data?.select_options ?? [{ label: "" }],
  );
  const [currency, setCurrency] = useState(field?.extra_data?.default_currency ?? "");
  const save = () => {
    const extra_data = extraOf(type, options, currency);
    return saveCustomField(field?.id ?? null, { name, data_type: type, extra_data });
  };
  return (
    <FormDialog
      title={field ? t("manage.edit_title", { name: field.name }) : t("custom.new")}
      onSave={save}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextField
            label={t("manage.name")}
            value={name}
            maxLength={128}
            required
            autoFocus
            autocomplete="off"
            error={errors.name?.[0]}
            onValue={setName}
          />
          {field ? (
            <p class={styles.count}>{t(`custom.type.${type}`)}</p>
          ) : (
            <Select
              label={t("custom.type")}
              value={type}
              options={DATA_TYPES.map((each) => [each, t(`custom.type.${each}`)] as const)}
              onChoose={(chosen: DataType) => setType(chosen)}
            />
          )}
          {type === "select" && <Options options={options} onOptions={setOptions} />}
          {type === "monetary" && (
            <TextField
              label={t("custom.currency")}
              value={currency}
              maxLength={3}
              autocomplete="off"
              hint={t("custom.currency_hint")}
              onValue={(text) => setCurrency(text.toUpperCase())}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

interface OptionsProps {
  options: readonly SelectOption[];
  onOptions(options: SelectOption[]): void;
}

function Options({ options, onOptions }: OptionsProps) {
  const put = (place: number, label: string) =>
    onOptions(options.map((option, at) => (at === place ? { ...option, label } : option)));
  return (
    <fieldset class={styles.matching}>
      <legend>{t("custom.options")}</legend>
      {options.map((option, place) => (
        <div key={option.id ?? place} class={styles.option}>
          <TextField
            label={t("custom.option", { number: place + 1 })}
            value={option.label}
            maxLength={128}
            autocomplete="off"
            onValue={(label) => put(place, label)}
          />
          <Button
            kind="quiet"
            icon="close"
            iconOnly
            disabled={options.length === 1}
            onClick={() => onOptions(options.filter((_, at) => at !== place))}
          >
            {t("custom.option_remove", { number: place + 1 })}
          </Button>
        </div>
      ))}
      <Button icon="add" onClick={() => onOptions([...options, { label: "" }])}>
        {t("custom.option_add")}
      </Button>
    </fieldset>
  );
}

function extraOf(type: DataType, options: readonly SelectOption[], currency: string) {
  if (type === "select") {
    return { select_options: options.filter(({ label }) => label.trim() !== "") };
  }
  return type === "monetary" ? { default_currency: currency || null } : null;
}
