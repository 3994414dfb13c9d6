/** The document as it looks: PDF pages, an image, or plain text. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { previewUrl, thumbUrl } from "../api/documents";
import type { PaperlessDocument } from "../api/types";
import { t } from "../i18n";
import { Empty, Failed, Loading } from "../ui/states";
import styles from "./document.module.css";
import { previewKind } from "./kind";
import type { ViewerProps } from "./viewer";

export function Pages({ document }: { document: PaperlessDocument }) {
  const kind = previewKind(document.mime_type, document.archived_file_name !== null);
  const label = document.title || t("library.untitled");
  switch (kind) {
    case "pdf":
      return <LazyViewer url={previewUrl(document.id, fileVersion(document))} title={label} />;
    case "image":
      return <img class={styles.image} src={previewUrl(document.id)} alt={label} />;
    case "text":
      return (
        <div class={styles.text}>
          <pre lang="">{document.content}</pre>
        </div>
      );
    case "none":
      return (
        <Empty icon="file" title={t("document.no_preview")}>
          <img class={styles.image} src={thumbUrl(document)} alt={label} />
        </Empty>
      );
  }
}

/** pdf.js is larger than all the rest: it is fetched with the first PDF that is opened. */
function LazyViewer(props: ViewerProps) {
  const [Viewer, setViewer] = useState<ComponentType<ViewerProps> | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    import("./viewer").then((module) => setViewer(() => module.Viewer), setError);
  }, []);
  if (error) return <Failed error={error} />;
  return Viewer ? <Viewer {...props} /> : <Loading text={t("viewer.loading")} />;
}

/** Another file is shown when there is an archive; edits of the title do not open it anew. */
const fileVersion = (document: PaperlessDocument) =>
  `${document.versions[0]?.checksum.slice(0, 12) ?? ""}${document.archived_file_name ? "a" : ""}`;
