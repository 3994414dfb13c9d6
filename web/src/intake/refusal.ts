import { ApiError } from "../api/errors";

const NEVER_SENT = new Set(["empty_file", "folder"]);

/** Whether sending the same file again may help. */
export const isWorthRetry = (error: ApiError | null): boolean => !NEVER_SENT.has(error?.code ?? "");

/** What need not be sent at all: an empty file, or a folder that the browser passes off as one. */
export function refusal(file: { size: number; type: string; name: string }): ApiError | null {
  if (file.size > 0) return null;
  const looksLikeFolder = file.type === "" && !file.name.includes(".");
  return new ApiError(looksLikeFolder ? "folder" : "empty_file", 0, null);
}
