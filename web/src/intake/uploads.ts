/** Files on their way to the box: two at a time, each with its progress, its failure and a retry. */
import { signal } from "@preact/signals";
import { ApiError } from "../api/errors";
import { refusal } from "./refusal";
import { send } from "./send";

export interface Upload {
  key: number;
  file: File;
  state: "queued" | "sending" | "sent" | "failed";
  sent: number;
  jobUuid: string | null;
  error: ApiError | null;
  stop: (() => void) | null;
}

const AT_ONCE = 2;
let lastKey = 0;

export const uploads = signal<readonly Upload[]>([]);

export function enqueue(files: readonly File[]): void {
  const added = files.map((file): Upload => {
    lastKey += 1;
    const error = refusal(file);
    const state = error ? "failed" : "queued";
    return { key: lastKey, file, state, sent: 0, jobUuid: null, error, stop: null };
  });
  uploads.value = [...uploads.value, ...added];
  startNext();
}

export function retryUpload(key: number): void {
  update(key, { state: "queued", sent: 0, error: null });
  startNext();
}

/** Stops a file that is being sent, or takes a finished or failed one off the list. */
export function removeUpload(key: number): void {
  uploads.value.find((upload) => upload.key === key)?.stop?.();
  uploads.value = uploads.value.filter((upload) => upload.key !== key);
  startNext();
}

/** Drops the files whose jobs the daemon tells about by itself. */
export function handOver(isKnown: (jobUuid: string) => boolean): void {
  const rest = uploads.value.filter(({ jobUuid }) => jobUuid === null || !isKnown(jobUuid));
  if (rest.length < uploads.value.length) uploads.value = rest;
}

export const isFailed = (upload: Upload): boolean => upload.state === "failed";

export const isSending = (): boolean =>
  uploads.value.some((upload) => upload.state === "queued" || upload.state === "sending");

/** The waiting files that may start now. */
export function startable(all: readonly Upload[]): Upload[] {
  const sending = all.filter((upload) => upload.state === "sending").length;
  return all.filter((upload) => upload.state === "queued").slice(0, Math.max(0, AT_ONCE - sending));
}

function startNext(): void {
  for (const upload of startable(uploads.value)) void start(upload);
}

async function start({ key, file }: Upload): Promise<void> {
  const sending = send(file, (sent) => update(key, { sent }));
  update(key, { state: "sending", stop: sending.stop });
  try {
    const jobUuid = await sending.answer;
    update(key, { state: "sent", sent: file.size, jobUuid, stop: null });
  } catch (error) {
    const told = error instanceof ApiError ? error : new ApiError("error", 0, null);
    update(key, { state: "failed", error: told, stop: null });
  }
  startNext();
}

function update(key: number, changes: Partial<Upload>): void {
  uploads.value = uploads.value.map((upload) =>
    upload.key === key ? { ...upload, ...changes } : upload,
  );
}
