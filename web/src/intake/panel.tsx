/** The in-tray: what is on its way, what needs attention, what was filed just now. */
import type { WaitingFile } from "../api/types";
import { t, textOf } from "../i18n";
import { size, timeOfDay } from "../i18n/format";
import { useShortcuts } from "../shortcuts";
import { Button } from "../ui/button";
import { Icon } from "../ui/icons";
import {
  activeCount,
  activeUploads,
  announcement,
  attentionCount,
  failedUploads,
  intake,
  isOpen,
  lookAgain,
  shown,
} from "./intake";
import styles from "./intake.module.css";
import { JobRow } from "./job-row";
import { UploadRow } from "./upload-row";

const PANEL = "intray";

export function InTray() {
  return (
    <>
      <span class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </span>
      {isOpen.value && <Panel />}
    </>
  );
}

function Panel() {
  const { attention, active, done } = shown.value;
  const waiting = intake.value?.waiting ?? [];
  const nothing = attentionCount.value + activeCount.value + done.length + waiting.length === 0;
  useShortcuts({ close });
  return (
    <section id={PANEL} class={styles.panel} aria-labelledby="intray-title" tabIndex={-1}>
      <header class={styles.head}>
        <h2 id="intray-title">{t("intake.title")}</h2>
        <Button kind="quiet" icon="close" iconOnly onClick={close}>
          {t("action.close")}
        </Button>
      </header>
      <div class={styles.lists}>
        <Group title={t("intake.failed_heading")}>
          {failedUploads.value.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
          {attention.map((job) => (
            <JobRow key={job.uuid} job={job} />
          ))}
        </Group>
        <Group title={t("intake.active_heading")}>
          {activeUploads.value.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
          {active.map((job) => (
            <JobRow key={job.uuid} job={job} />
          ))}
        </Group>
        <Group title={t("intake.waiting_heading")}>
          {waiting.map((file) => (
            <WaitingRow key={file.name} file={file} />
          ))}
        </Group>
        <Group title={t("intake.done_heading")}>
          {done.map((job) => (
            <JobRow key={job.uuid} job={job} />
          ))}
        </Group>
        {nothing && (
          <div class={styles.nothing}>
            <Icon name="tray" size={28} />
            <p>{t("intake.empty")}</p>
            <p>{t("intake.empty_hint")}</p>
          </div>
        )}
      </div>
    </section>
  );
}

/** Opened by hand, it takes the focus; opened by an upload, it does not disturb. */
export function toggleTray(): void {
  if (isOpen.value) {
    close();
    return;
  }
  isOpen.value = true;
  requestAnimationFrame(() => document.getElementById(PANEL)?.focus({ preventScroll: true }));
}

export function closeTray(): void {
  isOpen.value = false;
}

function close(): void {
  const hadFocus = document.getElementById(PANEL)?.contains(document.activeElement);
  closeTray();
  if (hadFocus) visibleTrayButton()?.focus();
}

const visibleTrayButton = () =>
  [...document.querySelectorAll<HTMLElement>(`[aria-controls="${PANEL}"]`)].find(
    (button) => button.offsetParent !== null,
  );

function Group({ title, children }: { title: string; children: unknown }) {
  const rows = (Array.isArray(children) ? children : [children]).flat();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 class={styles.groupTitle}>{title}</h3>
      <ul>{rows}</ul>
    </section>
  );
}

function WaitingRow({ file }: { file: WaitingFile }) {
  return (
    <li class={styles.row}>
      <Icon name="clock" class={styles.waitingIcon} />
      <div class={styles.rowText}>
        <p class={styles.name}>{file.name}</p>
        <p class={styles.detail}>
          {textOf(`intake.waiting.${file.reason}`, "intake.waiting.other")} · {size(file.size)} ·{" "}
          {t("intake.since", { time: timeOfDay(file.since) })}
        </p>
      </div>
      <Button
        kind="quiet"
        icon="retry"
        iconOnly
        aria-label={t("intake.retry_named", { name: file.name })}
        onClick={() => void lookAgain(file.name)}
      >
        {t("action.retry")}
      </Button>
    </li>
  );
}
