/** The whole window takes files: dropped, or pasted. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "../ui/icons";
import { carriesFiles, droppedFiles } from "./dropped";
import { isOpen } from "./intake";
import styles from "./intake.module.css";
import { enqueue, isSending } from "./uploads";

export function add(files: readonly File[]): void {
  if (files.length === 0) return;
  isOpen.value = true;
  enqueue(files);
}

export function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0; // enter and leave are also told for every element on the way
    const settle = (change: number) => {
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    };
    const takes = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer) || document.querySelector("dialog[open]")) return false;
      event.preventDefault();
      return true;
    };
    const listeners = {
      dragenter: (event: DragEvent) => takes(event) && settle(1),
      dragover: takes,
      dragleave: () => settle(-1),
      drop: (event: DragEvent) => {
        settle(-depth);
        if (takes(event) && event.dataTransfer) void droppedFiles(event.dataTransfer).then(add);
      },
      paste: (event: ClipboardEvent) => add([...(event.clipboardData?.files ?? [])]),
      beforeunload: (event: BeforeUnloadEvent) => isSending() && event.preventDefault(),
    };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as EventListener);
      }
    };
  }, []);
  if (!over) return null;
  return (
    <div class={styles.drop}>
      <div>
        <Icon name="tray" size={56} />
        <strong>{t("intake.drop")}</strong>
        <span>{t("intake.drop_hint")}</span>
      </div>
    </div>
  );
}
