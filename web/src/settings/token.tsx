/** The user's API token: hidden until asked for, and replaced only on purpose. */
import { useEffect, useState } from "preact/hooks";
import { getProfile, newToken } from "../api/account";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { QrCode } from "../ui/qr-code";
import { toast } from "../ui/toast";
import { Copyable } from "./settings";
import styles from "./settings.module.css";

export function Token() {
  const [token, setToken] = useState<string | null>(null);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    getProfile().then(
      (profile) => setToken(profile.auth_token),
      (error) => toast(errorText(error), { bad: true }),
    );
  }, []);
  const renew = async () => {
    if (token && !(await confirmed())) return;
    try {
      setToken(await newToken());
      setVisible(true);
    } catch (error) {
      toast(errorText(error), { bad: true });
    }
  };
  return (
    <div class={styles.token}>
      {token && visible && (
        <>
          <Copyable label={t("settings.token")} value={token} />
          <QrCode text={token} name={t("settings.token_code")} />
        </>
      )}
      <div class={styles.tokenActions}>
        {!(token && visible) && <span class={styles.label}>{t("settings.token")}</span>}
        {token && (
          <Button onClick={() => setVisible(!visible)}>
            {t(visible ? "settings.token_hide" : "settings.token_show")}
          </Button>
        )}
        <Button kind="quiet" onClick={() => void renew()}>
          {t(token ? "settings.token_new" : "settings.token_create")}
        </Button>
      </div>
      <p class={styles.hint}>{t("settings.token_hint")}</p>
    </div>
  );
}

const confirmed = () =>
  ask({
    title: t("settings.token_new_title"),
    text: t("settings.token_new_text"),
    yes: t("settings.token_new"),
  });
