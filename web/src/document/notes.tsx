/** What people wrote to a document. */
import { useState } from "preact/hooks";
import { addNote, deleteNote, listNotes } from "../api/about";
import type { Author, Note } from "../api/types";
import { t } from "../i18n";
import { moment } from "../i18n/format";
import { Button } from "../ui/button";
import { Panel, useList } from "./panel";
import styles from "./panel.module.css";

export function Notes({ id }: { id: number }) {
  return <Panel title={t("notes.title")}>{() => <List key={id} id={id} />}</Panel>;
}

function List({ id }: { id: number }) {
  const { items, change } = useList<Note>(id, () => listNotes(id));
  const [text, setText] = useState("");
  const send = async () => {
    if (text.trim() && (await change(() => addNote(id, text.trim())))) setText("");
  };
  return (
    <>
      {items?.length === 0 && <p class={styles.none}>{t("notes.none")}</p>}
      <ul class={styles.list}>
        {items?.map((note) => (
          <li key={note.id} class={styles.entry}>
            <p>{note.note}</p>
            <small>{[writer(note.user), moment(note.created)].filter(Boolean).join(", ")}</small>
            <Button
              kind="quiet"
              icon="trash"
              iconOnly
              onClick={() => void change(() => deleteNote(id, note.id))}
            >
              {t("notes.delete")}
            </Button>
          </li>
        ))}
      </ul>
      <form
        class={styles.write}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          aria-label={t("notes.new")}
          placeholder={t("notes.new")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!text.trim()}>
          {t("notes.add")}
        </Button>
      </form>
    </>
  );
}

const writer = (user: Author | null): string =>
  user ? [user.first_name, user.last_name].filter(Boolean).join(" ") || user.username : "";
