/** Numbers at a glance, and the room that is left. */
import { useEffect, useState } from "preact/hooks";
import { getStatistics, type Statistics } from "../api/statistics";
import { getStatus, type Status } from "../api/system";
import { t } from "../i18n";
import { number, size } from "../i18n/format";
import { Progress } from "../ui/progress";
import styles from "./home.module.css";

interface Props {
  documents: number;
  inbox: number;
  libraryAddress: string;
  inboxAddress: string;
}

export function Numbers({ documents, inbox, libraryAddress, inboxAddress }: Props) {
  const [found, setFound] = useState<Statistics | null>(null);
  useEffect(() => {
    getStatistics().then(setFound, () => {}); // the rest of the page does not need them
  }, [documents]);
  const facts: [string, number | undefined, string][] = [
    [t("library.documents"), documents, libraryAddress],
    [t("home.inbox"), inbox, inboxAddress],
    [t("manage.correspondents"), found?.correspondent_count, "/manage/correspondents"],
    [t("manage.document_types"), found?.document_type_count, "/manage/document_types"],
    [t("manage.tags"), found?.tag_count, "/manage/tags"],
  ];
  return (
    <section class={styles.card} aria-labelledby="home-numbers">
      <h2 id="home-numbers">{t("home.numbers")}</h2>
      <ul>
        {facts.map(([name, count, address]) => (
          <li key={name}>
            <a class={styles.view} href={address}>
              <span>{name}</span>
              <span class={styles.figure}>{count === undefined ? "" : number(count)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Only for who may see the state of the box. */
export function Storage() {
  const [status, setStatus] = useState<Status | null>(null);
  useEffect(() => {
    getStatus().then(setStatus, () => {}); // /system says more
  }, []);
  if (!status) return null;
  const { total, available } = status.storage;
  return (
    <section class={styles.card} aria-labelledby="home-storage">
      <header class={styles.head}>
        <h2 id="home-storage">{t("home.storage")}</h2>
        <a href="/system">{t("system.title")}</a>
      </header>
      <Progress value={(total - available) / total} label={t("system.storage")} />
      <p class={styles.soft}>
        {t("system.storage_left", { free: size(available), total: size(total) })}
      </p>
    </section>
  );
}
