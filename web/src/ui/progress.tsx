import styles from "./progress.module.css";

interface Props {
  label: string;
  /** 0 to 1; unknown while absent. */
  value?: number | undefined;
}

export function Progress({ label, value }: Props) {
  const percent = value === undefined ? undefined : Math.round(Math.min(value, 1) * 100);
  return (
    <div
      class={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div
        class={percent === undefined ? styles.unknown : styles.bar}
        style={percent === undefined ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
