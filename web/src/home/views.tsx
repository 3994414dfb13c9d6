/** Saved views with how many documents each of them holds. */
import { useEffect, useState } from "preact/hooks";
import { type ListQuery, listDocuments } from "../api/documents";
import { loadSavedViews, savedViews } from "../api/saved-views";
import type { SavedView } from "../api/types";
import { isPlaced } from "../api/ui-settings";
import { t } from "../i18n";
import { number } from "../i18n/format";
import styles from "./home.module.css";
import { lately } from "./state";

/** Where a view leads, and what it asks the API for: the library knows. */
export type ViewLink = (view: SavedView) => { address: string; query: ListQuery };

const SHOWN = 12;

export function Views({ viewLink }: { viewLink: ViewLink }) {
  useEffect(() => {
    loadSavedViews().catch(() => {}); // who may not see them has none
  }, []);
  const views = savedViews.value.filter((view) => isPlaced(view.id, "home")).slice(0, SHOWN);
  if (views.length === 0) return null;
  return (
    <nav class={styles.card} aria-labelledby="home-views">
      <header class={styles.head}>
        <h2 id="home-views">{t("views.title")}</h2>
        <a href="/manage/saved_views">{t("home.views_manage")}</a>
      </header>
      <ul>
        {views.map((view) => (
          <View key={view.id} name={view.name} {...viewLink(view)} />
        ))}
      </ul>
    </nav>
  );
}

function View({ name, address, query }: { name: string } & ReturnType<ViewLink>) {
  const [count, setCount] = useState<number | null>(null);
  const found = lately.value; // counted again when documents changed
  useEffect(() => {
    const leaving = new AbortController();
    listDocuments({ ...query, page: 1, page_size: 1 }, leaving.signal).then(
      (page) => setCount(page.count),
      () => {}, // a view without its number is still a way there
    );
    return () => leaving.abort();
  }, [address, found]);
  return (
    <li>
      <a class={styles.view} href={address}>
        <span>{name}</span>
        <span class={styles.figure}>{count === null ? "" : number(count)}</span>
      </a>
    </li>
  );
}
