/** Thumbnails in rows, walked with the arrow keys or j and k. */
import { useRef } from "preact/hooks";
import type { DocumentSummary } from "../api/types";
import { t } from "../i18n";
import { useShortcuts } from "../shortcuts";
import { Card } from "./card";
import { neighbour } from "./grid-keys";
import styles from "./library.module.css";

interface Props {
  /** One below the other, with more of what was found. */
  asList?: boolean;
  documents: readonly DocumentSummary[];
  reading: ReadonlySet<number>;
}

export function Grid({ documents, reading, asList = false }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
  const move = (key: string) => {
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const tops = all.map((link) => (link.closest("li") as HTMLElement).offsetTop);
    all[neighbour(tops, at, key)]?.focus();
  };
  useShortcuts({
    next: () => move("ArrowRight"),
    previous: () => move("ArrowLeft"),
  });
  return (
    <ul
      ref={list}
      class={asList ? styles.rows : styles.grid}
      aria-label={t("library.documents")}
      onKeyDown={(event) => {
        if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
        event.preventDefault();
        move(event.key);
      }}
    >
      {documents.map((document) => (
        <Card key={document.id} document={document} isRead={reading.has(document.id)} />
      ))}
    </ul>
  );
}
