/** All filters that are not in the bar. */
import { useState } from "preact/hooks";
import { storagePaths, tags } from "../api/attributes";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { Dialog } from "../ui/dialog";
import { Select, TextField } from "../ui/field";
import type { Flag } from "./filter-chips";
import styles from "./library.module.css";
import { idsIn, MORE, MORE_NAMES, type MoreFilters, type MoreName } from "./more-filters";
import { change, filters } from "./results";

const FLAGS = MORE_NAMES.filter((name): name is Flag => MORE[name] === "flag");
const MIME_TYPES = ["", "pdf", "image/", "text/"] as const;

export function MoreDialog({ onClose }: { onClose(): void }) {
  const [more, setMore] = useState<MoreFilters>(filters.peek().more);
  const set = (name: MoreName, value: string) =>
    setMore(({ [name]: _, ...rest }) => (value ? { ...rest, [name]: value } : rest));
  const apply = () => {
    change({ more });
    onClose();
  };
  const field = { more, set };
  return (
    <Dialog
      title={t("filter.title")}
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={() => setMore({})}>
            {t("library.clear_filters")}
          </Button>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" onClick={apply}>
            {t("filter.apply")}
          </Button>
        </>
      }
    >
      <div class={styles.moreFilters}>
        <Day name="created__date__gte" {...field} />
        <Day name="created__date__lte" {...field} />
        <Day name="added__date__gte" {...field} />
        <Day name="added__date__lte" {...field} />
        <TextField
          label={t("filter.label.title__icontains")}
          value={more.title__icontains ?? ""}
          maxLength={128}
          autocomplete="off"
          onValue={(value) => set("title__icontains", value)}
        />
        <TextField
          label={t("document.asn")}
          value={more.archive_serial_number ?? ""}
          maxLength={10}
          inputMode="numeric"
          autocomplete="off"
          onValue={(value) => set("archive_serial_number", value.replace(/\D/g, ""))}
        />
        <Select
          label={t("document.file_kind")}
          value={more.mime_type ?? ""}
          options={MIME_TYPES.map((type) => [type as string, t(`filter.mime_type.${type}`)])}
          onChoose={(value) => set("mime_type", value)}
        />
        <Combobox
          multiple
          label={t("manage.storage_paths")}
          options={storagePaths.value}
          selected={idsIn(more.storage_path__id__in)}
          onChange={(ids) => set("storage_path__id__in", ids.join(","))}
        />
        <Combobox
          multiple
          label={t("filter.label.tags__id__none")}
          options={tags.value}
          selected={idsIn(more.tags__id__none)}
          onChange={(ids) => set("tags__id__none", ids.join(","))}
        />
        {FLAGS.map((name) => (
          <Select
            key={name}
            label={t(`filter.label.${name}`)}
            value={more[name] ?? ""}
            options={[
              ["", t("filter.any")],
              ["true", t(`filter.${name}.true`)],
              ["false", t(`filter.${name}.false`)],
            ]}
            onChoose={(value) => set(name, value)}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface DayProps {
  name: "created__date__gte" | "created__date__lte" | "added__date__gte" | "added__date__lte";
  more: MoreFilters;
  set(name: MoreName, value: string): void;
}

function Day({ name, more, set }: DayProps) {
  return (
    <TextField
      type="date"
      label={t(`filter.label.${name}`)}
      value={more[name] ?? ""}
      onValue={(value) => set(name, value)}
    />
  );
}
