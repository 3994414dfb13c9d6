/** The open document: loaded, edited, saved. */
import { computed, signal } from "@preact/signals";
import { deleteDocument, getDocument, saveDocument } from "../api/documents";
import { ApiError, type FieldErrors } from "../api/errors";
import { listen } from "../api/events";
import type { PaperlessDocument } from "../api/types";
import { changesOf, type Form, formOf, isChanged, rebased } from "./edit";

export const document = signal<PaperlessDocument | null>(null);
export const failure = signal<unknown>(null);
export const form = signal<Form | null>(null);
export const saving = signal(false);
export const fieldErrors = signal<FieldErrors>({});

export const isDirty = computed(() => {
  if (!document.value || !form.value) return false;
  return isChanged(formOf(document.value), form.value);
});

export async function open(id: number): Promise<void> {
  if (document.value?.id !== id) close();
  await fetchDocument(id);
}

export function close(): void {
  document.value = null;
  form.value = null;
  failure.value = null;
  fieldErrors.value = {};
}

export function edit(changes: Partial<Form>): void {
  if (form.value) form.value = { ...form.value, ...changes };
}

export function undo(): void {
  if (document.value) form.value = formOf(document.value);
  fieldErrors.value = {};
}

/** Sends what was changed; throws what the daemon objects to, by field where it says so. */
export async function save(): Promise<void> {
  const before = document.value;
  if (!before || !form.value || saving.value) return;
  const sent = form.value;
  saving.value = true;
  fieldErrors.value = {};
  try {
    const saved = await saveDocument(before.id, changesOf(formOf(before), sent));
    if (document.value?.id === saved.id) take(saved, sent);
  } catch (error) {
    if (error instanceof ApiError) fieldErrors.value = error.fields;
    throw error;
  } finally {
    saving.value = false;
  }
}

export async function trash(id: number): Promise<void> {
  await deleteDocument(id);
  if (document.value?.id === id) form.value = null; // nothing is left to be saved
}

/** Another tab, a phone or the reading itself may change the document while it is open. */
export function followDocument(id: number): () => void {
  const again = () => void fetchDocument(id);
  return listen({
    documents: (ids) => ids.includes(id) && again(),
    deleted: (ids) => {
      if (ids.includes(id)) failure.value = new ApiError("not_found", 404, null);
    },
    missed: again,
  });
}

async function fetchDocument(id: number): Promise<void> {
  try {
    const next = await getDocument(id);
    take(next, document.value ? formOf(document.value) : null);
    failure.value = null;
  } catch (error) {
    if (!document.value || (error instanceof ApiError && error.status === 404))
      failure.value = error;
  }
}

/** Takes over the daemon's state, but never what a person typed since `base`. */
function take(next: PaperlessDocument, base: Form | null): void {
  const typed = document.value?.id === next.id ? form.value : null;
  document.value = next;
  form.value = typed && base ? rebased(base, typed, formOf(next)) : formOf(next);
}
