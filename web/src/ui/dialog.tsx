/** A modal dialog on the browser's own <dialog>: it keeps the focus in and Escape closes it. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "./button";
import styles from "./dialog.module.css";

interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  actions?: ComponentChildren;
  closable?: boolean;
}

export function Dialog({ title, onClose, children, actions, closable }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={styles.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class={styles.head}>
        <h2 id={heading}>{title}</h2>
        {closable && (
          <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
            {t("action.close")}
          </Button>
        )}
      </header>
      <div class={styles.body}>{children}</div>
      {actions && <footer class={styles.actions}>{actions}</footer>}
    </dialog>
  );
}

interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
  danger: boolean;
  answer(yes: boolean): void;
}

const question = signal<Question | null>(null);

type Asked = { title: string; text: string; yes: string; no?: string; danger?: boolean };

/** Asks before something that cannot be taken back; false when the person thinks better of it. */
export function ask({ title, text, yes, no, danger = false }: Asked): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      yes,
      no: no ?? t("action.cancel"),
      danger,
      answer(agreed) {
        question.value = null;
        resolve(agreed);
      },
    };
  });
}

/** Where `ask` shows its question. */
export function Questions() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Dialog
      title={asked.title}
      onClose={() => asked.answer(false)}
      actions={
        <>
          <Button onClick={() => asked.answer(false)}>{asked.no}</Button>
          <Button kind={asked.danger ? "danger" : "primary"} onClick={() => asked.answer(true)}>
            {asked.yes}
          </Button>
        </>
      }
    >
      <p>{asked.text}</p>
    </Dialog>
  );
}
