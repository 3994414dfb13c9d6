import { expect, test } from "vitest";
import type { JobProgress, Task } from "../api/types";
import {
  canRetry,
  type Jobs,
  jobOf,
  needsAttention,
  progressOfJob,
  refetched,
  sections,
  withProgress,
} from "./jobs";

const progress = (changes: Partial<JobProgress> = {}): JobProgress => ({
  job_id: 1,
  uuid: "a",
  file_name: "scan.pdf",
  state: "started",
  stage: "reading",
  page: 0,
  pages: 0,
  document_id: null,
  error_code: null,
  ...changes,
});

const task = (changes: Partial<Task> = {}): Task => ({
  id: 1,
  task_id: "a",
  task_type: "consume_file",
  trigger_source: "web_ui",
  status: "failure",
  date_created: "2026-11-22T02:38:24Z",
  date_done: null,
  input_data: { filename: "scan.pdf" },
  result_data: { error_type: "damaged", error_message: "It is cut off." },
  related_document_ids: [],
  acknowledged: false,
  ...changes,
});

const none: Jobs = new Map();

test("a job moves from being read to being filed", () => {
  const reading = withProgress(none, progress({ page: 1, pages: 3 }), 1);
  expect(sections(reading).active.map(progressOfJob)).toEqual([0.25]);

  const filed = withProgress(
    reading,
    progress({ state: "success", stage: "done", document_id: 7 }),
    2,
  );
  expect(sections(filed)).toMatchObject({ active: [], done: [{ documentId: 7 }] });
});

test("a failure says why and stays until it is dismissed", () => {
  const [job] = sections(refetched(none, [jobOf(task(), 1)])).attention;

  expect(job).toMatchObject({ code: "damaged", message: "It is cut off.", name: "scan.pdf" });
});

test("a document that is stored but cannot be read needs attention too", () => {
  const jobs = withProgress(none, progress({ state: "success", error_code: "password" }), 1);

  expect([...jobs.values()].every(needsAttention)).toBe(true);
});

test("a duplicate names the document that is there already", () => {
  const job = jobOf(task({ result_data: { duplicate_of: 7 } }), 1);

  expect(job).toMatchObject({ code: "duplicate", duplicateOf: 7 });
  expect(canRetry(job)).toBe(false);
});

test("after a gap the daemon's list counts, but what was filed just now stays in sight", () => {
  const filed = withProgress(none, progress({ uuid: "done", state: "success" }), 1);
  const before = withProgress(filed, progress({ uuid: "gone" }), 1);

  expect([...refetched(before, []).keys()]).toEqual(["done"]);
});

test("a refetch does not set the progress of a page back", () => {
  const before = withProgress(none, progress({ page: 2, pages: 4 }), 1);
  const after = refetched(before, [jobOf(task({ status: "started", result_data: null }), 2)]);

  expect(after.get("a")).toMatchObject({ page: 2, pages: 4 });
});
