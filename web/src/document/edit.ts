/** The form of a document: what it holds, and what of it was changed. */
import type { DocumentEdit, FieldValue, PaperlessDocument } from "../api/types";

export interface Form extends Omit<DocumentEdit, "archive_serial_number"> {
  asn: string;
}

export function formOf(document: PaperlessDocument): Form {
  return {
    title: document.title,
    created: document.created.slice(0, 10),
    correspondent: document.correspondent,
    document_type: document.document_type,
    asn: document.archive_serial_number === null ? "" : String(document.archive_serial_number),
    tags: [...document.tags],
    custom_fields: document.custom_fields.map(({ field, value }) => ({ field, value })),
  };
}

/** Only what differs is sent, so that two people editing different things do not undo each other. */
export function changesOf(before: Form, now: Form): Partial<DocumentEdit> {
  const changes: Partial<DocumentEdit> = {};
  if (now.title !== before.title) changes.title = now.title.trim();
  if (now.created !== before.created && now.created) changes.created = now.created;
  if (now.correspondent !== before.correspondent) changes.correspondent = now.correspondent;
  if (now.document_type !== before.document_type) changes.document_type = now.document_type;
  if (now.asn.trim() !== before.asn) {
    changes.archive_serial_number = now.asn.trim() ? Number(now.asn) : null;
  }
  if (!sameSet(now.tags, before.tags)) changes.tags = now.tags;
  if (!sameValues(now.custom_fields, before.custom_fields)) {
    changes.custom_fields = now.custom_fields;
  }
  return changes;
}

export const isChanged = (before: Form, now: Form): boolean =>
  Object.keys(changesOf(before, now)).length > 0;

/** The names under which the daemon complains about the fields. */
export const FIELD_NAMES = {
  title: "title",
  created: "created",
  correspondent: "correspondent",
  document_type: "document_type",
  asn: "archive_serial_number",
  tags: "tags",
  custom_fields: "custom_fields",
} as const satisfies Record<keyof Form, keyof DocumentEdit>;

function sameSet(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

const sameValues = (one: readonly FieldValue[], other: readonly FieldValue[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The new state of the daemon, with what was typed since `base` laid over it. */
export function rebased(base: Form, typed: Form, next: Form): Form {
  return {
    title: typed.title === base.title ? next.title : typed.title,
    created: typed.created === base.created ? next.created : typed.created,
    correspondent:
      typed.correspondent === base.correspondent ? next.correspondent : typed.correspondent,
    document_type:
      typed.document_type === base.document_type ? next.document_type : typed.document_type,
    asn: typed.asn === base.asn ? next.asn : typed.asn,
    tags: sameSet(typed.tags, base.tags) ? next.tags : typed.tags,
    custom_fields: sameValues(typed.custom_fields, base.custom_fields)
      ? next.custom_fields
      : typed.custom_fields,
  };
}
