/** One document: its pages or text on one side, what it is filed under on the other. */
import { useComputed } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { lastListed, restoreDocument } from "../api/documents";
import { ApiError } from "../api/errors";
import type { DocumentSummary } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { libraryAddress, navigate, setGuard } from "../route";
import { useShortcuts } from "../shortcuts";
import { Button, LinkButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { Empty, Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import { DetailsForm } from "./details-form";
import styles from "./document.module.css";
import { FileFacts } from "./file-facts";
import { History } from "./history";
import { Notes } from "./notes";
import { Pages } from "./pages";
import { ShareLinks } from "./share-links";
import { Similar } from "./similar";
import { document, failure, followDocument, form, isDirty, open, save, trash } from "./state";
import { TextView } from "./text-view";

type View = "preview" | "text" | "details";

interface Props {
  id: number;
  isRead: boolean;
}

export function DocumentPage({ id, isRead }: Props) {
  useEffect(() => {
    void open(id);
    return followDocument(id);
  }, [id]);
  useEffect(() => {
    setGuard(async () => !isDirty.value || (await mayDiscard()));
    const onUnload = (event: BeforeUnloadEvent) => isDirty.value && event.preventDefault();
    window.addEventListener("beforeunload", onUnload);
    return () => {
      setGuard(null);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, []);
  if (failure.value) return <Gone id={id} />;
  if (document.value?.id !== id || !form.value) return <Loading />;
  return <Opened isRead={isRead} />;
}

function Gone({ id }: { id: number }) {
  const isGone = failure.value instanceof ApiError && failure.value.status === 404;
  return (
    <div>
      <Failed error={failure.value} {...(isGone ? {} : { onRetry: () => void open(id) })} />
      <p class={styles.centred}>
        <a href={libraryAddress.value}>{t("app.to_library")}</a>
      </p>
    </div>
  );
}

function Opened({ isRead }: { isRead: boolean }) {
  const [view, setView] = useState<View>("preview");
  useTitle(document.value?.title || t("library.untitled"));
  const { previous, next } = useNeighbours();
  const go = (id: number | undefined) => id !== undefined && void navigate(`/documents/${id}`);
  useShortcuts({
    nextDocument: () => go(next),
    previousDocument: () => go(previous),
    save: () => void saveAndTell(),
    close: () => void navigate(libraryAddress.value),
  });
  const shown = document.value;
  if (!shown) return null;
  return (
    <article class={styles.page} data-view={view} aria-labelledby="document-title">
      <header class={styles.head}>
        <LinkButton kind="quiet" icon="back" iconOnly href={libraryAddress.value}>
          {t("document.back")}
        </LinkButton>
        <h1 id="document-title" class={styles.heading}>
          {shown.title || t("library.untitled")}
        </h1>
        <div class={styles.around}>
          <Button
            kind="quiet"
            icon="back"
            iconOnly
            disabled={previous === undefined}
            onClick={() => go(previous)}
          >
            {t("document.previous")}
          </Button>
          <Button
            kind="quiet"
            icon="forward"
            iconOnly
            disabled={next === undefined}
            onClick={() => go(next)}
          >
            {t("document.next")}
          </Button>
        </div>
      </header>
      <Views view={view} onView={setView} />
      <div class={styles.paper}>
        {view === "text" ? (
          <TextView document={shown} isRead={isRead} />
        ) : (
          <Pages key={shown.id} document={shown} />
        )}
      </div>
      <aside class={styles.side} aria-label={t("document.view.details")}>
        <DetailsForm onSave={() => void saveAndTell()} />
        <div>
          <Notes id={shown.id} />
          <Similar id={shown.id} />
          <ShareLinks id={shown.id} />
          <History id={shown.id} />
        </div>
        <FileFacts document={shown} />
        <Button kind="danger" icon="trash" onClick={() => void trashAndLeave(shown)}>
          {t("document.delete")}
        </Button>
      </aside>
    </article>
  );
}

function Views({ view, onView }: { view: View; onView(view: View): void }) {
  const tab = (name: View) => (
    <button
      type="button"
      class={`${styles.view} ${name === "details" ? styles.phoneOnly : ""}`}
      aria-pressed={view === name}
      onClick={() => onView(name)}
    >
      {t(`document.view.${name}`)}
    </button>
  );
  return (
    <div class={styles.views} role="group" aria-label={t("document.view")}>
      {tab("preview")}
      {tab("text")}
      {tab("details")}
    </div>
  );
}

function useNeighbours() {
  return useComputed(() => {
    const at = lastListed.value.indexOf(document.value?.id ?? -1);
    return at < 0 ? {} : { previous: lastListed.value[at - 1], next: lastListed.value[at + 1] };
  }).value as { previous?: number; next?: number };
}

async function saveAndTell(): Promise<void> {
  if (!isDirty.value) return;
  try {
    await save();
    toast(t("document.saved"));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

async function trashAndLeave({ id, title }: DocumentSummary): Promise<void> {
  const sure = await ask({
    title: t("document.delete_title"),
    text: t("document.delete_text", { title }),
    yes: t("document.delete"),
    danger: true,
  });
  if (!sure) return;
  try {
    await trash(id);
    toast(t("document.deleted", { title }), {
      action: { text: t("document.undo_delete"), run: () => void restore(id, title) },
    });
    await navigate(libraryAddress.value);
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

async function restore(id: number, title: string): Promise<void> {
  try {
    await restoreDocument(id);
    toast(t("document.restored", { title }));
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

function mayDiscard(): Promise<boolean> {
  return ask({
    title: t("document.discard_title"),
    text: t("document.discard_text", { title: document.value?.title ?? "" }),
    yes: t("action.discard"),
    no: t("action.keep_editing"),
    danger: true,
  });
}

export function MissingPage() {
  return (
    <Empty icon="search" title={t("app.not_found")}>
      <p>
        <a href="/">{t("app.to_library")}</a>
      </p>
    </Empty>
  );
}
