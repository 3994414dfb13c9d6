/** The second factor: switched on with an app on the phone, and recovery codes for its loss. */
import { useEffect, useState } from "preact/hooks";
import { activateTotp, deactivateTotp, type NewSecret, newSecret } from "../api/account";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { ask, Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { toast } from "../ui/toast";
import styles from "./settings.module.css";

export function SecondFactor({ enabled }: { enabled: boolean }) {
  const [on, setOn] = useState(enabled);
  const [secret, setSecret] = useState<NewSecret | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const begin = () => newSecret().then(setSecret, tell);
  const end = async () => {
    if (!(await agreedToEnd())) return;
    await deactivateTotp().then(() => setOn(false), tell);
  };
  return (
    <div class={styles.form}>
      <h3>{t("totp.title")}</h3>
      <p class={styles.hint}>{t(on ? "totp.is_on" : "totp.lead")}</p>
      {on ? (
        <Button kind="danger" onClick={() => void end()}>
          {t("totp.end")}
        </Button>
      ) : (
        <Button onClick={() => void begin()}>{t("totp.begin")}</Button>
      )}
      {secret && (
        <SetUp
          secret={secret}
          onDone={(recovery) => {
            setSecret(null);
            setOn(true);
            setCodes(recovery);
          }}
          onClose={() => setSecret(null)}
        />
      )}
      {codes.length > 0 && <RecoveryCodes codes={codes} onClose={() => setCodes([])} />}
    </div>
  );
}

interface SetUpProps {
  secret: NewSecret;
  onDone(recovery: readonly string[]): void;
  onClose(): void;
}

function SetUp({ secret, onDone, onClose }: SetUpProps) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState(false);
  const activate = async () => {
    try {
      const answer = await activateTotp(secret.secret, code.replaceAll(/\s/g, ""));
      if (answer.success) onDone(answer.recovery_codes ?? []);
      else setWrong(true);
    } catch (error) {
      tell(error);
    }
  };
  return (
    <Dialog
      title={t("totp.begin")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" disabled={code.trim() === ""} onClick={() => void activate()}>
            {t("totp.activate")}
          </Button>
        </>
      }
    >
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void activate();
        }}
      >
        <p>{t("totp.scan")}</p>
        <Code svg={secret.qr_svg} />
        <p class={styles.hint}>
          {t("totp.by_hand")} <code>{secret.secret}</code>
        </p>
        <TextField
          label={t("login.code")}
          value={code}
          inputMode="numeric"
          autocomplete="one-time-code"
          autoFocus
          error={wrong ? t("totp.wrong") : undefined}
          onValue={setCode}
        />
      </form>
    </Dialog>
  );
}

/** As an image of its own: the policy of the page allows no markup from elsewhere in it. */
function Code({ svg }: { svg: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return <img class={styles.code} src={url} alt={t("totp.image")} width={200} height={200} />;
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose(): void }) {
  return (
    <Dialog
      title={t("totp.recovery")}
      onClose={onClose}
      actions={
        <>
          <Button icon="copy" onClick={() => void copyText(codes.join("\n"))}>
            {t("action.copy")}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {t("totp.kept")}
          </Button>
        </>
      }
    >
      <p>{t("totp.recovery_lead")}</p>
      <ul class={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const agreedToEnd = () =>
  ask({ title: t("totp.end"), text: t("totp.end_text"), yes: t("totp.end"), danger: true });

const tell = (error: unknown) => toast(errorText(error), { bad: true });
