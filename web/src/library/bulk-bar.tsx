/** What can be done with the selected documents. */
import { useSignal } from "@preact/signals";
import { allIds, bulkDelete, bulkDownload } from "../api/bulk";
import { plural, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { toast } from "../ui/toast";
import { BulkDialog } from "./bulk-dialog";
import { listQuery } from "./filters";
import styles from "./library.module.css";
import { filters, listing, refreshSoon, restoreAll } from "./results";
import { chooseAll, clearSelection, selected, selecting } from "./selection";

export function BulkBar() {
  const editing = useSignal(false);
  if (!selecting.value) return null;
  const ids = [...selected.value];
  const none = ids.length === 0;
  return (
    <section class={styles.bulk} aria-label={t("bulk.title")}>
      <strong role="status">{plural("bulk.selected", ids.length)}</strong>
      <All />
      <span class={styles.bulkActions}>
        <Button
          kind="primary"
          icon="tag"
          disabled={none}
          onClick={() => {
            editing.value = true;
          }}
        >
          {t("bulk.edit")}
        </Button>
        <Button icon="download" disabled={none} onClick={() => void download(ids)}>
          {t("document.download")}
        </Button>
        <Button kind="danger" icon="trash" disabled={none} onClick={() => void trash(ids)}>
          {t("action.delete")}
        </Button>
        <Button kind="quiet" icon="close" iconOnly onClick={clearSelection}>
          {t("bulk.clear")}
        </Button>
      </span>
      {editing.value && (
        <BulkDialog
          ids={ids}
          onClose={() => {
            editing.value = false;
          }}
        />
      )}
    </section>
  );
}

/** The whole result can be selected, not only the page that is shown. */
function All() {
  const count = listing.value?.count ?? 0;
  if (count === 0 || selected.value.size >= count) return null;
  const all = () =>
    orTell(async () => {
      chooseAll(await allIds(listQuery(filters.peek())));
    });
  return (
    <Button kind="quiet" onClick={() => void all()}>
      {plural("bulk.all", count)}
    </Button>
  );
}

async function trash(ids: readonly number[]): Promise<void> {
  const agreed = await ask({
    title: plural("bulk.delete_title", ids.length),
    text: t("bulk.delete_text"),
    yes: t("document.delete"),
    danger: true,
  });
  if (!agreed) return;
  await orTell(async () => {
    await bulkDelete(ids);
    clearSelection();
    refreshSoon();
    toast(plural("bulk.deleted", ids.length), {
      action: { text: t("document.undo_delete"), run: () => void orTell(() => restoreAll(ids)) },
    });
  });
}

async function download(ids: readonly number[]): Promise<void> {
  await orTell(async () => {
    const url = URL.createObjectURL(await bulkDownload(ids));
    const link = Object.assign(document.createElement("a"), {
      href: url,
      download: "documents.zip",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser has begun to save by then
  });
}

async function orTell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
