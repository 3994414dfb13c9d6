/** The search field of the header: searches while somebody types, from every page. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { navigate, route } from "../route";
import { useShortcuts } from "../shortcuts";
import { Icon } from "../ui/icons";
import { addressOf, NO_FILTERS } from "./filters";
import { change, filters } from "./results";
import styles from "./search-field.module.css";

const PAUSE_MS = 220;

export function SearchField() {
  const { input, text, type, send, clear } = useSearchText();
  return (
    <search class={styles.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
          document.querySelector<HTMLElement>("[data-card]")?.focus();
        }}
      >
        <Icon name="search" class={styles.icon} />
        <input
          ref={input}
          class={styles.input}
          type="search"
          aria-label={t("library.search")}
          placeholder={t("library.search_hint")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={500}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        {text === "" ? (
          <kbd class={styles.key}>/</kbd>
        ) : (
          <button
            type="button"
            class={styles.clear}
            aria-label={t("library.clear_search")}
            onClick={clear}
          >
            <Icon name="close" size={18} />
          </button>
        )}
      </form>
    </search>
  );
}

/** What is being typed, and a moment later the search for it. */
function useSearchText() {
  const input = useRef<HTMLInputElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const inLibrary = route.value.page === "library";
  const current = inLibrary ? filters.value.text : "";
  const [text, setText] = useState(current);
  const sent = useRef(current);

  useEffect(() => {
    if (current === sent.current) return;
    sent.current = current;
    setText(current);
  }, [current]);

  const send = (next: string) => {
    clearTimeout(waiting.current);
    if (next === sent.current) return;
    const refining = inLibrary && sent.current !== "" && next !== "";
    sent.current = next;
    if (inLibrary) change({ text: next }, { replace: refining });
    else void navigate(addressOf({ ...NO_FILTERS, text: next }));
  };
  const type = (next: string) => {
    setText(next);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => send(next), PAUSE_MS);
  };
  const clear = () => {
    setText("");
    send("");
    input.current?.focus();
  };
  const search = () => {
    input.current?.focus();
    input.current?.select();
  };
  useShortcuts({ search });
  return { input, text, type, send, clear };
}
