import { useState } from "preact/hooks";
import { logIn } from "../api/session";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Card } from "./card";
import styles from "./first-run.module.css";
import { refusedLogin } from "./refused-login";

export function LogIn({ expired }: { expired: boolean }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null); // null: not asked for
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await logIn(username, password, code);
    } catch (error) {
      const refused = refusedLogin(error);
      if (refused) setCode(refused.needsCode ? "" : null);
      const text = refused ? refused.text && t(refused.text) : errorText(error);
      setProblem(text);
      setBusy(false);
    }
  };

  return (
    <Card title={t("login.title")}>
      <form class={styles.form} onSubmit={submit}>
        {expired && !problem && <p class={styles.note}>{t("login.expired")}</p>}
        {problem && (
          <p class={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <TextField
          label={t("login.username")}
          name="username"
          autocomplete="username"
          required
          autoFocus
          value={username}
          onValue={setUsername}
        />
        <TextField
          type="password"
          label={t("login.password")}
          name="password"
          autocomplete="current-password"
          required
          value={password}
          onValue={setPassword}
        />
        {code !== null && (
          <TextField
            label={t("login.code")}
            hint={t("login.code_hint")}
            name="code"
            autocomplete="one-time-code"
            required
            autoFocus
            value={code}
            onValue={setCode}
          />
        )}
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? t("login.busy") : t("login.submit")}
        </Button>
      </form>
    </Card>
  );
}
