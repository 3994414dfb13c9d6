/** A part of the side that opens: what it shows is fetched when somebody looks. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { errorText } from "../i18n/errors";
import { Icon } from "../ui/icons";
import { toast } from "../ui/toast";
import styles from "./panel.module.css";

interface Props {
  title: string;
  children: () => ComponentChildren;
}

export function Panel({ title, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details class={styles.panel} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
        <Icon name="down" size={16} />
      </summary>
      {open && <div class={styles.inside}>{children()}</div>}
    </details>
  );
}

/** A list that is fetched for `key`, and replaced by what changes to it answer. */
export function useList<T>(key: number, fetchAll: () => Promise<T[]>) {
  const [items, setItems] = useState<T[] | null>(null);
  useEffect(() => {
    let current = true;
    fetchAll().then((found) => current && setItems(found), tell);
    return () => {
      current = false;
    };
  }, [key]);
  /** Runs a change; true when it was accepted. */
  const change = async (work: () => Promise<T[]>): Promise<boolean> => {
    try {
      setItems(await work());
      return true;
    } catch (error) {
      tell(error);
      return false;
    }
  };
  return { items, change };
}

const tell = (error: unknown) => toast(errorText(error), { bad: true });
