import { useState } from "preact/hooks";
import { correspondents, tags } from "../api/attributes";
import { lastListed, thumbUrl } from "../api/documents";
import type { DocumentSummary } from "../api/types";
import { plural, t } from "../i18n";
import { day } from "../i18n/format";
import { Icon } from "../ui/icons";
import { MarkedText } from "../ui/marked-text";
import { TagName } from "../ui/tag";
import styles from "./card.module.css";
import { choose, selected, selecting } from "./selection";

const TAGS_SHOWN = 3;

interface Props {
  document: DocumentSummary;
  isRead: boolean;
}

export function Card({ document, isRead }: Props) {
  const sender = correspondents.value.find((one) => one.id === document.correspondent)?.name;
  const snippet = document.__search_hit__?.highlights;
  const isSelected = selected.value.has(document.id);
  return (
    <li
      class={styles.card}
      data-selected={isSelected || undefined}
      data-selecting={selecting.value || undefined}
    >
      <label class={styles.choice}>
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={t("bulk.select_named", { title: document.title || t("library.untitled") })}
          onClick={(event) => choose(document.id, lastListed.peek(), event.shiftKey)}
        />
      </label>
      <Thumbnail key={thumbUrl(document)} document={document} isRead={isRead} />
      <div class={styles.text}>
        <a class={styles.title} href={`/documents/${document.id}`} data-card>
          {document.title || t("library.untitled")}
        </a>
        <p class={styles.facts}>
          {sender && <span>{sender}</span>}
          <time dateTime={document.created}>{day(document.created)}</time>
        </p>
        {snippet && (
          <p class={styles.snippet}>
            <MarkedText snippet={snippet} />
          </p>
        )}
        <Tags ids={document.tags} />
      </div>
    </li>
  );
}

function Thumbnail({ document, isRead }: Props) {
  const [missing, setMissing] = useState(false);
  const [isWide, setWide] = useState(false);
  const pages = document.page_count ?? 0;
  return (
    <div class={styles.sheet}>
      {missing ? (
        <Icon name="file" size={40} class={styles.placeholder} />
      ) : (
        <img
          class={`${styles.thumb} ${isWide ? styles.wide : ""}`}
          src={thumbUrl(document)}
          alt=""
          width={210}
          height={297}
          loading="lazy"
          decoding="async"
          onLoad={({ currentTarget: it }) => setWide(it.naturalWidth > it.naturalHeight)}
          onError={() => setMissing(true)}
        />
      )}
      {isRead && <span class={styles.badge}>{t("library.being_read")}</span>}
      {pages > 1 && !isRead && (
        <span class={styles.pages}>{plural("library.pages_count", pages)}</span>
      )}
    </div>
  );
}

export function Tags({ ids }: { ids: readonly number[] }) {
  const shown = ids.flatMap((id) => tags.value.find((tag) => tag.id === id) ?? []);
  if (shown.length === 0) return null;
  return (
    <ul class={styles.tags} aria-label={t("library.tags")}>
      {shown.slice(0, TAGS_SHOWN).map((tag) => (
        <li key={tag.id}>
          <TagName name={tag.name} color={tag.color} />
        </li>
      ))}
      {shown.length > TAGS_SHOWN && <li>+{shown.length - TAGS_SHOWN}</li>}
    </ul>
  );
}
