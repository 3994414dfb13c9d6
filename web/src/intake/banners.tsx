/** What holds things up, said across the page: no connection, or intake paused. */
import { useEffect, useState } from "preact/hooks";
import { reachable } from "../api/connection";
import { t, textOf } from "../i18n";
import { Icon } from "../ui/icons";
import { intake } from "./intake";
import styles from "./intake.module.css";

export function Banners() {
  const online = useOnline();
  const paused = intake.value?.paused;
  return (
    <div role="status" aria-live="polite">
      {(!reachable.value || !online) && (
        <p class={`${styles.banner} ${styles.offline}`}>
          <Icon name="offline" />
          {t(online ? "banner.offline" : "banner.device_offline")}
        </p>
      )}
      {paused && (
        <p class={`${styles.banner} ${styles.paused}`}>
          <Icon name="alert" />
          {textOf(`banner.paused.${paused}`, "banner.paused.other", { reason: paused })}
        </p>
      )}
    </div>
  );
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, []);
  return online;
}
