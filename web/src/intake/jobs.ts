/** The jobs of the daemon as the in-tray shows them: what is read, what failed, what is filed. */
import type { JobProgress, Task, TaskState } from "../api/types";

export interface Job {
  uuid: string;
  /** Number of the task, for retry and dismissal. */
  id: number;
  name: string;
  state: TaskState;
  stage: JobProgress["stage"];
  page: number;
  pages: number;
  documentId: number | null;
  duplicateOf: number | null;
  code: string | null;
  message: string | null;
  /** When this page last heard of it, ms. */
  at: number;
}

export type Jobs = ReadonlyMap<string, Job>;

const DONE_SHOWN = 5;

/** What a person should look at: it failed, or it was stored but could not be read. */
export const needsAttention = (job: Job): boolean =>
  job.state === "failure" || (job.state === "success" && job.code !== null);

export const isActive = (job: Job): boolean => job.state === "pending" || job.state === "started";

export const isDone = (job: Job): boolean => job.state === "success" && job.code === null;

export function jobOf(task: Task, now: number): Job {
  const result = task.result_data;
  return {
    uuid: task.task_id,
    id: task.id,
    name: task.input_data.filename || task.task_id,
    state: task.status,
    stage: task.status === "started" ? "reading" : isFinal(task.status) ? "done" : "received",
    page: 0,
    pages: 0,
    documentId: task.related_document_ids[0] ?? result?.document_id ?? null,
    duplicateOf: result?.duplicate_of ?? null,
    code: codeOf(result),
    message: result?.error_message ?? result?.reason ?? task.result_message ?? null,
    at: now,
  };
}

function codeOf(result: Task["result_data"]): string | null {
  if (!result?.duplicate_of) return result?.error_type ?? null;
  return result.duplicate_in_trash ? "duplicate_in_trash" : "duplicate";
}

/** Only a stored document can be read again. */
export const canRetry = (job: Job): boolean => job.documentId !== null && job.duplicateOf === null;

export function withProgress(jobs: Jobs, progress: JobProgress, now: number): Jobs {
  const before = jobs.get(progress.uuid);
  const job: Job = {
    duplicateOf: null,
    message: null,
    ...before,
    uuid: progress.uuid,
    id: progress.job_id,
    name: progress.file_name,
    state: progress.state,
    stage: progress.stage,
    page: progress.page,
    pages: progress.pages,
    documentId: progress.document_id,
    code: progress.error_code,
    at: now,
  };
  return new Map(jobs).set(job.uuid, job);
}

/** What the daemon lists replaces what we knew, but for what was filed just now. */
export function refetched(jobs: Jobs, listed: readonly Job[]): Jobs {
  const next = new Map(listed.map((job) => [job.uuid, job]));
  for (const job of jobs.values()) {
    if (isDone(job) && !next.has(job.uuid)) next.set(job.uuid, job);
  }
  for (const job of listed) {
    const before = jobs.get(job.uuid);
    if (before && isActive(before) && isActive(job))
      next.set(job.uuid, { ...job, ...progressOf(before) });
  }
  return next;
}

const progressOf = ({ page, pages, stage }: Job) => ({ page, pages, stage });

export interface Sections {
  attention: Job[];
  active: Job[];
  done: Job[];
}

export function sections(jobs: Jobs): Sections {
  const all = [...jobs.values()];
  const newestFirst = (one: Job, other: Job) => other.at - one.at;
  return {
    attention: all.filter(needsAttention).sort((one, other) => other.id - one.id),
    active: all.filter(isActive).sort((one, other) => one.id - other.id),
    done: all.filter(isDone).sort(newestFirst).slice(0, DONE_SHOWN),
  };
}

/** 0 to 1 over all pages; unknown before the first page. */
export const progressOfJob = (job: Job): number | undefined =>
  job.pages > 0 ? job.page / (job.pages + 1) : undefined;

const isFinal = (state: TaskState) => state !== "pending" && state !== "started";
