import { t } from "../i18n";
import { reasonText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { dismiss, retry } from "./intake";
import styles from "./intake.module.css";
import { canRetry, isActive, isDone, type Job, progressOfJob } from "./jobs";

export function JobRow({ job }: { job: Job }) {
  if (isActive(job)) return <ActiveJob job={job} />;
  return isDone(job) ? <FiledJob job={job} /> : <FailedJob job={job} />;
}

function ActiveJob({ job }: { job: Job }) {
  const { name, page, pages } = job;
  return (
    <li class={styles.row}>
      <Icon name="file" />
      <div class={styles.rowText}>
        <p class={styles.name}>
          <DocumentLink id={job.documentId} text={name} />
        </p>
        <p class={styles.detail}>
          {job.stage === "reading" && pages > 1
            ? t("intake.stage.reading_page", { page: Math.max(page, 1), pages })
            : t(`intake.stage.${job.stage}`)}
        </p>
        {job.state === "started" && (
          <Progress label={t("intake.progress", { name })} value={progressOfJob(job)} />
        )}
      </div>
    </li>
  );
}

function FiledJob({ job }: { job: Job }) {
  return (
    <li class={styles.row}>
      <Icon name="check" class={styles.doneIcon} />
      <div class={styles.rowText}>
        <p class={styles.name}>
          <DocumentLink id={job.documentId} text={job.name} />
        </p>
      </div>
    </li>
  );
}

function FailedJob({ job }: { job: Job }) {
  const { name, duplicateOf, documentId } = job;
  return (
    <li class={styles.row}>
      <Icon name="alert" class={job.state === "failure" ? styles.failedIcon : styles.noticeIcon} />
      <div class={styles.rowText}>
        <p class={styles.name}>
          <DocumentLink id={documentId} text={name} />
        </p>
        <p class={styles.detail}>{reasonText(job.code, job.message)}</p>
        <p class={styles.actions}>
          {canRetry(job) && (
            <Button
              icon="retry"
              aria-label={t("intake.retry_named", { name })}
              onClick={() => void retry(job)}
            >
              {t("action.retry")}
            </Button>
          )}
          {duplicateOf !== null && job.code !== "duplicate_in_trash" && (
            <a href={`/documents/${duplicateOf}`}>{t("intake.open_original")}</a>
          )}
          <Button
            kind="quiet"
            aria-label={t("intake.dismiss_named", { name })}
            onClick={() => void dismiss(job)}
          >
            {t("action.dismiss")}
          </Button>
        </p>
      </div>
    </li>
  );
}

function DocumentLink({ id, text }: { id: number | null; text: string }) {
  if (id === null) return text;
  return <a href={`/documents/${id}`}>{text}</a>;
}
