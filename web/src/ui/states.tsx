/** What is shown instead of content: while it loads, when there is none, when it failed. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "./button";
import { Icon, type IconName } from "./icons";
import styles from "./states.module.css";

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}

export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class={styles.state}>
      <span class={styles.symbol}>
        <Icon name={icon} size={32} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div class={styles.state} role="alert">
      <span class={`${styles.symbol} ${styles.bad}`}>
        <Icon name="alert" size={32} />
      </span>
      <p>{errorText(error)}</p>
      {onRetry && (
        <Button icon="retry" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

/** Appears late, so that what is quick does not flicker. */
export function Loading({ text }: { text?: string }) {
  return (
    <div class={`${styles.state} ${styles.late}`} role="status">
      <span class={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p>{text ?? t("app.loading")}</p>
    </div>
  );
}
