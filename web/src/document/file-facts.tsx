/** The stored file: its name, size and checksum, and the ways to download it. */
import { useEffect, useState } from "preact/hooks";
import { downloadUrl, getMetadata } from "../api/documents";
import type { DocumentMetadata, PaperlessDocument } from "../api/types";
import { t } from "../i18n";
import { languageName, moment, size } from "../i18n/format";
import { LinkButton } from "../ui/button";
import styles from "./document.module.css";

export function FileFacts({ document }: { document: PaperlessDocument }) {
  const metadata = useMetadata(document);
  const hasArchive = metadata?.has_archive_version ?? document.archived_file_name !== null;
  return (
    <section class={styles.file} aria-labelledby="file-title">
      <h2 id="file-title">{t("document.file")}</h2>
      <div class={styles.downloads}>
        {hasArchive && <Download id={document.id} text={t("document.file_archive")} />}
        <Download id={document.id} original text={t("document.file_original")} />
      </div>
      <dl class={styles.facts}>
        <Fact name={t("document.file_name")} value={document.original_file_name} />
        <Fact name={t("document.file_kind")} value={document.mime_type} />
        <Fact name={t("document.file_size")} value={metadata && size(metadata.original_size)} />
        <Fact
          name={t("document.file_archive")}
          value={metadata?.archive_size != null ? size(metadata.archive_size) : null}
        />
        <Fact name={t("document.file_pages")} value={document.page_count} />
        <Fact
          name={t("document.file_language")}
          value={metadata?.lang ? languageName(metadata.lang) : null}
        />
        <Fact name={t("document.file_added")} value={moment(document.added)} />
        <Fact name={t("document.file_modified")} value={moment(document.modified)} />
        <Fact name={t("document.file_checksum")} value={metadata?.original_checksum} code />
      </dl>
    </section>
  );
}

function Download({ id, original = false, text }: DownloadProps) {
  return (
    <LinkButton
      icon="download"
      href={downloadUrl(id, original)}
      download
      aria-label={`${text}: ${t("document.download")}`}
    >
      {text}
    </LinkButton>
  );
}

interface DownloadProps {
  id: number;
  original?: boolean;
  text: string;
}

interface FactProps {
  name: string;
  value: string | number | null | undefined;
  code?: boolean;
}

function Fact({ name, value, code }: FactProps) {
  if (value === null || value === undefined || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{code ? <code class={styles.checksum}>{value}</code> : value}</dd>
    </div>
  );
}

/** Asked anew when the document changes, for instance when its archive is made. */
function useMetadata({ id, modified }: PaperlessDocument): DocumentMetadata | null {
  const [metadata, setMetadata] = useState<DocumentMetadata | null>(null);
  useEffect(() => {
    let current = true;
    getMetadata(id).then(
      (found) => current && setMetadata(found),
      () => {}, // the facts of the document itself are shown
    );
    return () => {
      current = false;
    };
  }, [id, modified]);
  return metadata;
}
