/** The installation as a whole: its health, its tasks, its log. */
import { get, post } from "./client";
import type { Page, Task } from "./types";

export type Word = "OK" | "WARNING" | "ERROR" | "DISABLED";

export interface Status {
  storage: { total: number; available: number };
  database: { status: Word; error: string | null };
  tasks: {
    index_status: Word;
    index_last_modified: string | null;
    index_error: string | null;
    classifier_status: Word;
    classifier_error: string | null;
    sanity_check_status: Word;
    sanity_check_last_run: string | null;
    sanity_check_error: string | null;
  };
}

export const getStatus = () => get<Status>("/api/status/");

export const runTask = (task_type: "sanity_check") => post("/api/tasks/run/", { task_type });

const TASKS_SHOWN = 25;

export const listTasks = (page: number) =>
  get<Page<Task>>("/api/tasks/", { query: { page, page_size: TASKS_SHOWN } });

const LINES_SHOWN = 200;

export async function readLog(): Promise<string[]> {
  const [name] = await get<string[]>("/api/logs/");
  if (name === undefined) return [];
  return get<string[]>(`/api/logs/${name}/`, { query: { limit: LINES_SHOWN } });
}
