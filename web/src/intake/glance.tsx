/** What is on its way and what needs attention, for pages that show it among other things. */
import { t } from "../i18n";
import page from "../ui/page.module.css";
import { activeUploads, attentionCount, failedUploads, shown } from "./intake";
import styles from "./intake.module.css";
import { JobRow } from "./job-row";
import { UploadRow } from "./upload-row";

const SHOWN = 6;

export function OnItsWay() {
  const rows = [
    ...activeUploads.value.map((upload) => <UploadRow key={upload.key} upload={upload} />),
    ...shown.value.active.map((job) => <JobRow key={job.uuid} job={job} />),
  ];
  return <Glance id="on-its-way" title={t("intake.active_heading")} rows={rows} />;
}

export function Attention() {
  if (attentionCount.value === 0) return null;
  const rows = [
    ...failedUploads.value.map((upload) => <UploadRow key={upload.key} upload={upload} />),
    ...shown.value.attention.map((job) => <JobRow key={job.uuid} job={job} />),
  ];
  return <Glance id="needs-attention" title={t("intake.failed_heading")} rows={rows} />;
}

function Glance({ id, title, rows }: { id: string; title: string; rows: preact.VNode[] }) {
  if (rows.length === 0) return null;
  return (
    <section class={`${page.rows} ${styles.glance}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>{rows.slice(0, SHOWN)}</ul>
      {rows.length > SHOWN && (
        <p class={styles.more}>{t("intake.more", { count: rows.length - SHOWN })}</p>
      )}
    </section>
  );
}
