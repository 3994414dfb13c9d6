/** After the first user: the scanner and the phone, each at leisure. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button, LinkButton } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { Icon } from "../ui/icons";
import page from "../ui/page.module.css";
import { QrCode } from "../ui/qr-code";
import { useTitle } from "../ui/title";
import styles from "./first-run.module.css";

export interface Paper {
  uuid: string;
  name: string;
  documentId: number | null;
}

interface Props {
  consumeDir: string | null;
  /** Live: papers that are being read, and those that were filed since the page was opened. */
  active: readonly Paper[];
  done: readonly Paper[];
}

export function Welcome({ consumeDir, active, done }: Props) {
  useTitle(t("welcome.title"));
  return (
    <section class={page.page} aria-labelledby="welcome-title">
      <h1 id="welcome-title">{t("welcome.title")}</h1>
      <p class={styles.lead}>{t("welcome.lead")}</p>
      <Scanner consumeDir={consumeDir} active={active} done={done} />
      <Phone />
      <div class={styles.actions}>
        <LinkButton kind="primary" icon="home" href="/">
          {t("welcome.go")}
        </LinkButton>
      </div>
    </section>
  );
}

function Scanner({ consumeDir, active, done }: Props) {
  return (
    <section class={page.card} aria-labelledby="welcome-scanner">
      <h2 id="welcome-scanner">{t("welcome.scanner")}</h2>
      {consumeDir === null ? (
        <p>{t("welcome.scanner_unknown")}</p>
      ) : (
        <>
          <p>{t("welcome.scanner_lead")}</p>
          <Copyable label={t("welcome.folder")} value={consumeDir} />
          <p class={styles.lead}>{t("welcome.folder_hint")}</p>
        </>
      )}
      <FirstScan active={active} done={done} />
    </section>
  );
}

/** Waits for a paper, and is glad of it. */
function FirstScan({ active, done }: Pick<Props, "active" | "done">) {
  const before = useRef(new Set(done.map(({ uuid }) => uuid)));
  const arrived = done.find(({ uuid }) => !before.current.has(uuid));
  const reading = active[0];
  return (
    <div class={styles.scan} data-arrived={arrived ? true : undefined} role="status">
      <Icon name={arrived ? "check" : reading ? "file" : "clock"} size={28} />
      {arrived ? (
        <p>
          <strong>{t("welcome.arrived")}</strong>{" "}
          {arrived.documentId === null ? (
            arrived.name
          ) : (
            <a href={`/documents/${arrived.documentId}`}>{arrived.name}</a>
          )}
        </p>
      ) : (
        <p>{reading ? t("welcome.reading", { name: reading.name }) : t("welcome.waiting")}</p>
      )}
    </div>
  );
}

function Phone() {
  const address = location.origin;
  const onlyHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  return (
    <section class={page.card} aria-labelledby="welcome-phone">
      <h2 id="welcome-phone">{t("welcome.phone")}</h2>
      <p>{t("welcome.phone_lead")}</p>
      {onlyHere ? (
        <p class={styles.note}>{t("welcome.phone_local")}</p>
      ) : (
        <QrCode text={address} name={t("welcome.phone_code")} />
      )}
      <Copyable label={t("settings.address")} value={address} />
      <p class={styles.lead}>
        {t("settings.phone_lead")} <a href="/settings">{t("welcome.token")}</a>
      </p>
    </section>
  );
}

function Copyable({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [value]);
  return (
    <div class={styles.copyable}>
      <span>{label}</span>
      <code>{value}</code>
      <Button
        icon={copied ? "check" : "copy"}
        onClick={async () => setCopied(await copyText(value))}
      >
        {t(copied ? "action.copied" : "action.copy")}
      </Button>
    </div>
  );
}
