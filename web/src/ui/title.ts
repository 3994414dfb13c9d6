import { useEffect } from "preact/hooks";
import { appTitle } from "../api/ui-settings";
import { t } from "../i18n";

/** Names the page in the tab, in the history, and for screen readers. */
export function useTitle(text: string): void {
  const name = appTitle.value ?? t("app.name");
  const title = text ? `${text} · ${name}` : name;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
