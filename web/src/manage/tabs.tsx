/** From one kind of name to the next. */
import { KINDS, type Kind } from "../api/kinds";
import { t } from "../i18n";
import styles from "./manage.module.css";

const TABS = [...KINDS, "custom_fields", "saved_views"] as const;

export function Tabs({ current }: { current: Kind | "custom_fields" | "saved_views" }) {
  return (
    <nav class={styles.tabs} aria-label={t("manage.kinds")}>
      {TABS.map((each) => (
        <a key={each} href={`/manage/${each}`} aria-current={each === current ? "page" : undefined}>
          {t(`manage.${each}`)}
        </a>
      ))}
    </nav>
  );
}
