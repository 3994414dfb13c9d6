/** Users and groups: who may come in, and what each may do. */
import { useEffect, useState } from "preact/hooks";
import { deleteGroup, deletePerson, listGroups, listPeople } from "../api/people";
import type { Group, Person } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import { GroupDialog } from "./group-dialog";
import styles from "./people.module.css";
import { PersonDialog } from "./person-dialog";

type Edited = { kind: "person"; item: Person | null } | { kind: "group"; item: Group | null };

export function People({ userId }: { userId: number }) {
  const { people, groups, failure, reload } = usePeople();
  const [edited, setEdited] = useState<Edited | null>(null);
  useTitle(t("people.title"));
  if (failure !== null) return <Failed error={failure} onRetry={reload} />;
  if (!people || !groups) return <Loading />;
  const close = (changed: boolean) => {
    setEdited(null);
    if (changed) reload();
  };
  return (
    <section class={styles.people} aria-labelledby="people-title">
      <h1 id="people-title">{t("people.title")}</h1>
      <Part
        title={t("people.users")}
        add={t("people.new_user")}
        onAdd={() => setEdited({ kind: "person", item: null })}
      >
        {people.map((person) => (
          <Row
            key={person.id}
            name={person.username}
            note={described(person, groups)}
            onEdit={() => setEdited({ kind: "person", item: person })}
            onDelete={
              person.id === userId
                ? undefined
                : () =>
                    void deleteAfterAsking(person.username, () => deletePerson(person.id), reload)
            }
          />
        ))}
      </Part>
      <Part
        title={t("people.groups")}
        add={t("people.new_group")}
        onAdd={() => setEdited({ kind: "group", item: null })}
      >
        {groups.map((group) => (
          <Row
            key={group.id}
            name={group.name}
            note=""
            onEdit={() => setEdited({ kind: "group", item: group })}
            onDelete={() => void deleteAfterAsking(group.name, () => deleteGroup(group.id), reload)}
          />
        ))}
      </Part>
      {edited?.kind === "person" && (
        <PersonDialog person={edited.item} groups={groups} onClose={close} />
      )}
      {edited?.kind === "group" && <GroupDialog group={edited.item} onClose={close} />}
    </section>
  );
}

interface PartProps {
  title: string;
  add: string;
  onAdd(): void;
  children: preact.ComponentChildren;
}

function Part({ title, add, onAdd, children }: PartProps) {
  return (
    <section class={styles.part} aria-label={title}>
      <div class={styles.head}>
        <h2>{title}</h2>
        <Button icon="add" onClick={onAdd}>
          {add}
        </Button>
      </div>
      <ul>{children}</ul>
    </section>
  );
}

interface RowProps {
  name: string;
  note: string;
  onEdit(): void;
  onDelete: (() => void) | undefined;
}

function Row({ name, note, onEdit, onDelete }: RowProps) {
  return (
    <li class={styles.row}>
      <span>
        <strong>{name}</strong>
        <small>{note}</small>
      </span>
      <Button kind="quiet" aria-label={t("manage.edit_named", { name })} onClick={onEdit}>
        {t("manage.edit")}
      </Button>
      <Button
        kind="quiet"
        icon="trash"
        iconOnly
        disabled={!onDelete}
        aria-label={t("manage.delete_named", { name })}
        onClick={onDelete}
      >
        {t("action.delete")}
      </Button>
    </li>
  );
}

function described(person: Person, groups: readonly Group[]): string {
  const names = person.groups.flatMap((id) => groups.find((one) => one.id === id)?.name ?? []);
  return [
    [person.first_name, person.last_name].filter(Boolean).join(" "),
    person.is_superuser ? t("people.superuser") : "",
    person.is_active ? "" : t("people.inactive"),
    person.is_mfa_enabled ? t("totp.title") : "",
    ...names,
  ]
    .filter(Boolean)
    .join(" · ");
}

function usePeople() {
  const [people, setPeople] = useState<Person[] | null>(null);
  const [groups, setGroups] = useState<Group[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const reload = () => {
    setFailure(null);
    listPeople().then(setPeople, setFailure);
    listGroups().then(setGroups, setFailure);
  };
  useEffect(reload, []);
  return { people, groups, failure, reload };
}

async function deleteAfterAsking(
  name: string,
  work: () => Promise<unknown>,
  done: () => void,
): Promise<void> {
  const agreed = await ask({
    title: t("manage.delete_title", { name }),
    text: t("people.delete_text"),
    yes: t("action.delete"),
    danger: true,
  });
  if (!agreed) return;
  try {
    await work();
    toast(t("manage.deleted", { name }));
    done();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
