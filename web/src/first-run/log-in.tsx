import { useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { logIn } from "../api/session";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Card } from "./card";
import styles from "./first-run.module.css";

export function LogIn({ expired }: { expired: boolean }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await logIn(username, password);
    } catch (error) {
      setProblem(isRefusal(error) ? t("login.wrong") : errorText(error));
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
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? t("login.busy") : t("login.submit")}
        </Button>
      </form>
    </Card>
  );
}

const isRefusal = (error: unknown) =>
  error instanceof ApiError && (error.status === 400 || error.status === 401);
