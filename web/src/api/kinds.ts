/** The names that documents are filed under, as the API calls their lists. */
export const KINDS = ["tags", "correspondents", "document_types", "storage_paths"] as const;
export type Kind = (typeof KINDS)[number];
