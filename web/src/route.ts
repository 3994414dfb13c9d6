/** The address as a signal: which page, and the query that holds the library's filters. */
import { batch, computed, signal } from "@preact/signals";
import { KINDS, type Kind } from "./api/kinds";

export type Route =
  | { page: "home" }
  | { page: "library" }
  | { page: "document"; id: number }
  | { page: "settings" }
  | { page: "box" }
  | { page: "welcome" }
  | { page: "manage"; kind: Kind }
  | { page: "fields" }
  | { page: "views" }
  | { page: "people" }
  | { page: "trash" }
  | { page: "system" }
  | { page: "missing" };

export const LIBRARY = "/documents";

/** Where an address of earlier days leads now: the library stood at the front. */
export function movedTo(path: string, search: string): string | null {
  if (path === "/dashboard") return "/";
  return path === "/" && search !== "" ? `${LIBRARY}${search}` : null;
}

export function routeOf(path: string): Route {
  if (path === "/") return { page: "home" };
  if (path === LIBRARY || path === `${LIBRARY}/`) return { page: "library" };
  if (path === "/settings") return { page: "settings" };
  if (path === "/config") return { page: "box" };
  if (path === "/welcome") return { page: "welcome" };
  if (path === "/system") return { page: "system" };
  if (path === "/people") return { page: "people" };
  if (path === "/trash") return { page: "trash" };
  if (path === "/manage/custom_fields") return { page: "fields" };
  if (path === "/manage/saved_views") return { page: "views" };
  const kind = KINDS.find((each) => path === `/manage/${each}`);
  if (kind) return { page: "manage", kind };
  const id = /^\/documents\/(\d{1,15})(\/details)?\/?$/.exec(path)?.[1];
  return id ? { page: "document", id: Number(id) } : { page: "missing" };
}

const inBrowser = typeof location !== "undefined";
const path = signal(inBrowser ? location.pathname : "/");
let search = "";

export const route = computed(() => routeOf(path.value));

/** Where the library was left: its filters, for the way back. */
export const libraryAddress = signal(LIBRARY);

type Guard = () => Promise<boolean>;
let guard: Guard | null = null;

/** Asked before the page is left; answers whether it may be. */
export function setGuard(next: Guard | null): void {
  guard = next;
}

export async function navigate(to: string, { replace = false } = {}): Promise<void> {
  if (guard && !(await guard())) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  followAddress();
}

function followAddress(): void {
  const moved = movedTo(location.pathname, location.search);
  if (moved) history.replaceState(null, "", moved);
  search = location.search;
  batch(() => {
    path.value = location.pathname;
    if (route.value.page === "library") libraryAddress.value = LIBRARY + location.search;
  });
}

/** Follows the back button, and clicks on plain links to our own pages. */
export function startRouting(): void {
  followAddress();
  window.addEventListener("popstate", () => void returnThroughGuard());
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !opensHere(event, link)) return;
    event.preventDefault();
    void navigate(link.pathname + link.search);
  });
}

async function returnThroughGuard(): Promise<void> {
  if (!guard || (await guard())) return followAddress();
  history.pushState(null, "", path.value + search); // stay where we were
}

function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  return (
    event.button === 0 &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
    link.origin === location.origin &&
    !link.target &&
    !link.hasAttribute("download") &&
    !link.pathname.startsWith("/api/")
  );
}
