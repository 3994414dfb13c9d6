import { ApiError } from "../api/errors";
import type { Key } from "../i18n";

/** What the daemon wants to hear or did not believe; null: something else went wrong. */
export interface RefusedLogin {
  needsCode: boolean;
  text: Key | null; // nothing to complain about when the code is only asked for
}

/** The words are those of the API: apps compare them, too. */
export function refusedLogin(error: unknown): RefusedLogin | null {
  if (!(error instanceof ApiError) || (error.status !== 400 && error.status !== 401)) return null;
  if (error.detail === "MFA code is required") return { needsCode: true, text: null };
  if (error.detail === "Invalid MFA code") return { needsCode: true, text: "login.code_wrong" };
  return { needsCode: false, text: "login.wrong" };
}
