/** Make or change a user. */
import { useState } from "preact/hooks";
import type { FieldErrors } from "../api/errors";
import { endSecondFactor, type PersonEdit, savePerson } from "../api/people";
import type { Group, Person } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Check } from "../ui/check";
import { Combobox } from "../ui/combobox";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import { toast } from "../ui/toast";
import { PRESETS } from "./rights";
import { RightsMatrix } from "./rights-matrix";

interface Props {
  person: Person | null;
  groups: readonly Group[];
  onClose(changed: boolean): void;
}

export function PersonDialog({ person, groups, onClose }: Props) {
  const [values, setValues] = useState<PersonEdit>(() => valuesOf(person));
  const edit = (changes: Partial<PersonEdit>) => setValues((now) => ({ ...now, ...changes }));
  return (
    <FormDialog
      title={person ? t("manage.edit_title", { name: person.username }) : t("people.new_user")}
      onSave={() => savePerson(person?.id ?? null, values)}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Text
            name="username"
            label={t("login.username")}
            required
            {...{ values, errors, edit }}
          />
          <Text name="first_name" label={t("account.first_name")} {...{ values, errors, edit }} />
          <Text name="last_name" label={t("account.last_name")} {...{ values, errors, edit }} />
          <Text name="email" label={t("account.email")} {...{ values, errors, edit }} />
          <TextField
            type="password"
            label={t(person ? "account.new_password" : "login.password")}
            value={values.password ?? ""}
            autocomplete="new-password"
            required={!person}
            error={errors.password?.[0]}
            onValue={(password) => edit({ password })}
          />
          <Check
            label={t("people.active")}
            checked={values.is_active}
            onCheck={(is_active) => edit({ is_active })}
          />
          <Check
            label={t("people.is_superuser")}
            checked={values.is_superuser}
            onCheck={(is_superuser) => edit({ is_superuser, is_staff: is_superuser })}
          />
          {!values.is_superuser && (
            <>
              <Combobox
                multiple
                label={t("people.groups")}
                options={groups}
                selected={values.groups}
                onChange={(ids) => edit({ groups: ids })}
              />
              <RightsMatrix
                rights={values.user_permissions}
                onRights={(user_permissions) => edit({ user_permissions })}
              />
            </>
          )}
          {person?.is_mfa_enabled && (
            <Button kind="danger" onClick={() => void endFactor(person.id)}>
              {t("totp.end")}
            </Button>
          )}
        </>
      )}
    </FormDialog>
  );
}

interface TextProps {
  name: "username" | "first_name" | "last_name" | "email";
  label: string;
  required?: boolean;
  values: PersonEdit;
  errors: FieldErrors;
  edit(changes: Partial<PersonEdit>): void;
}

function Text({ name, label, required = false, values, errors, edit }: TextProps) {
  return (
    <TextField
      label={label}
      value={values[name]}
      maxLength={150}
      autocomplete="off"
      required={required}
      error={errors[name]?.[0]}
      onValue={(value) => edit({ [name]: value })}
    />
  );
}

async function endFactor(id: number): Promise<void> {
  try {
    await endSecondFactor(id);
    toast(t("document.saved"));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

/** A new user is a member of the household until somebody says otherwise. */
function valuesOf(person: Person | null): PersonEdit {
  return {
    username: person?.username ?? "",
    email: person?.email ?? "",
    first_name: person?.first_name ?? "",
    last_name: person?.last_name ?? "",
    is_active: person?.is_active ?? true,
    is_staff: person?.is_staff ?? false,
    is_superuser: person?.is_superuser ?? false,
    groups: person?.groups ?? [],
    user_permissions: person?.user_permissions ?? [...PRESETS.member],
  };
}
