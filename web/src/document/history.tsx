/** Who changed what on a document. */

import { listHistory } from "../api/about";
import { correspondents, documentTypes } from "../api/attributes";
import type { Change, HistoryEntry, Named } from "../api/types";
import { isKey, type Key, t } from "../i18n";
import { moment } from "../i18n/format";
import { Panel, useList } from "./panel";
import styles from "./panel.module.css";

export function History({ id }: { id: number }) {
  return <Panel title={t("history.title")}>{() => <List key={id} id={id} />}</Panel>;
}

function List({ id }: { id: number }) {
  const { items } = useList<HistoryEntry>(id, () => listHistory(id));
  if (items?.length === 0) return <p class={styles.none}>{t("history.none")}</p>;
  return (
    <ol class={styles.list}>
      {items?.map((entry) => (
        <li key={entry.id} class={styles.entry}>
          <div class={styles.changes}>
            <strong>{t(`history.${entry.action}`)}</strong>
            <ul>
              {Object.entries(entry.changes).map(([field, change]) => (
                <li key={field}>
                  {fieldName(field)}: <Shown field={field} change={change} />
                </li>
              ))}
            </ul>
          </div>
          <small>
            {entry.actor?.username ?? t("history.intray")}, {moment(entry.timestamp)}
          </small>
        </li>
      ))}
    </ol>
  );
}

function Shown({ field, change }: { field: string; change: Change }) {
  if (Array.isArray(change)) {
    const [before, after] = change.map((value) => named(field, value));
    return (
      <>
        {before && <s>{before}</s>} {after || t("combobox.none")}
      </>
    );
  }
  const objects = (change.objects ?? []).join(", ");
  return <>{change.operation === "delete" ? <s>{objects}</s> : `+ ${objects}`}</>;
}

/** The history keeps ids of names; what is gone meanwhile stays a number. */
function named(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "None") return "";
  const lists: Record<string, readonly Named[]> = {
    correspondent: correspondents.value,
    document_type: documentTypes.value,
  };
  const found = lists[field]?.find((one) => one.id === Number(value));
  return found?.name ?? (typeof value === "object" ? JSON.stringify(value) : String(value));
}

const FIELDS: Record<string, Key> = {
  title: "document.title",
  created: "document.date",
  correspondent: "document.correspondent",
  document_type: "document.type",
  tags: "document.tags",
  archive_serial_number: "document.asn",
};

function fieldName(field: string): string {
  const key = FIELDS[field] ?? `history.field.${field}`;
  return isKey(key) ? t(key) : field.replaceAll("_", " ");
}
