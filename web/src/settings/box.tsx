/** The box itself: its name, its logo, and how papers are read. */
import { useEffect, useState } from "preact/hooks";
import { type Configuration, getConfiguration, saveConfiguration, uploadLogo } from "../api/config";
import { ApiError, type FieldErrors } from "../api/errors";
import { loadUiSettings } from "../api/ui-settings";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { Button } from "../ui/button";
import { Select, TextField } from "../ui/field";
import { Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import { toast } from "../ui/toast";
import { CHOICES, type ChoiceName, changed, type Form, formOf, TEXTS } from "./box-form";
import styles from "./settings.module.css";

export function Box() {
  const [found, setFound] = useState<Configuration | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const load = () => getConfiguration().then(setFound, setFailure);
  useEffect(() => void load(), []);
  useTitle(t("box.title"));
  return (
    <section class={styles.settings} aria-labelledby="box-title">
      <h1 id="box-title">{t("box.title")}</h1>
      <p class={styles.hint}>{t("box.lead")}</p>
      {failure !== null && <Failed error={failure} />}
      {!found && failure === null && <Loading />}
      {found && <BoxForm key={JSON.stringify(found)} found={found} onSaved={setFound} />}
      {found && <Logo address={found.app_logo} onSaved={setFound} />}
    </section>
  );
}

interface SavedProps {
  onSaved(now: Configuration): void;
}

function BoxForm({ found, onSaved }: SavedProps & { found: Configuration }) {
  const before = formOf(found);
  const [form, setForm] = useState<Form>(before);
  const [errors, setErrors] = useState<FieldErrors>({});
  const save = async () => {
    try {
      onSaved(await saveConfiguration(changed(before, form)));
      toast(t("document.saved"));
      void loadUiSettings();
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      tell(error);
    }
  };
  return (
    <form
      class={styles.section}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t("box.reading")}</h2>
      <div class={styles.pair}>
        {TEXTS.map((name) => (
          <TextField
            key={name}
            label={t(`box.${name}`)}
            hint={form[name] === "" ? t("box.from_file") : t(`box.${name}_hint`)}
            value={form[name]}
            autocomplete="off"
            error={errors[name]?.[0]}
            onValue={(value) => setForm({ ...form, [name]: value })}
            {...(name === "pages" || name === "image_dpi" ? { inputMode: "numeric" } : {})}
          />
        ))}
        {(Object.keys(CHOICES) as ChoiceName[]).map((name) => (
          <Select
            key={name}
            label={t(`box.${name}`)}
            value={form[name]}
            options={[["", t("box.from_file")] as const, ...CHOICES[name]()]}
            onChoose={(value) => setForm({ ...form, [name]: value })}
          />
        ))}
      </div>
      <Button kind="primary" type="submit">
        {t("action.save")}
      </Button>
    </form>
  );
}

function Logo({ address, onSaved }: SavedProps & { address: string | null }) {
  const change = async (ask: () => Promise<Configuration>) => {
    try {
      onSaved(await ask());
      toast(t("document.saved"));
      void loadUiSettings();
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section class={styles.section} aria-labelledby="box-logo">
      <h2 id="box-logo">{t("box.logo")}</h2>
      {address && <img class={styles.logo} src={address} alt={t("box.logo_now")} />}
      <label class={styles.file}>
        <span class={styles.label}>{t("box.logo_choose")}</span>
        <input
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void change(() => uploadLogo(file));
            event.currentTarget.value = "";
          }}
        />
      </label>
      <p>{t("box.logo_hint")}</p>
      {address && (
        <Button onClick={() => void change(() => saveConfiguration({ app_logo: null }))}>
          {t("box.logo_remove")}
        </Button>
      )}
    </section>
  );
}

const tell = (error: unknown) => toast(errorText(error), { bad: true });
