/** The trash: what was deleted, to be put back or removed for good. */
import { useEffect, useState } from "preact/hooks";
import { thumbUrl } from "../api/documents";
import { listTrash, removeForGood, restore, trashDelay } from "../api/trash";
import type { Page, TrashedDocument } from "../api/types";
import { plural, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { moment } from "../i18n/format";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { Empty, Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import styles from "./trash.module.css";

export function Trash() {
  const { listing, failure, reload } = useTrash();
  const days = useDelay();
  useTitle(t("trash.title"));
  return (
    <section class={styles.trash} aria-labelledby="trash-title">
      <div class={styles.head}>
        <h1 id="trash-title">{t("trash.title")}</h1>
        {listing && listing.count > 0 && (
          <Button kind="danger" icon="trash" onClick={() => void emptyAll(listing.count, reload)}>
            {t("trash.empty_all")}
          </Button>
        )}
      </div>
      {days !== null && <p class={styles.lead}>{t("trash.lead", { days })}</p>}
      {failure !== null && !listing && <Failed error={failure} onRetry={() => void reload()} />}
      {!listing && failure === null && <Loading />}
      {listing?.count === 0 && (
        <Empty icon="trash" title={t("trash.empty")}>
          <p>{t("trash.empty_hint")}</p>
        </Empty>
      )}
      {listing && listing.count > 0 && (
        <ul class={styles.list} aria-label={t("trash.title")}>
          {listing.results.map((document) => (
            <Row key={document.id} document={document} onChanged={reload} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  document: TrashedDocument;
  onChanged(): Promise<void>;
}

function Row({ document, onChanged }: RowProps) {
  const title = document.title || t("library.untitled");
  const putBack = () =>
    orTell(async () => {
      await restore([document.id]);
      toast(t("document.restored", { title }));
      await onChanged();
    });
  const remove = async () => {
    const agreed = await ask({
      title: t("trash.remove_title", { title }),
      text: t("trash.remove_text"),
      yes: t("trash.remove"),
      danger: true,
    });
    if (!agreed) return;
    await orTell(async () => {
      await removeForGood([document.id]);
      toast(t("trash.removed", { title }));
      await onChanged();
    });
  };
  return (
    <li class={styles.row}>
      <img class={styles.thumb} src={thumbUrl(document)} alt="" width={42} height={59} />
      <div class={styles.text}>
        <strong>{title}</strong>
        <span>{t("trash.deleted_on", { time: moment(document.deleted_at) })}</span>
      </div>
      <div class={styles.actions}>
        <Button
          icon="retry"
          aria-label={t("trash.restore_named", { title })}
          onClick={() => void putBack()}
        >
          {t("trash.restore")}
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          iconOnly
          aria-label={t("trash.remove_named", { title })}
          onClick={() => void remove()}
        >
          {t("trash.remove")}
        </Button>
      </div>
    </li>
  );
}

function useTrash() {
  const [listing, setListing] = useState<Page<TrashedDocument> | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const reload = async () => {
    setFailure(null);
    try {
      setListing(await listTrash(1));
    } catch (error) {
      setFailure(error);
    }
  };
  useEffect(() => void reload(), []);
  return { listing, failure, reload };
}

function useDelay(): number | null {
  const [days, setDays] = useState<number | null>(null);
  useEffect(() => {
    trashDelay().then(setDays, () => {}); // the sentence is left out then
  }, []);
  return days;
}

async function emptyAll(count: number, done: () => Promise<void>): Promise<void> {
  const agreed = await ask({
    title: t("trash.empty_title"),
    text: plural("trash.empty_text", count),
    yes: t("trash.empty_all"),
    danger: true,
  });
  if (!agreed) return;
  await orTell(async () => {
    await removeForGood();
    toast(t("trash.emptied"));
    await done();
  });
}

async function orTell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}
