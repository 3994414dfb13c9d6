/** A dialog that is one form: saved by its button or by Enter, closed without harm. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { ApiError, type FieldErrors } from "../api/errors";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "./button";
import { Dialog } from "./dialog";
import styles from "./form-dialog.module.css";
import { toast } from "./toast";

interface Props {
  title: string;
  /** What the daemon objects to is told, and handed to the fields. */
  onSave(): Promise<unknown>;
  onClose(saved: boolean): void;
  children: (errors: FieldErrors) => ComponentChildren;
}

export function FormDialog({ title, onSave, onClose, children }: Props) {
  const form = useId();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await onSave();
      onClose(true);
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      toast(errorText(error), { bad: true });
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={title}
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{t("action.cancel")}</Button>
          <Button kind="primary" type="submit" form={form} disabled={busy}>
            {busy ? t("action.saving") : t("action.save")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children(errors)}
      </form>
    </Dialog>
  );
}
