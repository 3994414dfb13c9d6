/** One name in its list: what it looks like, what it matches, how many documents carry it. */
import type { Kind } from "../api/kinds";
import type { Attribute } from "../api/types";
import { plural, t } from "../i18n";
import { Button } from "../ui/button";
import { Dot } from "../ui/tag";
import styles from "./manage.module.css";

const FILTERS: Record<Kind, string | null> = {
  tags: "tag",
  correspondents: "correspondent",
  document_types: "type",
  storage_paths: null,
};

interface Props {
  kind: Kind;
  item: Attribute;
  depth: number;
  onEdit(): void;
  onDelete(): void;
}

export function AttributeRow({ kind, item, depth, onEdit, onDelete }: Props) {
  return (
    <li class={styles.row} style={{ "--depth": depth }}>
      <span class={styles.name}>
        <Dot color={item.color} />
        {item.name}
        {item.is_inbox_tag && <span class={styles.mark}>{t("manage.inbox")}</span>}
      </span>
      <span class={styles.rule}>{item.path ?? rule(item)}</span>
      <Documents kind={kind} item={item} />
      <span class={styles.actions}>
        <Button
          kind="quiet"
          disabled={!item.user_can_change}
          aria-label={t("manage.edit_named", { name: item.name })}
          onClick={onEdit}
        >
          {t("manage.edit")}
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          iconOnly
          disabled={!item.user_can_change}
          aria-label={t("manage.delete_named", { name: item.name })}
          onClick={onDelete}
        >
          {t("action.delete")}
        </Button>
      </span>
    </li>
  );
}

function Documents({ kind, item }: { kind: Kind; item: Attribute }) {
  const text = plural("library.count", item.document_count ?? 0);
  const filter = FILTERS[kind];
  return (
    <span class={styles.documents}>
      {filter ? <a href={`/documents?${filter}=${item.id}`}>{text}</a> : text}
    </span>
  );
}

/** What the name matches by itself, in a few words. */
function rule(item: Attribute): string {
  if (item.matching_algorithm === 0) return "";
  if (item.matching_algorithm === 6) return t("manage.algorithm.6");
  if (!item.match) return "";
  return `${t(`manage.algorithm.${item.matching_algorithm}`)}: ${item.match}`;
}
