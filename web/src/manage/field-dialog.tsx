/** Make or change a custom field: its name, its type, its choices. */
import { useId, useState } from "preact/hooks";
import { saveCustomField } from "../api/custom-fields";
import { ApiError } from "../api/errors";
import { type CustomField, DATA_TYPES, type DataType, type SelectOption } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Select, TextField } from "../ui/field";
import { toast } from "../ui/toast";
import styles from "./manage.module.css";

interface Props {
  field: CustomField | null;
  onClose(): void;
}

export function FieldDialog({ field, onClose }: Props) {
  const form = useId();
  const [name, setName] = useState(field?.name ?? "");
  const [type, setType] = useState<DataType>(field?.data_type ?? "string");
  const [options, setOptions] = useState<SelectOption[]>(
    field?.extra_data?.select_options ?? [{ label: "" }],
  );
  const [currency, setCurrency] = useState(field?.extra_data?.default_currency ?? "");
  const [problem, setProblem] = useState<string>();
  const submit = async () => {
    try {
      const extra_data = extraOf(type, options, currency);
      await saveCustomField(field?.id ?? null, { name, data_type: type, extra_data });
      onClose();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.fields.name?.[0] : undefined);
      toast(errorText(error), { bad: true });
    }
  };
  return (
    <Dialog
      title={field ? t("manage.edit_title", { name: field.name }) : t("custom.new")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" type="submit" form={form}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={t("manage.name")}
          value={name}
          maxLength={128}
          required
          autoFocus
          autocomplete="off"
          error={problem}
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
      </form>
    </Dialog>
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
