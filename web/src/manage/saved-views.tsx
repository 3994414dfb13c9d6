/** Saved views: named anew, shown at home or in the library's bar, deleted. */
import { useEffect, useState } from "preact/hooks";
import { changeSavedView, deleteSavedView, loadSavedViews, savedViews } from "../api/saved-views";
import type { SavedView } from "../api/types";
import { isPlaced, PLACES, type Place, place } from "../api/ui-settings";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Check } from "../ui/check";
import { ask } from "../ui/dialog";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import { Empty, Failed } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import styles from "./manage.module.css";
import { Tabs } from "./tabs";

interface Props {
  addressOf(view: SavedView): string;
}

export function ManageViews({ addressOf }: Props) {
  const [renamed, setRenamed] = useState<SavedView | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const load = () => loadSavedViews().then(() => setFailure(null), setFailure);
  useEffect(() => void load(), []);
  useTitle(t("views.title"));
  return (
    <section class={styles.manage} aria-labelledby="manage-title">
      <h1 id="manage-title">{t("manage.title")}</h1>
      <Tabs current="saved_views" />
      <p class={styles.count}>{t("views.lead")}</p>
      {failure !== null && <Failed error={failure} onRetry={() => void load()} />}
      {failure === null && savedViews.value.length === 0 && (
        <Empty icon="filter" title={t("manage.empty")}>
          <p>{t("views.empty_hint")}</p>
        </Empty>
      )}
      {savedViews.value.length > 0 && (
        <ul class={styles.list} aria-label={t("views.title")}>
          {savedViews.value.map((view) => (
            <Row
              key={view.id}
              view={view}
              address={addressOf(view)}
              onRename={() => setRenamed(view)}
            />
          ))}
        </ul>
      )}
      {renamed && <RenameDialog view={renamed} onClose={() => setRenamed(null)} />}
    </section>
  );
}

function Row({ view, address, onRename }: { view: SavedView; address: string; onRename(): void }) {
  return (
    <li class={styles.row}>
      <a class={styles.name} href={address}>
        {view.name}
      </a>
      <span class={styles.places} role="group" aria-label={view.name}>
        {PLACES.map((where) => (
          <Check
            key={where}
            label={t(`views.place.${where}`)}
            checked={isPlaced(view.id, where)}
            onCheck={(shown) => void show(view, where, shown)}
          />
        ))}
      </span>
      <span />
      <span class={styles.actions}>
        <Button
          kind="quiet"
          disabled={view.user_can_change === false}
          aria-label={t("manage.edit_named", { name: view.name })}
          onClick={onRename}
        >
          {t("manage.edit")}
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          iconOnly
          disabled={view.user_can_change === false}
          aria-label={t("manage.delete_named", { name: view.name })}
          onClick={() => void deleteAfterAsking(view)}
        >
          {t("action.delete")}
        </Button>
      </span>
    </li>
  );
}

function RenameDialog({ view, onClose }: { view: SavedView; onClose(): void }) {
  const [name, setName] = useState(view.name);
  return (
    <FormDialog
      title={t("manage.edit_named", { name: view.name })}
      onSave={() => changeSavedView(view.id, { name: name.trim() })}
      onClose={onClose}
    >
      {(errors) => (
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
      )}
    </FormDialog>
  );
}

async function show(view: SavedView, where: Place, shown: boolean): Promise<void> {
  try {
    await place(
      view.id,
      where,
      shown,
      savedViews.peek().map(({ id }) => id),
    );
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

async function deleteAfterAsking(view: SavedView): Promise<void> {
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
