/** Title, date, correspondent, type, tags and archive number. */
import { useEffect, useState } from "preact/hooks";
import {
  correspondents,
  createCorrespondent,
  createDocumentType,
  createTag,
  documentTypes,
  tags,
} from "../api/attributes";
import { getSuggestions } from "../api/documents";
import type { Named, Tag } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { day } from "../i18n/format";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { TextField } from "../ui/field";
import type { Option } from "../ui/options";
import { toast } from "../ui/toast";
import { CustomFields } from "./custom-fields";
import styles from "./document.module.css";
import { FIELD_NAMES, type Form } from "./edit";
import { document, edit, fieldErrors, form, isDirty, saving, undo } from "./state";

export function DetailsForm({ onSave }: { onSave(): void }) {
  const now = form.value;
  if (!now) return null;
  const fixed = document.value?.user_can_change === false;
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
        {!fixed && <SuggestedDates chosen={now.created} />}
      </div>
      <Combobox
        label={t("document.correspondent")}
        options={options(correspondents.value)}
        selected={single(now.correspondent)}
        disabled={fixed}
        onChange={([id]) => edit({ correspondent: id ?? null })}
        onCreate={(name) => orTell(createCorrespondent(name))}
      />
      <Combobox
        label={t("document.type")}
        options={options(documentTypes.value)}
        selected={single(now.document_type)}
        disabled={fixed}
        onChange={([id]) => edit({ document_type: id ?? null })}
        onCreate={(name) => orTell(createDocumentType(name))}
      />
      <Combobox
        multiple
        label={t("document.tags")}
        options={options(tags.value)}
        selected={now.tags}
        disabled={fixed}
        onChange={(ids) => edit({ tags: ids })}
        onCreate={(name) => orTell(createTag(name))}
      />
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

const DATES_SHOWN = 3;

/** Dates that stand in the text: one touch instead of typing. */
function SuggestedDates({ chosen }: { chosen: string }) {
  const [dates, setDates] = useState<readonly string[]>([]);
  const shown = document.value;
  const key = shown && `${shown.id} ${shown.content.length}`;
  useEffect(() => {
    let current = true;
    setDates([]);
    if (!shown?.content) return;
    getSuggestions(shown.id).then(
      (found) => current && setDates(found.dates ?? []),
      () => {}, // suggestions are a courtesy
    );
    return () => {
      current = false;
    };
  }, [key]);
  const others = dates.filter((date) => date !== chosen).slice(0, DATES_SHOWN);
  if (others.length === 0) return null;
  return (
    <p class={styles.dates}>
      {t("document.dates_found")}
      {others.map((date) => (
        <button key={date} type="button" onClick={() => edit({ created: date })}>
          {day(date)}
        </button>
      ))}
    </p>
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
