/** Short messages that go by themselves; read out by screen readers. */
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { Button } from "./button";
import { Icon } from "./icons";
import styles from "./toast.module.css";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action: Action | undefined;
}

interface Action {
  text: string;
  run(): void;
}

interface Options {
  bad?: boolean;
  action?: Action;
}

const SHOWN_MS = 6000;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

export function toast(text: string, { bad = false, action }: Options = {}): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value.slice(-2), { id, text, bad, action }];
  setTimeout(() => drop(id), action ? 2 * SHOWN_MS : SHOWN_MS);
}

const drop = (id: number) => {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
};

export function Toasts() {
  return (
    <div class={styles.stack} role="status" aria-live="polite">
      {toasts.value.map(({ id, text, bad, action }) => (
        <div key={id} class={`${styles.toast} ${bad ? styles.bad : ""}`}>
          <Icon name={bad ? "alert" : "check"} />
          <span>{text}</span>
          {action && (
            <Button
              onClick={() => {
                drop(id);
                action.run();
              }}
            >
              {action.text}
            </Button>
          )}
          <Button kind="quiet" icon="close" iconOnly onClick={() => drop(id)}>
            {t("action.close")}
          </Button>
        </div>
      ))}
    </div>
  );
}
