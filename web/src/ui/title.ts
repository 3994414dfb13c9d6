import { useEffect } from "preact/hooks";
import { t } from "../i18n";

/** Names the page in the tab, in the history, and for screen readers. */
export function useTitle(text: string): void {
  const title = text ? `${text} · ${t("app.name")}` : t("app.name");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
