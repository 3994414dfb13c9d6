/** Storage, database, index and the check of all papers. */
import { getStatus, runTask, type Status, type Word } from "../api/system";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { moment, size } from "../i18n/format";
import { Button } from "../ui/button";
import { Icon, type IconName } from "../ui/icons";
import { Progress } from "../ui/progress";
import { toast } from "../ui/toast";
import { useFetched } from "./system";
import styles from "./system.module.css";

export function Health() {
  const { found, state } = useFetched(getStatus);
  return (
    <section class={styles.card} aria-labelledby="system-health">
      <h2 id="system-health">{t("system.health")}</h2>
      {state}
      {found && <Facts status={found} />}
      <Button icon="check" onClick={() => void check()}>
        {t("system.check_now")}
      </Button>
    </section>
  );
}

function Facts({ status: { storage, database, tasks } }: { status: Status }) {
  const used = storage.total - storage.available;
  return (
    <>
      <div>
        <Progress value={used / storage.total} label={t("system.storage")} />
        <p class={styles.soft}>
          {t("system.storage_left", {
            free: size(storage.available),
            total: size(storage.total),
          })}
        </p>
      </div>
      <ul class={styles.facts}>
        <Fact name={t("system.database")} word={database.status} note={database.error} />
        <Fact
          name={t("system.index")}
          word={tasks.index_status}
          note={tasks.index_error ?? when(tasks.index_last_modified)}
        />
        <Fact
          name={t("system.papers")}
          word={tasks.sanity_check_status}
          note={tasks.sanity_check_error ?? when(tasks.sanity_check_last_run)}
        />
        <Fact
          name={t("system.learning")}
          word={tasks.classifier_status}
          note={tasks.classifier_error}
        />
      </ul>
    </>
  );
}

const ICONS: Record<Word, IconName> = {
  OK: "check",
  WARNING: "clock",
  ERROR: "alert",
  DISABLED: "minus",
};

function Fact({ name, word, note }: { name: string; word: Word; note: string | null }) {
  return (
    <li data-word={word}>
      <Icon name={ICONS[word] ?? "minus"} />
      <span>
        <strong>{name}</strong>
        <small>
          {t(`system.word.${word}`)}
          {note && ` · ${note}`}
        </small>
      </span>
    </li>
  );
}

const when = (instant: string | null): string | null => instant && moment(instant);

async function check(): Promise<void> {
  try {
    await runTask("sanity_check");
    toast(t("system.check_started"));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
