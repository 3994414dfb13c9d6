/** One's own name, address and password. */
import { useEffect, useState } from "preact/hooks";
import { getProfile, saveProfile } from "../api/account";
import { ApiError, type FieldErrors } from "../api/errors";
import { logOut } from "../api/session";
import type { Profile } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { toast } from "../ui/toast";
import { SecondFactor } from "./second-factor";
import styles from "./settings.module.css";

export function Account({ username }: { username: string }) {
  const [profile, setProfile] = useState<Profile | null>(null);
  useEffect(() => {
    getProfile().then(setProfile, tell);
  }, []);
  return (
    <section class={styles.section} aria-labelledby="settings-account">
      <h2 id="settings-account">{t("settings.account")}</h2>
      <p>{t("settings.logged_in_as", { name: username })}</p>
      {profile && <Names profile={profile} />}
      {profile && <Password />}
      {profile && <SecondFactor enabled={profile.is_mfa_enabled} />}
      <Button onClick={() => void logOut().catch(tell)}>{t("settings.log_out")}</Button>
    </section>
  );
}

function Names({ profile }: { profile: Profile }) {
  const [firstName, setFirstName] = useState(profile.first_name);
  const [lastName, setLastName] = useState(profile.last_name);
  const [email, setEmail] = useState(profile.email);
  const { errors, save } = useSaving();
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save({ first_name: firstName, last_name: lastName, email });
      }}
    >
      <div class={styles.pair}>
        <TextField
          label={t("account.first_name")}
          value={firstName}
          autocomplete="given-name"
          error={errors.first_name?.[0]}
          onValue={setFirstName}
        />
        <TextField
          label={t("account.last_name")}
          value={lastName}
          autocomplete="family-name"
          error={errors.last_name?.[0]}
          onValue={setLastName}
        />
      </div>
      <TextField
        label={t("account.email")}
        value={email}
        autocomplete="email"
        error={errors.email?.[0]}
        onValue={setEmail}
      />
      <Button type="submit">{t("account.save")}</Button>
    </form>
  );
}

function Password() {
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const { errors, save } = useSaving();
  const differ = repeated !== "" && repeated !== password;
  const submit = async () => {
    if (password === "" || repeated !== password) return;
    if (await save({ password })) {
      setPassword("");
      setRepeated("");
    }
  };
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h3>{t("account.password")}</h3>
      <div class={styles.pair}>
        <TextField
          type="password"
          label={t("account.new_password")}
          value={password}
          autocomplete="new-password"
          error={errors.password?.[0]}
          onValue={setPassword}
        />
        <TextField
          type="password"
          label={t("setup.repeat")}
          value={repeated}
          autocomplete="new-password"
          error={differ ? t("setup.mismatch") : undefined}
          onValue={setRepeated}
        />
      </div>
      <p class={styles.hint}>{t("account.password_hint")}</p>
      <Button type="submit" disabled={password === "" || repeated !== password}>
        {t("account.change_password")}
      </Button>
    </form>
  );
}

function useSaving() {
  const [errors, setErrors] = useState<FieldErrors>({});
  const save = async (changes: Parameters<typeof saveProfile>[0]): Promise<boolean> => {
    try {
      await saveProfile(changes);
      setErrors({});
      toast(t("document.saved"));
      return true;
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      tell(error);
      return false;
    }
  };
  return { errors, save };
}

const tell = (error: unknown) => toast(errorText(error), { bad: true });
