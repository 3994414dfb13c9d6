import { useState } from "preact/hooks";
import type { PaperlessDocument } from "../api/types";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { Empty } from "../ui/states";
import styles from "./document.module.css";

interface Props {
  document: PaperlessDocument;
  isRead: boolean;
}

/** The recognised text, as it is searched. */
export function TextView({ document, isRead }: Props) {
  const [copied, setCopied] = useState(false);
  if (!document.content.trim()) {
    return <Empty icon="file" title={t(isRead ? "document.still_reading" : "document.no_text")} />;
  }
  return (
    <div class={styles.text}>
      <Button
        icon={copied ? "check" : "copy"}
        onClick={async () => setCopied(await copyText(document.content))}
      >
        {copied ? t("action.copied") : t("document.copy_text")}
      </Button>
      <pre lang="">{document.content}</pre>
    </div>
  );
}
