import { t } from "../i18n";
import iconUrl from "../styles/icon.svg";
import styles from "./wordmark.module.css";

export function Wordmark() {
  return (
    <span class={styles.wordmark}>
      <img src={iconUrl} alt="" width={28} height={28} />
      <span class={styles.name}>{t("app.name")}</span>
    </span>
  );
}
