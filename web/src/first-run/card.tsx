/** The quiet card on which people log in or begin. */
import type { ComponentChildren } from "preact";
import { Wordmark } from "../ui/wordmark";
import styles from "./first-run.module.css";

export function Card({ title, children }: { title: string; children: ComponentChildren }) {
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
