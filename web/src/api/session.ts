/** Who is logged in, and the first run. */
import { signal } from "@preact/signals";
import { get, post, remove } from "./client";
import { ApiError } from "./errors";
import type { User } from "./types";

export type Session =
  | { state: "unknown" }
  | { state: "setup" }
  | { state: "anonymous"; expired: boolean }
  | { state: "user"; user: User };

export const session = signal<Session>({ state: "unknown" });

/** Asks the daemon who we are; on a new box, says that the first user is still to be made. */
export async function findSession(): Promise<void> {
  const { needed } = await get<{ needed: boolean }>("/api/setup/");
  if (needed) {
    session.value = { state: "setup" };
    return;
  }
  try {
    session.value = { state: "user", user: await get<User>("/api/session/") };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    session.value = { state: "anonymous", expired: false };
  }
}

/** `code`: of the authenticator app, for who has a second factor. */
export async function logIn(
  username: string,
  password: string,
  code: string | null = null,
): Promise<void> {
  await post("/api/session/", { username, password, code });
  session.value = { state: "user", user: await get<User>("/api/session/") };
}

export async function logOut(): Promise<void> {
  await remove("/api/session/");
  session.value = { state: "anonymous", expired: false };
}

export async function createFirstUser(code: string, username: string, password: string) {
  await post("/api/setup/", { code, username, password });
  await logIn(username, password);
}

export function expireSession(): void {
  if (session.peek().state === "user") session.value = { state: "anonymous", expired: true };
}
