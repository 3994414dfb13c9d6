/** Tags, correspondents, types and storage paths: how papers are filed. */
import { useEffect, useState } from "preact/hooks";
import type { Kind } from "../api/kinds";
import { deleteOne, listOf } from "../api/manage";
import type { Attribute } from "../api/types";
import { plural, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { TextField } from "../ui/field";
import { Empty, Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import { AttributeDialog } from "./attribute-dialog";
import styles from "./manage.module.css";
import { AttributeRow } from "./row";
import { Tabs } from "./tabs";
import { narrowed } from "./tree";

export function Manage({ kind }: { kind: Kind }) {
  const { items, failure, reload } = useItems(kind);
  const [text, setText] = useState("");
  const [edited, setEdited] = useState<Attribute | "new" | null>(null);
  useTitle(t(`manage.${kind}`));
  const close = (changed: boolean) => {
    setEdited(null);
    if (changed) void reload();
  };
  return (
    <section class={styles.manage} aria-labelledby="manage-title">
      <h1 id="manage-title">{t("manage.title")}</h1>
      <Tabs current={kind} />
      <div class={styles.tools}>
        <TextField label={t("manage.find")} value={text} autocomplete="off" onValue={setText} />
        <Button kind="primary" icon="add" onClick={() => setEdited("new")}>
          {t(`manage.new.${kind}`)}
        </Button>
      </div>
      {failure !== null && !items && <Failed error={failure} onRetry={() => void reload()} />}
      {!items && failure === null && <Loading />}
      {items && (
        <List
          kind={kind}
          items={items}
          text={text}
          onEdit={setEdited}
          onDeleted={() => void reload()}
        />
      )}
      {edited && (
        <AttributeDialog
          kind={kind}
          item={edited === "new" ? null : edited}
          others={items ?? []}
          onClose={close}
        />
      )}
    </section>
  );
}

interface ListProps {
  kind: Kind;
  items: readonly Attribute[];
  text: string;
  onEdit(item: Attribute): void;
  onDeleted(): void;
}

function List({ kind, items, text, onEdit, onDeleted }: ListProps) {
  if (items.length === 0) {
    return (
      <Empty icon="tag" title={t("manage.empty")}>
        <p>{t(`manage.empty_hint.${kind}`)}</p>
      </Empty>
    );
  }
  const rows = narrowed(items, text);
  return (
    <>
      <p class={styles.count} role="status">
        {plural("manage.count", rows.length)}
      </p>
      <ul class={styles.list} aria-label={t(`manage.${kind}`)}>
        {rows.map(({ item, depth }) => (
          <AttributeRow
            key={item.id}
            kind={kind}
            item={item}
            depth={depth}
            onEdit={() => onEdit(item)}
            onDelete={() => void deleteAfterAsking(kind, item, onDeleted)}
          />
        ))}
      </ul>
    </>
  );
}

function useItems(kind: Kind) {
  const [items, setItems] = useState<Attribute[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const reload = async () => {
    setFailure(null);
    try {
      setItems(await listOf(kind));
    } catch (error) {
      setFailure(error);
    }
  };
  useEffect(() => {
    setItems(null);
    void reload();
  }, [kind]);
  return { items, failure, reload };
}

async function deleteAfterAsking(kind: Kind, item: Attribute, done: () => void): Promise<void> {
  const agreed = await ask({
    title: t("manage.delete_title", { name: item.name }),
    text: plural("manage.delete_text", item.document_count ?? 0),
    yes: t("action.delete"),
    danger: true,
  });
  if (!agreed) return;
  try {
    await deleteOne(kind, item.id);
    toast(t("manage.deleted", { name: item.name }));
    done();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
