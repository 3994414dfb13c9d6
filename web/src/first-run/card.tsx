/** The quiet card on which people log in or begin. */
import type { ComponentChildren } from "preact";
import { useTitle } from "../ui/title";
import { Wordmark } from "../ui/wordmark";
import styles from "./first-run.module.css";

export function Card({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  return (
    <main class={styles.stage}>
      <div class={styles.card}>
        <Wordmark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
