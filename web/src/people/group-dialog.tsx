/** Make or change a group: rights that several people share. */
import { useId, useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { saveGroup } from "../api/people";
import type { Group } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { toast } from "../ui/toast";
import styles from "./people.module.css";
import { RightsMatrix } from "./rights-matrix";

interface Props {
  group: Group | null;
  onClose(changed: boolean): void;
}

export function GroupDialog({ group, onClose }: Props) {
  const form = useId();
  const [name, setName] = useState(group?.name ?? "");
  const [permissions, setPermissions] = useState<readonly string[]>(group?.permissions ?? []);
  const [problem, setProblem] = useState<string>();
  const submit = async () => {
    try {
      await saveGroup(group?.id ?? null, { name, permissions: [...permissions] });
      onClose(true);
    } catch (error) {
      setProblem(error instanceof ApiError ? error.fields.name?.[0] : undefined);
      toast(errorText(error), { bad: true });
    }
  };
  return (
    <Dialog
      title={group ? t("manage.edit_title", { name: group.name }) : t("people.new_group")}
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{t("action.cancel")}</Button>
          <Button kind="primary" type="submit" form={form}>
            {t("action.save")}
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
        <TextField
          label={t("manage.name")}
          value={name}
          maxLength={150}
          required
          autoFocus
          autocomplete="off"
          error={problem}
          onValue={setName}
        />
        <RightsMatrix rights={permissions} onRights={setPermissions} />
      </form>
    </Dialog>
  );
}
