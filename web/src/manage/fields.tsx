/** Custom fields: what else is noted on documents. */
import { useEffect, useState } from "preact/hooks";
import { customFields, deleteCustomField, loadCustomFields } from "../api/custom-fields";
import type { CustomField } from "../api/types";
import { plural, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { Empty, Failed } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import { FieldDialog } from "./field-dialog";
import styles from "./manage.module.css";
import { Tabs } from "./tabs";

export function ManageFields() {
  const [edited, setEdited] = useState<CustomField | "new" | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const load = () => loadCustomFields().then(() => setFailure(null), setFailure);
  useEffect(() => void load(), []);
  useTitle(t("manage.custom_fields"));
  return (
    <section class={styles.manage} aria-labelledby="manage-title">
      <h1 id="manage-title">{t("manage.title")}</h1>
      <Tabs current="custom_fields" />
      <div class={styles.tools}>
        <p class={styles.count}>{t("custom.lead")}</p>
        <Button kind="primary" icon="add" onClick={() => setEdited("new")}>
          {t("custom.new")}
        </Button>
      </div>
      {failure !== null && <Failed error={failure} onRetry={() => void load()} />}
      {failure === null && customFields.value.length === 0 && (
        <Empty icon="tag" title={t("manage.empty")}>
          <p>{t("custom.empty_hint")}</p>
        </Empty>
      )}
      {customFields.value.length > 0 && (
        <ul class={styles.list} aria-label={t("manage.custom_fields")}>
          {customFields.value.map((field) => (
            <FieldRow key={field.id} field={field} onEdit={() => setEdited(field)} />
          ))}
        </ul>
      )}
      {edited && (
        <FieldDialog field={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </section>
  );
}

function FieldRow({ field, onEdit }: { field: CustomField; onEdit(): void }) {
  const options = field.extra_data?.select_options?.map(({ label }) => label).join(", ");
  return (
    <li class={styles.row}>
      <span class={styles.name}>{field.name}</span>
      <span class={styles.rule}>
        {t(`custom.type.${field.data_type}`)}
        {options && `: ${options}`}
      </span>
      <span class={styles.documents}>{plural("library.count", field.document_count ?? 0)}</span>
      <span class={styles.actions}>
        <Button
          kind="quiet"
          aria-label={t("manage.edit_named", { name: field.name })}
          onClick={onEdit}
        >
          {t("manage.edit")}
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          iconOnly
          aria-label={t("manage.delete_named", { name: field.name })}
          onClick={() => void deleteAfterAsking(field)}
        >
          {t("action.delete")}
        </Button>
      </span>
    </li>
  );
}

async function deleteAfterAsking(field: CustomField): Promise<void> {
  const agreed = await ask({
    title: t("manage.delete_title", { name: field.name }),
    text: plural("custom.delete_text", field.document_count ?? 0),
    yes: t("action.delete"),
    danger: true,
  });
  if (!agreed) return;
  try {
    await deleteCustomField(field.id);
    toast(t("manage.deleted", { name: field.name }));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
