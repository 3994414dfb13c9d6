/** Documents as rows of a table whose columns can be chosen. */
import { useState } from "preact/hooks";
import { lastListed } from "../api/documents";
import type { DocumentSummary } from "../api/types";
import { t } from "../i18n";
import { chooseColumns } from "../preferences";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Tags } from "./card";
import { COLUMN_NAMES, type ColumnName, column, shownColumns } from "./columns";
import { sortOf } from "./filters";
import { change, filters } from "./results";
import { choose, selected, selecting } from "./selection";
import styles from "./table.module.css";

interface Props {
  documents: readonly DocumentSummary[];
  reading: ReadonlySet<number>;
}

export function Table({ documents, reading }: Props) {
  const [choosing, setChoosing] = useState(false);
  const names = shownColumns();
  return (
    <div class={styles.frame}>
      <div class={styles.tools}>
        <Button kind="quiet" icon="settings" onClick={() => setChoosing(true)}>
          {t("library.columns")}
        </Button>
      </div>
      <table class={styles.table}>
        <thead>
          <tr>
            {selecting.value && <th class={styles.box} aria-label={t("bulk.select")} />}
            <Head label={t("document.title")} sorts={["title", "-title"]} />
            {names.map((name) => (
              <Head key={name} label={t(column(name).label)} sorts={column(name).sorts} />
            ))}
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <Row
              key={document.id}
              document={document}
              names={names}
              isRead={reading.has(document.id)}
            />
          ))}
        </tbody>
      </table>
      {choosing && <Columns onClose={() => setChoosing(false)} />}
    </div>
  );
}

type Sorts = ReturnType<typeof column>["sorts"];

/** A heading that sorts by its column; again, the other way round. */
function Head({ label, sorts }: { label: string; sorts: Sorts }) {
  if (!sorts) return <th scope="col">{label}</th>;
  const now = sortOf(filters.value);
  const [first, second] = sorts;
  const direction = now === first || now === second;
  const descending = now.startsWith("-");
  return (
    <th scope="col" aria-sort={direction ? (descending ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        class={styles.sort}
        onClick={() => change({ sort: now === first ? second : first })}
      >
        {label}
        {direction && <span aria-hidden="true">{descending ? " ↓" : " ↑"}</span>}
      </button>
    </th>
  );
}

interface RowProps {
  document: DocumentSummary;
  names: readonly ColumnName[];
  isRead: boolean;
}

function Row({ document, names, isRead }: RowProps) {
  const title = document.title || t("library.untitled");
  const isSelected = selected.value.has(document.id);
  return (
    <tr data-selected={isSelected || undefined}>
      {selecting.value && (
        <td class={styles.box}>
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={t("bulk.select_named", { title })}
            onClick={(event) => choose(document.id, lastListed.peek(), event.shiftKey)}
          />
        </td>
      )}
      <th scope="row">
        <a href={`/documents/${document.id}`} data-card>
          {title}
        </a>
        {isRead && <small>{t("library.being_read")}</small>}
      </th>
      {names.map((name) => (
        <td key={name}>
          {name === "tags" ? <Tags ids={document.tags} /> : column(name).text?.(document)}
        </td>
      ))}
    </tr>
  );
}

function Columns({ onClose }: { onClose(): void }) {
  const chosen = shownColumns();
  const toggle = (name: ColumnName) =>
    chooseColumns(
      chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name],
    );
  return (
    <Dialog title={t("library.columns")} onClose={onClose} closable>
      <ul class={styles.choices}>
        {COLUMN_NAMES.map((name) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={() => toggle(name)}
              />
              {t(column(name).label)}
            </label>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
