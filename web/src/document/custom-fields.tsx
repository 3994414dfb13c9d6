/** The custom fields of a document: each as its type wants it, more of them at will. */
import { useEffect } from "preact/hooks";
import { customFields, loadCustomFields } from "../api/custom-fields";
import type { CustomField, FieldContent, FieldValue } from "../api/types";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import styles from "./custom-fields.module.css";
import { FieldInput } from "./field-input";
import { edit, fieldErrors, form } from "./state";

export function CustomFields({ fixed }: { fixed: boolean }) {
  useEffect(() => {
    if (customFields.peek().length === 0) loadCustomFields().catch(() => {}); // may not be seen
  }, []);
  const values = form.value?.custom_fields ?? [];
  const known = new Map(customFields.value.map((field) => [field.id, field]));
  const free = customFields.value.filter(({ id }) => !values.some(({ field }) => field === id));
  if (known.size === 0) return null;
  return (
    <section class={styles.fields} aria-label={t("custom.title")}>
      {values.map((value) => {
        const field = known.get(value.field);
        return field && <Value key={value.field} {...{ field, value, fixed }} />;
      })}
      {free.length > 0 && !fixed && (
        <Combobox
          label={t("custom.add")}
          options={free}
          selected={[]}
          onChange={([id]) => id !== undefined && attach(id)}
        />
      )}
      {fieldErrors.value.custom_fields && (
        <p role="alert" class={styles.error}>
          {fieldErrors.value.custom_fields.join(" ")}
        </p>
      )}
    </section>
  );
}

interface ValueProps {
  field: CustomField;
  value: FieldValue;
  fixed: boolean;
}

function Value({ field, value, fixed }: ValueProps) {
  return (
    <div class={styles.value}>
      <FieldInput
        field={field}
        value={value.value}
        disabled={fixed}
        onValue={(content) => put(field.id, content)}
      />
      {!fixed && (
        <Button kind="quiet" icon="close" iconOnly onClick={() => detach(field.id)}>
          {t("custom.detach", { name: field.name })}
        </Button>
      )}
    </div>
  );
}

const now = (): FieldValue[] => form.peek()?.custom_fields ?? [];

const attach = (field: number) => edit({ custom_fields: [...now(), { field, value: null }] });

const detach = (id: number) => edit({ custom_fields: now().filter((value) => value.field !== id) });

const put = (id: number, value: FieldContent) =>
  edit({ custom_fields: now().map((each) => (each.field === id ? { field: id, value } : each)) });
