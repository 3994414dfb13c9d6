/** The live state of the in-tray: jobs and waiting files, kept fresh by events. */
import { computed, effect, signal } from "@preact/signals";
import { ApiError } from "../api/errors";
import { listen } from "../api/events";
import { acknowledgeTask, activeTasks, getIntake, retryFile, retryTask } from "../api/intake";
import type { Intake, JobProgress } from "../api/types";
import { t } from "../i18n";
import { errorText } from "../i18n/errors";
import { toast } from "../ui/toast";
import {
  isDone,
  type Job,
  type Jobs,
  jobOf,
  needsAttention,
  refetched,
  sections,
  withProgress,
} from "./jobs";
import { handOver, isFailed, uploads } from "./uploads";

export const jobs = signal<Jobs>(new Map());
export const intake = signal<Intake | null>(null);
export const announcement = signal("");
export const isOpen = signal(false);

export const shown = computed(() => sections(jobs.value));
export const readingDocuments = computed<ReadonlySet<number>>(
  () => new Set(shown.value.active.flatMap((job) => job.documentId ?? [])),
);
export const failedUploads = computed(() => uploads.value.filter(isFailed));
export const activeUploads = computed(() => uploads.value.filter((upload) => !isFailed(upload)));
export const activeCount = computed(() => shown.value.active.length + activeUploads.value.length);
export const attentionCount = computed(
  () => shown.value.attention.length + failedUploads.value.length,
);

const REFETCH_MS = 300;
let refetching: ReturnType<typeof setTimeout> | undefined;

/** Follows the daemon until the returned function is called. */
export function followIntake(): () => void {
  void fetchAll();
  const stop = listen({
    job: onJob,
    intake: fetchSoon,
    missed: fetchSoon,
  });
  const stopHandingOver = effect(() => handOver((uuid) => jobs.value.has(uuid)));
  return () => {
    stop();
    stopHandingOver();
    clearTimeout(refetching);
    jobs.value = new Map();
    intake.value = null;
  };
}

export async function retry(job: Job): Promise<void> {
  try {
    await retryTask(job.id);
    jobs.value = without(job.uuid);
    toast(t("intake.retrying", { name: job.name }));
    fetchSoon();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

export async function dismiss(job: Job): Promise<void> {
  try {
    if (!isDone(job)) await acknowledgeTask(job.id);
    jobs.value = without(job.uuid);
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

export async function lookAgain(fileName: string): Promise<void> {
  try {
    await retryFile(fileName);
    fetchSoon();
  } catch (error) {
    toast(errorText(error), { bad: true });
  }
}

function onJob(progress: JobProgress): void {
  jobs.value = withProgress(jobs.value, progress, Date.now());
  const job = jobs.value.get(progress.uuid);
  if (!job) return;
  if (isDone(job)) announcement.value = t("intake.announce_done", { name: job.name });
  else if (needsAttention(job)) {
    announcement.value = t("intake.announce_failed", { name: job.name });
    fetchSoon(); // the event has the code, the list has the reason
  }
}

function fetchSoon(): void {
  clearTimeout(refetching);
  refetching = setTimeout(() => void fetchAll(), REFETCH_MS);
}

async function fetchAll(): Promise<void> {
  const [active, now] = await Promise.all([quietly(activeTasks), quietly(getIntake)]);
  if (!active || !now) return;
  intake.value = now;
  const at = Date.now();
  const listed = [...now.failures, ...active].map((task) => jobOf(task, at));
  jobs.value = refetched(jobs.value, listed);
}

/** A user who may not see tasks simply sees none; being offline has its own banner. */
async function quietly<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

function without(uuid: string): Jobs {
  const rest = new Map(jobs.value);
  rest.delete(uuid);
  return rest;
}
