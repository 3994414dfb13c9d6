/** On a new box: the first user, guarded by the code that only the owner can see. */
import { useState } from "preact/hooks";
import { ApiError, type FieldErrors } from "../api/errors";
import { createFirstUser } from "../api/session";
import { LANGUAGES, type Language, language, t } from "../i18n";
import { errorText } from "../i18n/errors";
import { chooseLanguage } from "../preferences";
import { navigate } from "../route";
import { Button } from "../ui/button";
import { Select, TextField } from "../ui/field";
import { toast } from "../ui/toast";
import { Card } from "./card";
import styles from "./first-run.module.css";
import { passwordProblem } from "./password";

export function FirstRun() {
  const [code, setCode] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [fields, setFields] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = passwordProblem(password, again);
    setFields(wrong ? { [wrong.field]: [t(wrong.text)] } : {});
    setProblem(null);
    if (wrong || busy) return;
    setBusy(true);
    try {
      await createFirstUser(code.trim(), username.trim(), password);
      toast(t("setup.done"));
      void navigate("/welcome", { replace: true });
    } catch (error) {
      setBusy(false);
      const known = error instanceof ApiError && Object.keys(error.fields).length > 0;
      if (known) setFields(error.fields);
      else setProblem(errorText(error));
    }
  };
  const complaint = (field: string) => fields[field]?.[0];

  return (
    <Card title={t("setup.title")}>
      <Select
        label={t("settings.language")}
        value={language.value}
        options={Object.entries(LANGUAGES) as [Language, string][]}
        onChoose={(next) => void chooseLanguage(next)}
      />
      <p class={styles.lead}>{t("setup.lead")}</p>
      <form class={styles.form} onSubmit={submit}>
        {problem && (
          <p class={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <TextField
          label={t("setup.code")}
          hint={t("setup.code_hint")}
          autocomplete="one-time-code"
          required
          autoFocus
          error={complaint("code") && t("setup.code_wrong")}
          value={code}
          onValue={setCode}
        />
        <TextField
          label={t("login.username")}
          autocomplete="username"
          maxLength={150}
          required
          error={complaint("username")}
          value={username}
          onValue={setUsername}
        />
        <TextField
          type="password"
          label={t("login.password")}
          hint={t("setup.password_hint")}
          autocomplete="new-password"
          required
          error={complaint("password")}
          value={password}
          onValue={setPassword}
        />
        <TextField
          type="password"
          label={t("setup.repeat")}
          autocomplete="new-password"
          required
          error={complaint("again")}
          value={again}
          onValue={setAgain}
        />
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? t("setup.busy") : t("setup.submit")}
        </Button>
      </form>
    </Card>
  );
}
