/** The shell: header, navigation, and the page that the address asks for. */
import { useEffect, useRef } from "preact/hooks";
import { followAttributes, loadAttributes } from "./api/attributes";
import { follow } from "./api/events";
import { session } from "./api/session";
import type { SavedView, User } from "./api/types";
import { loadUiSettings } from "./api/ui-settings";
import styles from "./app.module.css";
import { LogIn } from "./first-run/log-in";
import { Home } from "./home/home";
import { t } from "./i18n";
import { Banners } from "./intake/banners";
import { DropZone } from "./intake/drop-zone";
import { Attention, OnItsWay } from "./intake/glance";
import { followIntake, intake, readingDocuments, shown } from "./intake/intake";
import { closeTray, InTray, toggleTray } from "./intake/panel";
import { FileInputs, pickFiles, takePhoto } from "./intake/pick";
import { addressOf, listQuery, NO_FILTERS } from "./library/filters";
import { forget } from "./library/results";
import { filtersOfView } from "./library/saved-views";
import { Header, PhoneBar } from "./navigation";
import { libraryAddress, navigate, route } from "./route";
import { helpIsOpen, ShortcutHelp } from "./shortcut-help";
import { useShortcuts } from "./shortcuts";
import { Questions } from "./ui/dialog";
import { lazy } from "./ui/lazy";
import { Loading } from "./ui/states";
import { Toasts } from "./ui/toast";

const DocumentPage = lazy(async () => (await import("./document/document")).DocumentPage);
const MissingPage = lazy(async () => (await import("./document/document")).MissingPage);
const Library = lazy(async () => (await import("./library/library")).Library);
const Box = lazy(async () => (await import("./settings/box")).Box);
const FirstRun = lazy(async () => (await import("./first-run/first-run")).FirstRun);
const ManageFields = lazy(async () => (await import("./manage/fields")).ManageFields);
const Manage = lazy(async () => (await import("./manage/manage")).Manage);
const People = lazy(async () => (await import("./people/people")).People);
const Settings = lazy(async () => (await import("./settings/settings")).Settings);
const System = lazy(async () => (await import("./system/system")).System);
const ManageViews = lazy(async () => (await import("./manage/saved-views")).ManageViews);
const Welcome = lazy(async () => (await import("./first-run/welcome")).Welcome);
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
    loadUiSettings().catch(() => {}); // the page has its own name, and shows less
    const endings = [followIntake(), followAttributes(), follow()];
    return () => {
      for (const end of endings) end();
      forget();
    };
  }, []);
  useShortcuts({
    upload: pickFiles,
    intray: toggleTray,
    home: () => void navigate("/"),
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
    case "home":
      return (
        <Home
          onItsWay={<OnItsWay />}
          attention={<Attention />}
          viewLink={viewLink}
          inboxAddress={INBOX}
          libraryAddress={libraryAddress.value}
          consumeDir={consumeDir}
          onAdd={pickFiles}
          onPhoto={takePhoto}
        />
      );
    case "library":
      return <Library reading={readingDocuments.value} consumeDir={consumeDir} onAdd={pickFiles} />;
    case "document":
      return <DocumentPage id={current.id} isRead={readingDocuments.value.has(current.id)} />;
    case "settings":
      return <Settings username={user.username} consumeDir={consumeDir} />;
    case "box":
      return <Box />;
    case "manage":
      return <Manage kind={current.kind} />;
    case "welcome":
      return (
        <Welcome consumeDir={consumeDir} active={shown.value.active} done={shown.value.done} />
      );
    case "views":
      return <ManageViews addressOf={(view) => viewLink(view).address} />;
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

const INBOX = addressOf({ ...NO_FILTERS, more: { is_in_inbox: "true" } });

function viewLink(view: SavedView) {
  const filters = filtersOfView(view);
  return { address: addressOf(filters), query: listQuery(filters) };
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
