/** How the box is: health, tasks, log. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { Health } from "./health";
import { Log } from "./log";
import styles from "./system.module.css";
import { Tasks } from "./tasks";

export function System() {
  useTitle(t("system.title"));
  return (
    <section class={styles.system} aria-labelledby="system-title">
      <h1 id="system-title">{t("system.title")}</h1>
      <Health />
      <Tasks />
      <Log />
    </section>
  );
}

interface Fetched<T> {
  found: T | null;
  reload(): void;
  state: preact.ComponentChild;
}

/** What a part of the page shows, or why it shows nothing. */
export function useFetched<T>(fetchIt: () => Promise<T>, key = 0): Fetched<T> {
  const [found, setFound] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const reload = () => {
    setFailure(null);
    fetchIt().then(setFound, setFailure);
  };
  useEffect(reload, [key]);
  const state = failure ? <Failed error={failure} onRetry={reload} /> : found ? null : <Loading />;
  return { found, reload, state };
}
