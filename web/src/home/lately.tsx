/** The newest papers as a short list: those of the inbox, or those that came last. */
import { useState } from "preact/hooks";
import { correspondents } from "../api/attributes";
import { thumbUrl } from "../api/documents";
import type { DocumentSummary } from "../api/types";
import { plural, t } from "../i18n";
import { day, moment } from "../i18n/format";
import { Icon } from "../ui/icons";
import styles from "./home.module.css";
import { type Lately as Found, shownOf } from "./state";

interface Props {
  lately: Found;
  inboxAddress: string;
  libraryAddress: string;
}

export function Lately({ lately, inboxAddress, libraryAddress }: Props) {
  const hasInbox = lately.inbox.count > 0;
  const all = hasInbox ? lately.inbox.count : lately.newest.count;
  const documents = shownOf(lately);
  return (
    <section class={styles.lately} aria-labelledby="home-lately">
      <header class={styles.head}>
        <h2 id="home-lately">{t(hasInbox ? "home.inbox" : "home.newest")}</h2>
        {all > documents.length && (
          <a href={hasInbox ? inboxAddress : libraryAddress}>{plural("home.all", all)}</a>
        )}
      </header>
      <ul>
        {documents.map((document) => (
          <Row key={document.id} document={document} />
        ))}
      </ul>
    </section>
  );
}

function Row({ document }: { document: DocumentSummary }) {
  const sender = correspondents.value.find((one) => one.id === document.correspondent)?.name;
  return (
    <li class={styles.row}>
      <Thumbnail key={thumbUrl(document)} document={document} />
      <div class={styles.rowText}>
        <a class={styles.name} href={`/documents/${document.id}`}>
          {document.title || t("library.untitled")}
        </a>
        <p class={styles.facts}>
          {sender && <span>{sender}</span>}
          <time dateTime={document.created}>{day(document.created)}</time>
        </p>
      </div>
      <time class={styles.added} dateTime={document.added}>
        {moment(document.added)}
      </time>
    </li>
  );
}

function Thumbnail({ document }: { document: DocumentSummary }) {
  const [missing, setMissing] = useState(false);
  return (
    <span class={styles.sheet}>
      {missing ? (
        <Icon name="file" />
      ) : (
        <img
          src={thumbUrl(document)}
          alt=""
          width={44}
          height={58}
          loading="lazy"
          decoding="async"
          onError={() => setMissing(true)}
        />
      )}
    </span>
  );
}
