/** The header, and the bar at the bottom of phones. */
import { appTitle } from "./api/ui-settings";
import styles from "./app.module.css";
import { plural, t } from "./i18n";
import { activeCount, attentionCount, isOpen } from "./intake/intake";
import { toggleTray } from "./intake/panel";
import { pickFiles, takePhoto } from "./intake/pick";
import { SearchField } from "./library/search-field";
import { libraryAddress, route } from "./route";
import { Button, LinkButton } from "./ui/button";
import { Icon, type IconName } from "./ui/icons";
import { Wordmark } from "./ui/wordmark";

export function Header() {
  return (
    <header class={styles.header}>
      <a
        class={styles.home}
        href="/"
        aria-label={`${appTitle.value ?? t("app.name")}, ${t("nav.home")}`}
      >
        <Wordmark />
      </a>
      <SearchField />
      <nav class={styles.tools} aria-label={t("nav.main")}>
        <Button kind="primary" icon="add" onClick={pickFiles}>
          {t("nav.upload")}
        </Button>
        <span class={styles.trayButton}>
          <Button
            kind="quiet"
            icon="tray"
            iconOnly
            aria-expanded={isOpen.value}
            aria-controls="intray"
            aria-label={trayName()}
            onClick={toggleTray}
          >
            {t("nav.intray")}
          </Button>
          <Badge />
        </span>
        <LinkButton
          kind="quiet"
          icon="library"
          iconOnly
          href={libraryAddress.value}
          aria-current={route.value.page === "library" ? "page" : undefined}
        >
          {t("nav.library")}
        </LinkButton>
        <LinkButton
          kind="quiet"
          icon="tag"
          iconOnly
          href="/manage/tags"
          aria-current={route.value.page === "manage" ? "page" : undefined}
        >
          {t("nav.manage")}
        </LinkButton>
        <LinkButton
          kind="quiet"
          icon="settings"
          iconOnly
          href="/settings"
          aria-current={route.value.page === "settings" ? "page" : undefined}
        >
          {t("nav.settings")}
        </LinkButton>
      </nav>
    </header>
  );
}

export function PhoneBar() {
  const page = route.value.page;
  return (
    <nav class={styles.phoneBar} aria-label={t("nav.main")}>
      <BarLink href="/" icon="home" current={page === "home"}>
        {t("nav.home")}
      </BarLink>
      <BarLink href={libraryAddress.value} icon="library" current={page === "library"}>
        {t("nav.library")}
      </BarLink>
      <BarButton icon="camera" onClick={takePhoto} label={t("nav.camera")}>
        {t("nav.camera_short")}
      </BarButton>
      <BarButton icon="add" onClick={pickFiles} label={t("nav.upload")}>
        {t("nav.upload_short")}
      </BarButton>
      <BarButton icon="tray" onClick={toggleTray} label={trayName()} expanded={isOpen.value}>
        {t("nav.intray")}
        <Badge />
      </BarButton>
    </nav>
  );
}

/** What the badge shows in colour, said in words. */
function trayName(): string {
  const parts = [t("nav.intray")];
  if (attentionCount.value) parts.push(plural("intake.attention", attentionCount.value));
  if (activeCount.value) parts.push(plural("intake.count", activeCount.value));
  return parts.join(", ");
}

function Badge() {
  const failed = attentionCount.value;
  const count = failed || activeCount.value;
  if (count === 0) return null;
  // drawn by the style sheet: the name of the button says it in words
  return <span class={`${styles.badge} ${failed ? styles.bad : ""}`} data-count={count} />;
}

interface BarItem {
  icon: IconName;
  children: unknown;
}

function BarLink({ href, icon, current, children }: BarItem & { href: string; current: boolean }) {
  return (
    <a class={styles.barItem} href={href} aria-current={current ? "page" : undefined}>
      <Icon name={icon} size={22} />
      <span>{children as string}</span>
    </a>
  );
}

type BarButtonProps = BarItem & { onClick(): void; label: string; expanded?: boolean };

function BarButton({ icon, onClick, label, expanded, children }: BarButtonProps) {
  return (
    <button
      type="button"
      class={styles.barItem}
      aria-label={label}
      aria-expanded={expanded}
      aria-controls={expanded === undefined ? undefined : "intray"}
      onClick={onClick}
    >
      <Icon name={icon} size={22} />
      <span>{children as string}</span>
    </button>
  );
}
