/** The shell: header, navigation, and the page that the address asks for. */
import { useEffect, useRef } from "preact/hooks";
import { followAttributes, loadAttributes } from "./api/attributes";
import { follow } from "./api/events";
import { session } from "./api/session";
import type { User } from "./api/types";
import styles from "./app.module.css";
import { DocumentPage, MissingPage } from "./document/document";
import { LogIn } from "./first-run/log-in";
import { t } from "./i18n";
import { Banners } from "./intake/banners";
import { DropZone } from "./intake/drop-zone";
import { followIntake, intake, readingDocuments } from "./intake/intake";
import { closeTray, InTray, toggleTray } from "./intake/panel";
import { FileInputs, pickFiles } from "./intake/pick";
import { Library } from "./library/library";
import { forget } from "./library/results";
import { Header, PhoneBar } from "./navigation";
import { libraryAddress, navigate, route } from "./route";
import { helpIsOpen, ShortcutHelp } from "./shortcut-help";
import { useShortcuts } from "./shortcuts";
import { Questions } from "./ui/dialog";
import { lazy } from "./ui/lazy";
import { Loading } from "./ui/states";
import { Toasts } from "./ui/toast";

const FirstRun = lazy(async () => (await import("./first-run/first-run")).FirstRun);
const ManageFields = lazy(async () => (await import("./manage/fields")).ManageFields);
const Manage = lazy(async () => (await import("./manage/manage")).Manage);
const People = lazy(async () => (await import("./people/people")).People);
const Settings = lazy(async () => (await import("./settings/settings")).Settings);
const System = lazy(async () => (await import("./system/system")).System);
const Trash = lazy(async () => (await import("./trash/trash")).Trash);

export function App() {
  return (
    <>
      <Stage />
      <Toasts />
      <Questions />
      <ShortcutHelp />
    </>
  );
}

function Stage() {
  const current = session.value;
  switch (current.state) {
    case "unknown":
      return <Loading />;
    case "setup":
      return <FirstRun />;
    case "anonymous":
      return <LogIn expired={current.expired} />;
    case "user":
      return <Shell user={current.user} />;
  }
}

function Shell({ user }: { user: User }) {
  useEffect(() => {
    void loadAttributes();
    const endings = [followIntake(), followAttributes(), follow()];
    return () => {
      for (const end of endings) end();
      forget();
    };
  }, []);
  useShortcuts({
    upload: pickFiles,
    intray: toggleTray,
    library: () => void navigate(libraryAddress.value),
    help: () => {
      helpIsOpen.value = true;
    },
  });
  return (
    <div class={styles.shell}>
      <a class={styles.skip} href="#content">
        {t("app.skip")}
      </a>
      <Header />
      <Banners />
      <main id="content" tabIndex={-1} class={styles.content}>
        <CurrentPage user={user} />
      </main>
      <PhoneBar />
      <InTray />
      <FileInputs />
      <DropZone />
    </div>
  );
}

function CurrentPage({ user }: { user: User }) {
  const current = route.value;
  useFocusOnArrival(JSON.stringify(current));
  const consumeDir = intake.value?.consume_dir ?? null;
  switch (current.page) {
    case "library":
      return <Library reading={readingDocuments.value} consumeDir={consumeDir} onAdd={pickFiles} />;
    case "document":
      return <DocumentPage id={current.id} isRead={readingDocuments.value.has(current.id)} />;
    case "settings":
      return <Settings username={user.username} consumeDir={consumeDir} />;
    case "manage":
      return <Manage kind={current.kind} />;
    case "fields":
      return <ManageFields />;
    case "system":
      return <System />;
    case "people":
      return <People userId={user.id} />;
    case "trash":
      return <Trash />;
    case "missing":
      return <MissingPage />;
  }
}

/** The link that led here is gone: the focus goes to the new content, not back to the start. */
function useFocusOnArrival(place: string): void {
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    closeTray(); // it would cover what it led to
    if (document.activeElement === document.body) document.getElementById("content")?.focus();
  }, [place]);
}
