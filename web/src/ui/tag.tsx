/** A tag as it looks everywhere: a dot in its colour, then its name. */
import styles from "./tag.module.css";

const COLOR = /^#[\da-f]{6}$/i;

export function Dot({ color }: { color?: string | undefined }) {
  if (!color || !COLOR.test(color)) return null;
  return <span class={styles.dot} style={{ backgroundColor: color }} aria-hidden="true" />;
}

export function TagName({ name, color }: { name: string; color: string }) {
  return (
    <span class={styles.tag}>
      <Dot color={color} />
      {name}
    </span>
  );
}
