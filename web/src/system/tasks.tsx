/** What was and is worked on; what failed can be tried again. */
import { useState } from "preact/hooks";
import { retryTask } from "../api/intake";
import { listTasks } from "../api/system";
import type { Task } from "../api/types";
import { t, textOf } from "../i18n";
import { errorText } from "../i18n/errors";
import { moment } from "../i18n/format";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";
import { useFetched } from "./system";
import styles from "./system.module.css";

export function Tasks() {
  const [page, setPage] = useState(1);
  const { found, reload, state } = useFetched(() => listTasks(page), page);
  return (
    <section class={styles.card} aria-labelledby="system-tasks">
      <h2 id="system-tasks">{t("system.tasks")}</h2>
      {state}
      {found?.count === 0 && <p class={styles.soft}>{t("system.no_tasks")}</p>}
      <ol class={styles.tasks}>
        {found?.results.map((task) => (
          <Row key={task.id} task={task} onRetried={reload} />
        ))}
      </ol>
      {found && (found.previous || found.next) && (
        <div class={styles.paging}>
          <Button disabled={!found.previous} onClick={() => setPage(page - 1)}>
            {t("library.previous")}
          </Button>
          <Button disabled={!found.next} onClick={() => setPage(page + 1)}>
            {t("library.next")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ task, onRetried }: { task: Task; onRetried(): void }) {
  const [documentId] = task.related_document_ids;
  const name = task.input_data.filename || textOf(`task.${task.task_type}`, "task.other");
  const retry = () =>
    retryTask(task.id).then(onRetried, (error) => toast(errorText(error), { bad: true }));
  return (
    <li class={styles.task} data-status={task.status}>
      <span>
        {documentId === undefined ? (
          <strong>{name}</strong>
        ) : (
          <a href={`/documents/${documentId}`}>{name}</a>
        )}
        <small>
          {t(`task.status.${task.status}`)} · {moment(task.date_created)}
        </small>
        {task.status === "failure" && task.result_message && <small>{task.result_message}</small>}
      </span>
      {task.status === "failure" && task.task_type === "consume_file" && (
        <Button icon="retry" onClick={() => void retry()}>
          {t("action.retry")}
        </Button>
      )}
    </li>
  );
}
