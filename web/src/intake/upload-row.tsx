import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { size } from "../i18n/format";
import { Button } from "../ui/button";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import styles from "./intake.module.css";
import { isWorthRetry } from "./refusal";
import { removeUpload, retryUpload, type Upload } from "./uploads";

const TEXTS = {
  queued: "intake.queued",
  sending: "intake.uploading",
  sent: "intake.sent",
} as const;

export function UploadRow({ upload }: { upload: Upload }) {
  const { key, file, state, sent, error } = upload;
  const failed = state === "failed";
  return (
    <li class={styles.row}>
      <Icon name={failed ? "alert" : "file"} class={failed ? styles.failedIcon : undefined} />
      <div class={styles.rowText}>
        <p class={styles.name}>{file.name}</p>
        <p class={styles.detail}>
          {failed ? errorText(error) : `${t(TEXTS[state])} · ${size(file.size)}`}
        </p>
        {state === "sending" && (
          <Progress
            label={t("intake.progress", { name: file.name })}
            value={file.size > 0 ? sent / file.size : undefined}
          />
        )}
        {failed && (
          <p class={styles.actions}>
            {isWorthRetry(error) && (
              <Button
                icon="retry"
                aria-label={t("intake.retry_named", { name: file.name })}
                onClick={() => retryUpload(key)}
              >
                {t("action.retry")}
              </Button>
            )}
            <Button
              kind={isWorthRetry(error) ? "quiet" : "plain"}
              aria-label={t("intake.dismiss_named", { name: file.name })}
              onClick={() => removeUpload(key)}
            >
              {t("action.dismiss")}
            </Button>
          </p>
        )}
      </div>
      {(state === "queued" || state === "sending") && (
        <Button
          kind="quiet"
          icon="close"
          iconOnly
          aria-label={t("intake.cancel_upload", { name: file.name })}
          onClick={() => removeUpload(key)}
        >
          {t("action.cancel")}
        </Button>
      )}
    </li>
  );
}
