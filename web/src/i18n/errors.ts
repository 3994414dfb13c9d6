/** An error or a notice of the daemon, said in the reader's language. */
import { ApiError } from "../api/errors";
import { isKey, t, textOf } from "./index";

export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.error");
  if (error.code === "invalid" && !error.detail) return t("error.error");
  return textOf(`error.${error.code}`, "error.error", { detail: error.detail ?? "" });
}

/** Why a document was not read: a code we know, or the daemon's own words. */
export function reasonText(code: string | null, message?: string | null): string {
  if (code && isKey(`notice.${code}`)) return t(`notice.${code}` as never);
  if (code && code !== "error" && isKey(`error.${code}`)) {
    return textOf(`error.${code}`, "error.error", { detail: message ?? "" });
  }
  return message || t("error.reading");
}
