import { signal } from "@preact/signals";
import styles from "./app.module.css";
import { t } from "./i18n";
import { SHORTCUTS } from "./shortcuts";
import { Dialog } from "./ui/dialog";

export const helpIsOpen = signal(false);

const NAMES: Record<string, string> = {
  ArrowRight: "→",
  ArrowLeft: "←",
  Escape: "Esc",
  "Control+s": "Ctrl S",
};

const GROUPS = ["shortcuts.everywhere", "shortcuts.in_library", "shortcuts.in_document"] as const;

export function ShortcutHelp() {
  if (!helpIsOpen.value) return null;
  const close = () => {
    helpIsOpen.value = false;
  };
  return (
    <Dialog title={t("shortcuts.title")} onClose={close} closable>
      {GROUPS.map((group) => (
        <section key={group} class={styles.keys}>
          <h3>{t(group)}</h3>
          <dl>
            {Object.values(SHORTCUTS)
              .filter((shortcut) => shortcut.group === group)
              .map(({ keys, text }) => (
                <div key={text}>
                  <dt>{t(text)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{NAMES[key] ?? key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
