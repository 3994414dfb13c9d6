/** Documents whose text is like this one's. */
import { listSimilar } from "../api/about";
import { correspondents } from "../api/attributes";
import { thumbUrl } from "../api/documents";
import type { DocumentSummary } from "../api/types";
import { t } from "../i18n";
import { day } from "../i18n/format";
import { Panel, useList } from "./panel";
import styles from "./panel.module.css";

export function Similar({ id }: { id: number }) {
  return <Panel title={t("similar.title")}>{() => <List key={id} id={id} />}</Panel>;
}

function List({ id }: { id: number }) {
  const { items } = useList<DocumentSummary>(id, () => listSimilar(id));
  if (items?.length === 0) return <p class={styles.none}>{t("similar.none")}</p>;
  return (
    <ul class={styles.list}>
      {items?.map((document) => (
        <li key={document.id} class={styles.similar}>
          <img src={thumbUrl(document)} alt="" loading="lazy" />
          <div>
            <a href={`/documents/${document.id}`}>{document.title || t("library.untitled")}</a>
            <small>
              {[sender(document.correspondent), day(document.created)].filter(Boolean).join(", ")}
            </small>
          </div>
        </li>
      ))}
    </ul>
  );
}

const sender = (id: number | null) => correspondents.value.find((one) => one.id === id)?.name;
