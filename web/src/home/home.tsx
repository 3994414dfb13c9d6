/** Home: what came in, what is on its way, and the ways to the rest. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { Button, LinkButton } from "../ui/button";
import { Icon } from "../ui/icons";
import { Empty, Failed, Loading } from "../ui/states";
import { useTitle } from "../ui/title";
import styles from "./home.module.css";
import { Lately } from "./lately";
import { Numbers, Storage } from "./numbers";
import { failure, followLately, lately } from "./state";
import { type ViewLink, Views } from "./views";

interface Props {
  /** Live: papers that are being read, and those that need a look. */
  onItsWay: ComponentChildren;
  attention: ComponentChildren;
  viewLink: ViewLink;
  inboxAddress: string;
  libraryAddress: string;
  consumeDir: string | null;
  onAdd(): void;
  onPhoto(): void;
}

export function Home(props: Props) {
  useTitle("");
  useEffect(followLately, []);
  return (
    <div class={styles.home}>
      <h1 class="visually-hidden">{t("home.title")}</h1>
      {props.attention}
      <Content {...props} />
    </div>
  );
}

function Content(props: Props) {
  const found = lately.value;
  if (!found) {
    if (failure.value) return <Failed error={failure.value} onRetry={() => location.reload()} />;
    return <Loading />;
  }
  if (found.newest.count === 0) return <NewBox {...props} />;
  return (
    <div class={styles.columns}>
      <div class={styles.column}>
        <Lately
          lately={found}
          inboxAddress={props.inboxAddress}
          libraryAddress={props.libraryAddress}
        />
      </div>
      <aside class={styles.column} aria-label={t("home.aside")}>
        <Add {...props} />
        {props.onItsWay}
        <Views viewLink={props.viewLink} />
        <Numbers
          documents={found.newest.count}
          inbox={found.inbox.count}
          libraryAddress={props.libraryAddress}
          inboxAddress={props.inboxAddress}
        />
        <Storage />
      </aside>
    </div>
  );
}

function Add({ onAdd, onPhoto }: Props) {
  return (
    <section class={styles.add} aria-labelledby="home-add">
      <Icon name="tray" size={32} />
      <h2 id="home-add">{t("home.add")}</h2>
      <p>{t("home.add_hint")}</p>
      <div class={styles.addActions}>
        <Button kind="primary" icon="file" onClick={onAdd}>
          {t("home.choose")}
        </Button>
        <span class={styles.photo}>
          <Button icon="camera" onClick={onPhoto}>
            {t("home.photo")}
          </Button>
        </span>
      </div>
    </section>
  );
}

function NewBox(props: Props) {
  return (
    <>
      <Empty icon="tray" title={t("library.empty")}>
        <p>{t("library.empty_hint")}</p>
        {props.consumeDir && <code class={styles.folder}>{props.consumeDir}</code>}
        <div class={styles.addActions}>
          <Button kind="primary" icon="add" onClick={props.onAdd}>
            {t("library.empty_add")}
          </Button>
          <LinkButton href="/welcome">{t("welcome.open")}</LinkButton>
        </div>
      </Empty>
      {props.onItsWay}
    </>
  );
}
