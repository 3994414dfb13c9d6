/** The last lines of the log, for who has to find out what happened. */
import { readLog } from "../api/system";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { useFetched } from "./system";
import styles from "./system.module.css";

export function Log() {
  const { found, reload, state } = useFetched(readLog);
  return (
    <section class={styles.card} aria-labelledby="system-log">
      <h2 id="system-log">{t("system.log")}</h2>
      {state}
      {found && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        <pre role="log" class={styles.log} tabIndex={0} aria-labelledby="system-log">
          {found.join("\n")}
        </pre>
      )}
      <div class={styles.paging}>
        <Button icon="retry" onClick={reload}>
          {t("action.reload")}
        </Button>
        <Button
          icon="copy"
          disabled={!found}
          onClick={() => void copyText((found ?? []).join("\n"))}
        >
          {t("action.copy")}
        </Button>
      </div>
    </section>
  );
}
