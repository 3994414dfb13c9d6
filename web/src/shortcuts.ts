/** One table of keys; `?` shows it. Single keys rest while somebody types, and can be turned off. */
import { useLayoutEffect } from "preact/hooks";
import type { Key } from "./i18n";
import { singleKeys } from "./preferences";

export const SHORTCUTS = {
  search: { keys: ["/"], text: "shortcuts.search", group: "shortcuts.everywhere" },
  upload: { keys: ["u"], text: "shortcuts.upload", group: "shortcuts.everywhere" },
  intray: { keys: ["i"], text: "shortcuts.intray", group: "shortcuts.everywhere" },
  home: { keys: ["h"], text: "shortcuts.home", group: "shortcuts.everywhere" },
  library: { keys: ["l"], text: "shortcuts.library", group: "shortcuts.everywhere" },
  help: { keys: ["?"], text: "shortcuts.help", group: "shortcuts.everywhere" },
  close: { keys: ["Escape"], text: "shortcuts.close", group: "shortcuts.everywhere" },
  next: { keys: ["j", "ArrowRight"], text: "shortcuts.next", group: "shortcuts.in_library" },
  previous: { keys: ["k", "ArrowLeft"], text: "shortcuts.previous", group: "shortcuts.in_library" },
  nextDocument: { keys: ["j"], text: "shortcuts.next", group: "shortcuts.in_document" },
  previousDocument: { keys: ["k"], text: "shortcuts.previous", group: "shortcuts.in_document" },
  save: { keys: ["Control+s"], text: "shortcuts.save", group: "shortcuts.in_document" },
} as const satisfies Record<string, { keys: readonly string[]; text: Key; group: Key }>;

export type Shortcut = keyof typeof SHORTCUTS;
export type Actions = Partial<Record<Shortcut, () => void>>;

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The shortcut that a key press means among those offered. */
export function meaning(event: Pressed, offered: readonly Shortcut[], typing: boolean) {
  if (event.altKey) return undefined;
  const combined = event.ctrlKey || event.metaKey;
  const pressed = combined ? `Control+${event.key.toLowerCase()}` : event.key;
  if (!combined && typing) return undefined;
  if (!combined && event.key.length === 1 && !singleKeys.value) return undefined;
  return offered.find((name) => (SHORTCUTS[name].keys as readonly string[]).includes(pressed));
}

/** Offers these shortcuts while the component is there. */
export function useShortcuts(actions: Actions): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const name = meaning(event, Object.keys(actions) as Shortcut[], isTyping(event.target));
      if (!name) return;
      event.preventDefault();
      actions[name]?.();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select"));
