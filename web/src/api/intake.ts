/** Jobs, waiting files and what holds intake up. */
import { get, post } from "./client";
import type { Intake, Task } from "./types";

export const getIntake = () => get<Intake>("/api/intake/");

export const activeTasks = () => get<Task[]>("/api/tasks/active/");

export const retryTask = (id: number) => post<unknown>(`/api/tasks/${id}/retry/`);
export const retryFile = (name: string) => post("/api/intake/retry/", { name });
export const acknowledgeTask = (id: number) => post("/api/tasks/acknowledge/", { tasks: [id] });
