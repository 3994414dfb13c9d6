import { appLogo, appTitle } from "../api/ui-settings";
import { t } from "../i18n";
import iconUrl from "../styles/icon.svg";
import styles from "./wordmark.module.css";

/** The name of the box and its mark; its owner may have chosen others. */
export function Wordmark() {
  return (
    <span class={styles.wordmark}>
      <img class={styles.mark} src={appLogo.value ?? iconUrl} alt="" width={28} height={28} />
      <span class={styles.name}>{appTitle.value ?? t("app.name")}</span>
    </span>
  );
}
