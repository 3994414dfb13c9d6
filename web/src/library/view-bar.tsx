/** Saved views as one row of links, and a way to save what is shown now. */
import { useEffect, useState } from "preact/hooks";
import { createSavedView, deleteSavedView, loadSavedViews, savedViews } from "../api/saved-views";
import type { SavedView } from "../api/types";
import { isPlaced } from "../api/ui-settings";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask, Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { toast } from "../ui/toast";
import { addressOf, isFiltered, sortOf } from "./filters";
import styles from "./library.module.css";
import { filters } from "./results";
import { filtersOfView, rulesOf, sortFields } from "./saved-views";

export function ViewBar() {
  const [naming, setNaming] = useState(false);
  useEffect(() => {
    loadSavedViews().catch(() => {}); // who may not see them has none
  }, []);
  const now = addressOf({ ...filters.value, page: 1 });
  const current = savedViews.value.find((view) => addressOf(filtersOfView(view)) === now);
  const canSave = !current && (isFiltered(filters.value) || filters.value.text.trim() !== "");
  const views = savedViews.value.filter((view) => view === current || isPlaced(view.id, "bar"));
  if (views.length === 0 && !canSave) return null;
  return (
    <nav class={styles.viewBar} aria-label={t("views.title")}>
      {views.map((view) => (
        <a
          key={view.id}
          class={styles.savedView}
          href={addressOf(filtersOfView(view))}
          aria-current={view === current ? "true" : undefined}
        >
          {view.name}
        </a>
      ))}
      {current && (
        <Button kind="quiet" icon="trash" iconOnly onClick={() => void removeAfterAsking(current)}>
          {t("views.delete", { name: current.name })}
        </Button>
      )}
      {canSave && (
        <Button kind="quiet" icon="add" onClick={() => setNaming(true)}>
          {t("views.save")}
        </Button>
      )}
      {naming && <NameDialog onClose={() => setNaming(false)} />}
    </nav>
  );
}

function NameDialog({ onClose }: { onClose(): void }) {
  const [name, setName] = useState("");
  const save = async () => {
    const shown = filters.peek();
    try {
      const order = sortFields(sortOf(shown));
      await createSavedView({ name: name.trim(), filter_rules: rulesOf(shown), ...order });
      toast(t("views.saved", { name: name.trim() }));
      onClose();
    } catch (error) {
      toast(errorText(error), { bad: true });
    }
  };
  return (
    <Dialog
      title={t("views.save")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" disabled={!name.trim()} onClick={() => void save()}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) void save();
        }}
      >
        <TextField
          label={t("manage.name")}
          hint={t("views.hint")}
          value={name}
          maxLength={128}
          autoFocus
          autocomplete="off"
          onValue={setName}
        />
      </form>
    </Dialog>
  );
}

async function removeAfterAsking(view: SavedView): Promise<void> {
  const agreed = await ask({
    title: t("manage.delete_title", { name: view.name }),
    text: t("views.delete_text"),
    yes: t("action.delete"),
    danger: true,
  });
  if (!agreed) return;
  try {
    await deleteSavedView(view.id);
    toast(t("manage.deleted", { name: view.name }));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
