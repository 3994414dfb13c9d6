/** Make or change one name: its looks, its place in the tree, and what it matches by itself. */
import { useState } from "preact/hooks";
import { nextColor } from "../api/attributes";
import type { FieldErrors } from "../api/errors";
import type { Kind } from "../api/kinds";
import { type AttributeEdit, save } from "../api/manage";
import type { Attribute, MatchingAlgorithm } from "../api/types";
import { t } from "../i18n";
import { Check } from "../ui/check";
import { Combobox } from "../ui/combobox";
import { Field, Select, TextField } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import styles from "./manage.module.css";
import { PatternPreview } from "./pattern-preview";
import { familyOf } from "./tree";

const ALGORITHMS = ["0", "1", "2", "3", "4", "5"] as const;

interface Props {
  kind: Kind;
  item: Attribute | null;
  others: readonly Attribute[];
  onClose(changed: boolean): void;
}

export function AttributeDialog({ kind, item, others, onClose }: Props) {
  const [values, setValues] = useState<AttributeEdit>(() => valuesOf(kind, item, others.length));
  const edit = (changes: AttributeEdit) => setValues((now) => ({ ...now, ...changes }));
  return (
    <FormDialog
      title={item ? t("manage.edit_title", { name: item.name }) : t(`manage.new.${kind}`)}
      onSave={() => save(kind, item?.id ?? null, values)}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextField
            label={t("manage.name")}
            value={values.name ?? ""}
            maxLength={128}
            required
            autoFocus
            autocomplete="off"
            error={errors.name?.[0]}
            onValue={(name) => edit({ name })}
          />
          {kind === "tags" && <TagFields {...{ values, item, others, edit, errors }} />}
          {kind === "storage_paths" && (
            <PatternPreview
              pattern={values.path ?? ""}
              error={errors.path?.[0]}
              onPattern={(path) => edit({ path })}
            />
          )}
          <Matching values={values} errors={errors} edit={edit} />
        </>
      )}
    </FormDialog>
  );
}

type Edit = (changes: AttributeEdit) => void;

interface TagProps {
  values: AttributeEdit;
  item: Attribute | null;
  others: readonly Attribute[];
  errors: FieldErrors;
  edit: Edit;
}

function TagFields({ values, item, others, errors, edit }: TagProps) {
  const family = item ? familyOf(others, item.id) : new Set<number>();
  return (
    <>
      <Field label={t("manage.color")} error={errors.color?.[0]}>
        {({ id }) => (
          <input
            id={id}
            class={styles.color}
            type="color"
            value={values.color}
            onInput={(event) => edit({ color: event.currentTarget.value })}
          />
        )}
      </Field>
      <Combobox
        label={t("manage.parent")}
        options={others.filter((other) => !family.has(other.id))}
        selected={values.parent == null ? [] : [values.parent]}
        onChange={([id]) => edit({ parent: id ?? null })}
      />
      <Check
        label={t("manage.is_inbox")}
        hint={t("manage.is_inbox_hint")}
        checked={values.is_inbox_tag ?? false}
        onCheck={(is_inbox_tag) => edit({ is_inbox_tag })}
      />
    </>
  );
}

interface MatchingProps {
  values: AttributeEdit;
  errors: FieldErrors;
  edit: Edit;
}

function Matching({ values, errors, edit }: MatchingProps) {
  const algorithm = values.matching_algorithm ?? 0;
  const offered = algorithm === 6 ? [...ALGORITHMS, "6" as const] : ALGORITHMS;
  const matches = algorithm > 0 && algorithm < 6;
  return (
    <fieldset class={styles.matching}>
      <legend>{t("manage.matching")}</legend>
      <Select
        label={t("manage.algorithm")}
        value={`${algorithm}`}
        options={offered.map((each) => [each, t(`manage.algorithm.${each}`)])}
        onChoose={(each) => edit({ matching_algorithm: Number(each) as MatchingAlgorithm })}
      />
      {matches && (
        <>
          <TextField
            label={t("manage.match")}
            value={values.match ?? ""}
            maxLength={256}
            autocomplete="off"
            hint={t(`manage.match_hint.${algorithm as 1 | 2 | 3 | 4 | 5}`)}
            error={errors.match?.[0]}
            onValue={(match) => edit({ match })}
          />
          <Check
            label={t("manage.is_insensitive")}
            checked={values.is_insensitive ?? true}
            onCheck={(is_insensitive) => edit({ is_insensitive })}
          />
        </>
      )}
    </fieldset>
  );
}

/** What the form starts with; only what belongs to the kind. */
function valuesOf(kind: Kind, item: Attribute | null, count: number): AttributeEdit {
  const values: AttributeEdit = {
    name: item?.name ?? "",
    match: item?.match ?? "",
    matching_algorithm: item?.matching_algorithm ?? 0,
    is_insensitive: item?.is_insensitive ?? true,
  };
  if (kind === "storage_paths") values.path = item?.path ?? "{{ created_year }}/{{ title }}";
  if (kind !== "tags") return values;
  return {
    ...values,
    color: item?.color ?? nextColor(count),
    parent: item?.parent ?? null,
    is_inbox_tag: item?.is_inbox_tag ?? false,
  };
}
