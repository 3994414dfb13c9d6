/** Links by which people without an account can open the document. */
import { useState } from "preact/hooks";
import { createShareLink, deleteShareLink, listShareLinks } from "../api/about";
import type { ShareLink } from "../api/types";
import { t } from "../i18n";
import { moment } from "../i18n/format";
import { Button } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { Select } from "../ui/field";
import { toast } from "../ui/toast";
import { Panel, useList } from "./panel";
import styles from "./panel.module.css";

const ENDS = ["1", "7", "30", "never"] as const;
type End = (typeof ENDS)[number];

export function ShareLinks({ id }: { id: number }) {
  return <Panel title={t("share.title")}>{() => <List key={id} id={id} />}</Panel>;
}

function List({ id }: { id: number }) {
  const { items, change } = useList<ShareLink>(id, () => listShareLinks(id));
  const [end, setEnd] = useState<End>("7");
  const make = () =>
    change(async () => {
      await createShareLink(id, end === "never" ? null : Number(end));
      return listShareLinks(id);
    });
  const remove = (link: ShareLink) =>
    change(async () => {
      await deleteShareLink(link.id);
      return listShareLinks(id);
    });
  return (
    <>
      <p class={styles.none}>{t("share.lead")}</p>
      <ul class={styles.list}>
        {items?.map((link) => (
          <li key={link.id} class={styles.link}>
            <span>
              {link.expiration
                ? t("share.until", { time: moment(link.expiration) })
                : t("share.forever")}
            </span>
            <Button icon="copy" onClick={() => void copy(link)}>
              {t("action.copy")}
            </Button>
            <Button kind="quiet" icon="trash" iconOnly onClick={() => void remove(link)}>
              {t("share.delete")}
            </Button>
          </li>
        ))}
      </ul>
      <div class={styles.make}>
        <Select<End>
          label={t("share.ends")}
          value={end}
          options={ENDS.map((each) => [each, t(`share.ends.${each}`)])}
          onChoose={setEnd}
        />
        <Button icon="add" onClick={() => void make()}>
          {t("share.make")}
        </Button>
      </div>
    </>
  );
}

async function copy({ slug }: ShareLink): Promise<void> {
  const copied = await copyText(`${location.origin}/share/${slug}`);
  toast(t(copied ? "share.copied" : "share.not_copied"), { bad: !copied });
}
