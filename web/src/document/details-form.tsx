/** Title, date, correspondent, type, tags and archive number. */
import {
  correspondents,
  createCorrespondent,
  createDocumentType,
  createTag,
  documentTypes,
  tags,
} from "../api/attributes";
import type { Named, Tag } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { TextField } from "../ui/field";
import type { Option } from "../ui/options";
import { toast } from "../ui/toast";
import { CustomFields } from "./custom-fields";
import styles from "./document.module.css";
import { FIELD_NAMES, type Form } from "./edit";
import { document, edit, fieldErrors, form, isDirty, saving, undo } from "./state";
import { SuggestedDates, SuggestedNames, useSuggestions } from "./suggestions";

export function DetailsForm({ onSave }: { onSave(): void }) {
  const now = form.value;
  if (!now) return null;
  const fixed = document.value?.user_can_change === false;
  useSuggestions(!fixed);
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      {fixed && <p class={styles.hint}>{t("document.read_only")}</p>}
      <TextField
        label={t("document.title")}
        value={now.title}
        maxLength={128}
        autocomplete="off"
        disabled={fixed}
        error={complaint("title")}
        onValue={(title) => edit({ title })}
      />
      <div>
        <TextField
          type="date"
          label={t("document.date")}
          value={now.created}
          disabled={fixed}
          error={complaint("created")}
          onValue={(created) => edit({ created })}
        />
        <SuggestedDates chosen={now.created} onChoose={(created) => edit({ created })} />
      </div>
      <div>
        <Combobox
          label={t("document.correspondent")}
          options={options(correspondents.value)}
          selected={single(now.correspondent)}
          disabled={fixed}
          onChange={([id]) => edit({ correspondent: id ?? null })}
          onCreate={(name) => orTell(createCorrespondent(name))}
        />
        <SuggestedNames
          kind="correspondents"
          named={correspondents.value}
          chosen={single(now.correspondent)}
          onChoose={(correspondent) => edit({ correspondent })}
        />
      </div>
      <div>
        <Combobox
          label={t("document.type")}
          options={options(documentTypes.value)}
          selected={single(now.document_type)}
          disabled={fixed}
          onChange={([id]) => edit({ document_type: id ?? null })}
          onCreate={(name) => orTell(createDocumentType(name))}
        />
        <SuggestedNames
          kind="document_types"
          named={documentTypes.value}
          chosen={single(now.document_type)}
          onChoose={(document_type) => edit({ document_type })}
        />
      </div>
      <div>
        <Combobox
          multiple
          label={t("document.tags")}
          options={options(tags.value)}
          selected={now.tags}
          disabled={fixed}
          onChange={(ids) => edit({ tags: ids })}
          onCreate={(name) => orTell(createTag(name))}
        />
        <SuggestedNames
          kind="tags"
          named={tags.value}
          chosen={now.tags}
          onChoose={(id) => edit({ tags: [...now.tags, id] })}
        />
      </div>
      <TextField
        label={t("document.asn")}
        value={now.asn}
        inputMode="numeric"
        autocomplete="off"
        maxLength={10}
        disabled={fixed}
        error={complaint("asn")}
        onValue={(asn) => edit({ asn: asn.replace(/\D/g, "") })}
      />
      <CustomFields fixed={fixed} />
      {isDirty.value && <SaveBar />}
    </form>
  );
}

function SaveBar() {
  return (
    <div class={styles.saveBar}>
      <span role="status">{t("document.unsaved")}</span>
      <Button kind="quiet" onClick={undo}>
        {t("action.cancel")}
      </Button>
      <Button kind="primary" type="submit" disabled={saving.value}>
        {saving.value ? t("action.saving") : t("action.save")}
      </Button>
    </div>
  );
}

const complaint = (field: keyof Form): string | undefined =>
  fieldErrors.value[FIELD_NAMES[field]]?.[0];

const single = (id: number | null): number[] => (id === null ? [] : [id]);

const options = (named: readonly (Named | Tag)[]): Option[] =>
  named.map((one) => ({
    id: one.id,
    name: one.name,
    color: "color" in one ? one.color : undefined,
  }));

async function orTell<T>(made: Promise<T>): Promise<T | null> {
  try {
    return await made;
  } catch (error) {
    toast(errorText(error), { bad: true });
    return null;
  }
}
