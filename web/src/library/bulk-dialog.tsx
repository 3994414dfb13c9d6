/** Change tags, correspondent and type of many documents, with a look at what will change. */
import { useEffect, useState } from "preact/hooks";
import { correspondents, documentTypes, tags } from "../api/attributes";
import { bulkEdit, type Filed, filed } from "../api/bulk";
import type { Named, Tag } from "../api/types";
import { plural, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { Dialog } from "../ui/dialog";
import type { Option } from "../ui/options";
import { toast } from "../ui/toast";
import { affected, NOTHING, stepsOf, type Wanted, wayBack } from "./bulk";
import styles from "./library.module.css";
import { refreshSoon } from "./results";
import { clearSelection } from "./selection";

const NONE = -1; // stands for "no correspondent" among the choices

export function BulkDialog({ ids, onClose }: { ids: readonly number[]; onClose(): void }) {
  const [wanted, setWanted] = useState<Wanted>(NOTHING);
  const [busy, setBusy] = useState(false);
  const before = useFiled(ids, onClose);
  const changing = before ? affected(wanted, before) : [];
  const edit = (changes: Partial<Wanted>) => setWanted((now) => ({ ...now, ...changes }));
  const apply = async () => {
    setBusy(true);
    try {
      await change(wanted, changing);
      onClose();
    } catch (error) {
      toast(errorText(error), { bad: true });
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={plural("bulk.edit_title", ids.length)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            kind="primary"
            disabled={busy || changing.length === 0}
            onClick={() => void apply()}
          >
            {busy ? t("action.saving") : t("bulk.apply")}
          </Button>
        </>
      }
    >
      <div class={styles.bulkForm}>
        <Combobox
          multiple
          label={t("bulk.add_tags")}
          options={options(tags.value)}
          selected={wanted.addTags}
          onChange={(addTags) => edit({ addTags })}
        />
        <Combobox
          multiple
          label={t("bulk.remove_tags")}
          options={options(tags.value)}
          selected={wanted.removeTags}
          onChange={(removeTags) => edit({ removeTags })}
        />
        <Single
          label={t("document.correspondent")}
          named={correspondents.value}
          value={wanted.correspondent}
          onValue={(correspondent) => edit({ correspondent })}
        />
        <Single
          label={t("document.type")}
          named={documentTypes.value}
          value={wanted.type}
          onValue={(type) => edit({ type })}
        />
        <p role="status" class={styles.count}>
          {preview(wanted, before, changing)}
        </p>
      </div>
    </Dialog>
  );
}

interface SingleProps {
  label: string;
  named: readonly Named[];
  value: number | null | undefined;
  onValue(value: number | null | undefined): void;
}

function Single({ label, named, value, onValue }: SingleProps) {
  return (
    <Combobox
      label={label}
      options={[{ id: NONE, name: t("combobox.none") }, ...options(named)]}
      selected={value === undefined ? [] : [value ?? NONE]}
      onChange={([id]) => onValue(id === NONE ? null : id)}
    />
  );
}

function preview(wanted: Wanted, before: Filed[] | null, changing: readonly Filed[]): string {
  if (stepsOf(wanted).length === 0) return t("bulk.choose");
  if (!before) return t("app.loading");
  return plural("bulk.preview", changing.length, { all: before.length });
}

function useFiled(ids: readonly number[], onFailure: () => void): Filed[] | null {
  const [found, setFound] = useState<Filed[] | null>(null);
  useEffect(() => {
    filed(ids).then(setFound, (error) => {
      toast(errorText(error), { bad: true });
      onFailure();
    });
  }, []);
  return found;
}

async function change(wanted: Wanted, documents: readonly Filed[]): Promise<void> {
  const ids = documents.map((document) => document.id);
  for (const step of stepsOf(wanted)) await bulkEdit(ids, step);
  clearSelection();
  refreshSoon();
  toast(plural("bulk.done", ids.length), {
    action: { text: t("document.undo_delete"), run: () => void undo(documents) },
  });
}

async function undo(before: readonly Filed[]): Promise<void> {
  try {
    const now = await filed(before.map((document) => document.id));
    for (const { ids, step } of wayBack(before, now)) await bulkEdit(ids, step);
    refreshSoon();
    toast(t("bulk.undone"));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

const options = (named: readonly (Named | Tag)[]): Option[] =>
  named.map((one) => ({
    id: one.id,
    name: one.name,
    color: "color" in one ? one.color : undefined,
  }));
