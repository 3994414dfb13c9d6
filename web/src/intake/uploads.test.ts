import { expect, test } from "vitest";
import { refusal } from "./refusal";
import { handOver, startable, type Upload, uploads } from "./uploads";

const upload = (key: number, state: Upload["state"]): Upload => ({
  key,
  file: new File(["x"], "a.pdf"),
  state,
  sent: 0,
  jobUuid: null,
  error: null,
  stop: null,
});

test("two files are sent at a time, in the order in which they were added", () => {
  const all = [upload(1, "sending"), upload(2, "failed"), upload(3, "queued"), upload(4, "queued")];

  expect(startable(all).map((one) => one.key)).toEqual([3]);
  expect(startable([upload(1, "sending"), upload(2, "sending"), upload(3, "queued")])).toEqual([]);
});

test("empty files and folders are not sent", () => {
  expect(refusal({ size: 0, type: "application/pdf", name: "a.pdf" })?.code).toBe("empty_file");
  expect(refusal({ size: 0, type: "", name: "Invoices" })?.code).toBe("folder");
  expect(refusal({ size: 1, type: "", name: "Invoices" })).toBeNull();
});

test("a file leaves the list when the daemon tells about its job, whichever comes first", () => {
  uploads.value = [
    { ...upload(1, "sent"), jobUuid: "a" },
    { ...upload(2, "sent"), jobUuid: "b" },
  ];

  handOver((uuid) => uuid === "a");

  expect(uploads.value.map((one) => one.key)).toEqual([2]);
});
