/** Appearance, phone apps, the scan folder, the account. */
import { useState } from "preact/hooks";
import { rights } from "../api/ui-settings";
import { LANGUAGES, type Language, language, t } from "../i18n";
import {
  chooseLanguage,
  chooseSingleKeys,
  chooseTheme,
  singleKeys,
  type Theme,
  theme,
} from "../preferences";
import { Button, LinkButton } from "../ui/button";
import { copyText } from "../ui/clipboard";
import { Select } from "../ui/field";
import { useTitle } from "../ui/title";
import { Account } from "./account";
import styles from "./settings.module.css";
import { Token } from "./token";

interface Props {
  username: string;
  consumeDir: string | null;
}

export function Settings({ username, consumeDir }: Props) {
  useTitle(t("settings.title"));
  return (
    <section class={styles.settings} aria-labelledby="settings-title">
      <h1 id="settings-title">{t("settings.title")}</h1>
      <Appearance />
      <section class={styles.section} aria-labelledby="settings-phone">
        <h2 id="settings-phone">{t("settings.phone")}</h2>
        <p>{t("settings.phone_lead")}</p>
        <Copyable label={t("settings.address")} value={location.origin} />
        <Token />
      </section>
      {consumeDir && (
        <section class={styles.section} aria-labelledby="settings-scanner">
          <h2 id="settings-scanner">{t("settings.scanner")}</h2>
          <p>{t("settings.consume_lead")}</p>
          <code class={styles.value}>{consumeDir}</code>
        </section>
      )}
      <section class={styles.section} aria-labelledby="settings-library">
        <h2 id="settings-library">{t("settings.library")}</h2>
        <p>{t("settings.library_lead")}</p>
        <div class={styles.tokenActions}>
          <LinkButton icon="camera" href="/welcome">
            {t("welcome.open")}
          </LinkButton>
          <LinkButton icon="tag" href="/manage/tags">
            {t("nav.manage")}
          </LinkButton>
          <LinkButton icon="trash" href="/trash">
            {t("nav.trash")}
          </LinkButton>
          <LinkButton icon="people" href="/people">
            {t("people.title")}
          </LinkButton>
          {rights.value.has("change_applicationconfiguration") && (
            <LinkButton icon="settings" href="/config">
              {t("box.title")}
            </LinkButton>
          )}
          <LinkButton icon="check" href="/system">
            {t("system.title")}
          </LinkButton>
        </div>
      </section>
      <Account username={username} />
    </section>
  );
}

function Appearance() {
  const themes: [Theme, string][] = [
    ["system", t("settings.theme.system")],
    ["light", t("settings.theme.light")],
    ["dark", t("settings.theme.dark")],
  ];
  return (
    <section class={styles.section} aria-labelledby="settings-appearance">
      <h2 id="settings-appearance">{t("settings.appearance")}</h2>
      <div class={styles.pair}>
        <Select
          label={t("settings.theme")}
          value={theme.value}
          options={themes}
          onChoose={chooseTheme}
        />
        <Select
          label={t("settings.language")}
          value={language.value}
          options={Object.entries(LANGUAGES) as [Language, string][]}
          onChoose={(next) => void chooseLanguage(next)}
        />
      </div>
      <label class={styles.check}>
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => chooseSingleKeys(event.currentTarget.checked)}
        />
        <span>
          {t("settings.shortcuts")}
          <small>{t("settings.shortcuts_hint")}</small>
        </span>
      </label>
    </section>
  );
}

export function Copyable({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div class={styles.copyable}>
      <span class={styles.label}>{label}</span>
      <code class={styles.value}>{value}</code>
      <Button
        icon={copied ? "check" : "copy"}
        onClick={async () => setCopied(await copyText(value))}
      >
        {copied ? t("action.copied") : t("action.copy")}
      </Button>
    </div>
  );
}
