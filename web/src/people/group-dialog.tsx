/** Make or change a group: rights that several people share. */
import { useState } from "preact/hooks";
import { saveGroup } from "../api/people";
import type { Group } from "../api/types";
import { t } from "../i18n";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import { RightsMatrix } from "./rights-matrix";

interface Props {
  group: Group | null;
  onClose(changed: boolean): void;
}

export function GroupDialog({ group, onClose }: Props) {
  const [name, setName] = useState(group?.name ?? "");
  const [permissions, setPermissions] = useState<readonly string[]>(group?.permissions ?? []);
  return (
    <FormDialog
      title={group ? t("manage.edit_title", { name: group.name }) : t("people.new_group")}
      onSave={() => saveGroup(group?.id ?? null, { name, permissions: [...permissions] })}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextField
            label={t("manage.name")}
            value={name}
            maxLength={150}
            required
            autoFocus
            autocomplete="off"
            error={errors.name?.[0]}
            onValue={setName}
          />
          <RightsMatrix rights={permissions} onRights={setPermissions} />
        </>
      )}
    </FormDialog>
  );
}
