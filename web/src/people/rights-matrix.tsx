/** Boxes for what may be seen, added, changed and deleted. */
import { t } from "../i18n";
import { Button } from "../ui/button";
import styles from "./people.module.css";
import { codename, PRESETS, type Preset, THINGS, toggled, VERBS } from "./rights";

interface Props {
  rights: readonly string[];
  onRights(rights: string[]): void;
}

export function RightsMatrix({ rights, onRights }: Props) {
  return (
    <fieldset class={styles.rights}>
      <legend>{t("people.rights")}</legend>
      <div class={styles.presets}>
        {(Object.keys(PRESETS) as Preset[]).map((preset) => (
          <Button key={preset} onClick={() => onRights([...PRESETS[preset]])}>
            {t(`people.preset.${preset}`)}
          </Button>
        ))}
        <Button kind="quiet" onClick={() => onRights([])}>
          {t("people.preset.none")}
        </Button>
      </div>
      <div class={styles.scroll}>
        <table>
          <thead>
            <tr>
              <td />
              {VERBS.map((verb) => (
                <th key={verb} scope="col">
                  {t(`people.verb.${verb}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {THINGS.map((thing) => (
              <tr key={thing}>
                <th scope="row">{t(`people.thing.${thing}`)}</th>
                {VERBS.map((verb) => {
                  const name = codename(verb, thing);
                  return (
                    <td key={verb}>
                      <input
                        type="checkbox"
                        aria-label={`${t(`people.thing.${thing}`)}: ${t(`people.verb.${verb}`)}`}
                        checked={rights.includes(name)}
                        onChange={() => onRights(toggled(rights, name))}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </fieldset>
  );
}
