/** The library: filters, thumbnails, paging. */
import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { reachable } from "../api/connection";
import type { DocumentSummary } from "../api/types";
import { plural, t } from "../i18n";
import { view } from "../preferences";
import { Button } from "../ui/button";
import { Empty, Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { BulkBar } from "./bulk-bar";
import { FilterBar } from "./filter-bar";
import { isFiltered, NO_FILTERS, PAGE_SIZE } from "./filters";
import { Grid } from "./grid";
import styles from "./library.module.css";
import { change, failure, filters, followChanges, isNew, listing, load, loading } from "./results";
import { keepScroll } from "./scroll";
import { clearSelection } from "./selection";
import { Table } from "./table";
import { ViewBar } from "./view-bar";

interface Props {
  /** Documents that are being read just now. */
  reading: ReadonlySet<number>;
  consumeDir: string | null;
  onAdd(): void;
}

export function Library(props: Props) {
  useSignalEffect(() => {
    if (filters.value && reachable.value) void load();
  });
  useTitle(filters.value.text);
  useEffect(followChanges, []);
  useEffect(keepScroll, []);
  useEffect(() => clearSelection, []);
  return (
    <section class={styles.library} aria-labelledby="library-title">
      <h1 id="library-title" class="visually-hidden">
        {t("library.title")}
      </h1>
      {!isNew.value && <ViewBar />}
      {!isNew.value && <FilterBar />}
      <Count />
      <div aria-busy={loading.value}>
        <Content {...props} />
      </div>
      <BulkBar />
    </section>
  );
}

function Count() {
  const count = listing.value?.count;
  const searching = filters.value.text.trim() !== "" || isFiltered(filters.value);
  const text =
    count === undefined || isNew.value
      ? ""
      : plural(searching ? "library.found" : "library.count", count);
  return (
    <p class={styles.count} role="status" aria-live="polite">
      {text}
    </p>
  );
}

function Content({ reading, consumeDir, onAdd }: Props) {
  const page = listing.value;
  if (!page) {
    if (failure.value) return <Failed error={failure.value} onRetry={() => void load()} />;
    return <Loading />;
  }
  if (page.results.length > 0) {
    return (
      <>
        <Correction />
        <Shown documents={page.results} reading={reading} />
        <Paging count={page.count} />
      </>
    );
  }
  if (!isNew.value) return <NothingFound />;
  return (
    <Empty icon="tray" title={t("library.empty")}>
      <p>{t("library.empty_hint")}</p>
      {consumeDir && <code class={styles.folder}>{consumeDir}</code>}
      <Button kind="primary" icon="add" onClick={onAdd}>
        {t("library.empty_add")}
      </Button>
    </Empty>
  );
}

interface ShownProps {
  documents: readonly DocumentSummary[];
  reading: ReadonlySet<number>;
}

function Shown(props: ShownProps) {
  if (view.value === "table") return <Table {...props} />;
  return <Grid {...props} asList={view.value === "list"} />;
}

function NothingFound() {
  return (
    <Empty icon="search" title={t("library.none")}>
      <p>{t("library.none_hint")}</p>
      <Correction />
      <Button onClick={() => change(NO_FILTERS)}>{t("library.clear_filters")}</Button>
    </Empty>
  );
}

function Correction() {
  const suggestion = listing.value?.corrected_query;
  if (!suggestion) return null;
  return (
    <p class={styles.correction}>
      {t("library.did_you_mean")}{" "}
      <button type="button" class={styles.link} onClick={() => change({ text: suggestion })}>
        {suggestion}
      </button>
      ?
    </p>
  );
}

function Paging({ count }: { count: number }) {
  const pages = Math.ceil(count / PAGE_SIZE);
  if (pages < 2) return null;
  const page = Math.min(filters.value.page, pages);
  const go = (to: number) => {
    change({ page: to });
    window.scrollTo(0, 0);
  };
  return (
    <nav class={styles.paging} aria-label={t("library.pages")}>
      <Button icon="back" iconOnly disabled={page <= 1} onClick={() => go(page - 1)}>
        {t("library.previous")}
      </Button>
      <span>{t("library.page_of", { page, pages })}</span>
      <Button icon="forward" iconOnly disabled={page >= pages} onClick={() => go(page + 1)}>
        {t("library.next")}
      </Button>
    </nav>
  );
}
