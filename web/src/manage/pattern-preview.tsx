/** The pattern of a storage path, and the name that it gives to the newest document. */
import { useEffect, useState } from "preact/hooks";
import { listDocuments } from "../api/documents";
import { nameByPattern } from "../api/manage";
import { t } from "../i18n";
import { TextField } from "../ui/field";
import styles from "./manage.module.css";

const PAUSE_MS = 300;

interface Props {
  pattern: string;
  error: string | undefined;
  onPattern(pattern: string): void;
}

export function PatternPreview({ pattern, error, onPattern }: Props) {
  const example = useNewestDocument();
  const shown = useName(pattern, example);
  return (
    <div>
      <TextField
        label={t("manage.path")}
        value={pattern}
        required
        autocomplete="off"
        hint={t("manage.path_hint")}
        error={error}
        onValue={onPattern}
      />
      {shown && (
        <p class={styles.preview} role="status">
          {t("manage.path_example")} <code>{shown}</code>
        </p>
      )}
    </div>
  );
}

function useNewestDocument(): number | null {
  const [id, setId] = useState<number | null>(null);
  useEffect(() => {
    listDocuments({ page_size: 1, ordering: "-added" }).then(
      (page) => setId(page.results[0]?.id ?? null),
      () => {}, // without an example there is no preview
    );
  }, []);
  return id;
}

function useName(pattern: string, documentId: number | null): string | null {
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    if (documentId === null || !pattern.trim()) return setName(null);
    let current = true;
    const waiting = setTimeout(() => {
      nameByPattern(pattern, documentId).then(
        (made) => current && setName(made ?? t("manage.path_unusable")),
        () => current && setName(t("manage.path_unusable")),
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(waiting);
    };
  }, [pattern, documentId]);
  return name;
}
