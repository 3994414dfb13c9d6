/** How the library shows its documents: as a grid, a list or a table. */
import { t } from "../i18n";
import { chooseView, VIEWS, view } from "../preferences";
import { Button } from "../ui/button";
import styles from "./library.module.css";

export function Views() {
  return (
    <div class={styles.views} role="group" aria-label={t("library.view")}>
      {VIEWS.map((each) => (
        <Button
          key={each}
          kind="quiet"
          icon={each}
          iconOnly
          aria-pressed={view.value === each}
          onClick={() => chooseView(each)}
        >
          {t(`library.view.${each}`)}
        </Button>
      ))}
    </div>
  );
}
