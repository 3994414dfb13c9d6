/** The shapes of our own API (version 10), as far as the page uses them. */

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface SearchHit {
  score: number;
  highlights: string;
  rank: number;
}

/** What a card in the library shows. */
export interface DocumentSummary {
  id: number;
  title: string;
  created: string;
  added: string;
  modified: string;
  correspondent: number | null;
  document_type: number | null;
  storage_path: number | null;
  archive_serial_number: number | null;
  tags: number[];
  page_count: number | null;
  mime_type: string;
  original_file_name: string | null;
  __search_hit__?: SearchHit;
}

export interface PaperlessDocument extends DocumentSummary {
  content: string;
  archived_file_name: string | null;
  owner: number | null;
  custom_fields: FieldValue[];
  user_can_change?: boolean;
  versions: { checksum: string }[];
}

export interface TrashedDocument {
  id: number;
  title: string;
  created: string;
  modified: string;
  deleted_at: string;
  original_file_name: string | null;
}

/** What the form of a document can change. */
export interface DocumentEdit {
  title: string;
  created: string;
  correspondent: number | null;
  document_type: number | null;
  archive_serial_number: number | null;
  tags: number[];
  custom_fields: FieldValue[];
}

export interface DocumentMetadata {
  original_checksum: string;
  original_size: number;
  original_mime_type: string;
  original_filename: string;
  has_archive_version: boolean;
  archive_size: number | null;
  lang: string | null;
}

export interface Suggestions {
  dates: string[];
  correspondents?: number[];
  document_types?: number[];
  tags?: number[];
}

export interface Author {
  id: number;
  username: string;
  first_name?: string;
  last_name?: string;
}

export const DATA_TYPES = [
  "string",
  "longtext",
  "date",
  "boolean",
  "integer",
  "float",
  "monetary",
  "select",
  "url",
  "documentlink",
] as const;
export type DataType = (typeof DATA_TYPES)[number];

export interface SelectOption {
  id?: string;
  label: string;
}

export interface CustomField extends Named {
  data_type: DataType;
  extra_data: { select_options?: SelectOption[]; default_currency?: string | null } | null;
}

export type FieldContent = string | number | boolean | number[] | null;

/** A custom field on a document. */
export interface FieldValue {
  field: number;
  value: FieldContent;
}

export interface FilterRule {
  rule_type: number;
  value: string | null;
}

export interface SavedView {
  id: number;
  name: string;
  sort_field: string | null;
  sort_reverse: boolean;
  filter_rules: FilterRule[];
  user_can_change?: boolean;
}

export interface Note {
  id: number;
  note: string;
  created: string;
  user: Author | null;
}

/** Before and after, or what was put to a set and taken from it. */
export type Change =
  | [unknown, unknown]
  | { type: string; operation: "add" | "delete"; objects: string[] };

export interface HistoryEntry {
  id: number;
  timestamp: string;
  action: "create" | "update" | "delete" | "access";
  changes: Record<string, Change>;
  actor: { id: number; username: string } | null;
}

export interface ShareLink {
  id: number;
  created: string;
  expiration: string | null;
  slug: string;
  document: number;
  file_version: "archive" | "original";
}

export interface Named {
  id: number;
  name: string;
  document_count?: number;
  match?: string;
}

/** How a name finds its documents by itself; 6, learning, is not there yet. */
export type MatchingAlgorithm = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** A name as it is managed: everything that can be changed about it. */
export interface Attribute extends Named {
  match: string;
  matching_algorithm: MatchingAlgorithm;
  is_insensitive: boolean;
  user_can_change: boolean;
  color?: string;
  is_inbox_tag?: boolean;
  parent?: number | null;
  path?: string;
}

export interface Tag extends Named {
  color: string;
  text_color: string;
  is_inbox_tag: boolean;
  parent: number | null;
}

export type TaskState = "pending" | "started" | "success" | "failure" | "revoked";

export interface Task {
  id: number;
  task_id: string;
  task_type: string;
  trigger_source: string;
  status: TaskState;
  date_created: string;
  date_done: string | null;
  input_data: { filename?: string | null };
  result_data: {
    document_id?: number;
    duplicate_of?: number;
    duplicate_in_trash?: boolean;
    reason?: string;
    error_type?: string;
    error_message?: string;
  } | null;
  result_message?: string | null;
  related_document_ids: number[];
  acknowledged: boolean;
}

/** `job` of /api/events/. */
export interface JobProgress {
  job_id: number;
  uuid: string;
  file_name: string;
  state: TaskState;
  stage: "received" | "reading" | "archiving" | "filing" | "done";
  page: number;
  pages: number;
  document_id: number | null;
  error_code: string | null;
}

export interface WaitingFile {
  name: string;
  size: number;
  since: string;
  reason: string;
}

export interface Intake {
  paused: string | null;
  consume_dir: string;
  waiting: WaitingFile[];
  /** Tasks that nobody has acknowledged: not read, or stored but not readable. */
  failures: Task[];
}

export interface User {
  id: number;
  username: string;
  is_superuser: boolean;
}

export interface Person {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  is_active: boolean;
  is_staff: boolean;
  is_superuser: boolean;
  groups: number[];
  user_permissions: string[];
  is_mfa_enabled: boolean;
}

export interface Group {
  id: number;
  name: string;
  permissions: string[];
}

export interface Profile {
  auth_token: string | null;
  email: string;
  first_name: string;
  last_name: string;
  is_mfa_enabled: boolean;
}
