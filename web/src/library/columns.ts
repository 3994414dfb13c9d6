/** The columns that the table can have. */
import { correspondents, documentTypes, storagePaths } from "../api/attributes";
import type { DocumentSummary, Named } from "../api/types";
import type { Key } from "../i18n";
import { day, moment } from "../i18n/format";
import { columns } from "../preferences";
import type { Sort } from "./filters";

interface Column {
  label: Key;
  /** Absent for what is not plain text. */
  text?: (document: DocumentSummary) => string;
  sorts?: readonly [Sort, Sort];
}

const nameOf = (named: readonly Named[], id: number | null | undefined): string =>
  named.find((one) => one.id === id)?.name ?? "";

export const COLUMNS = {
  correspondent: {
    label: "document.correspondent",
    text: (document) => nameOf(correspondents.value, document.correspondent),
    sorts: ["correspondent__name", "correspondent__name"],
  },
  type: {
    label: "document.type",
    text: (document) => nameOf(documentTypes.value, document.document_type),
  },
  tags: { label: "document.tags" },
  created: {
    label: "document.date",
    text: (document) => day(document.created),
    sorts: ["-created", "created"],
  },
  added: {
    label: "document.file_added",
    text: (document) => moment(document.added),
    sorts: ["-added", "added"],
  },
  path: {
    label: "manage.path_column",
    text: (document) => nameOf(storagePaths.value, document.storage_path),
  },
  asn: {
    label: "document.asn",
    text: (document) => `${document.archive_serial_number ?? ""}`,
  },
  pages: { label: "document.file_pages", text: (document) => `${document.page_count ?? ""}` },
  file: { label: "document.file_name", text: (document) => document.original_file_name ?? "" },
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

export const column = (name: ColumnName): Column => COLUMNS[name];

/** Those that the person chose, in their usual order. */
export const shownColumns = (): ColumnName[] =>
  COLUMN_NAMES.filter((name) => columns.value.includes(name));
