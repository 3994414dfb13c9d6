/** A box to tick, with what it means and a hint. */
import styles from "./check.module.css";

interface Props {
  label: string;
  hint?: string;
  checked: boolean;
  onCheck(checked: boolean): void;
}

export function Check({ label, hint, checked, onCheck }: Props) {
  return (
    <label class={styles.check}>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onCheck(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
