/** What stands around a document: notes, history, links, documents like it. */
import { get, post, remove } from "./client";
import { type ListQuery, listDocuments } from "./documents";
import type { HistoryEntry, Note, ShareLink } from "./types";

const path = (id: number) => `/api/documents/${id}/`;

/** Each of them answers with all notes of the document. */
export const listNotes = (id: number) => get<Note[]>(`${path(id)}notes/`);
export const addNote = (id: number, note: string) => post<Note[]>(`${path(id)}notes/`, { note });
export const deleteNote = (id: number, noteId: number) =>
  remove<Note[]>(`${path(id)}notes/?id=${noteId}`);

export const listHistory = (id: number) => get<HistoryEntry[]>(`${path(id)}history/`);

const SIMILAR_SHOWN = 5;

export const listSimilar = (id: number) => {
  const query: ListQuery = { more_like_id: id, page_size: SIMILAR_SHOWN };
  return listDocuments(query).then((page) => page.results);
};

export const listShareLinks = (id: number) => get<ShareLink[]>(`${path(id)}share_links/`);

const DAY_MS = 24 * 3600 * 1000;

/** `days` until the link ends; null: it does not end by itself. */
export const createShareLink = (document: number, days: number | null) =>
  post<ShareLink>("/api/share_links/", {
    document,
    file_version: "archive",
    expiration: days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
  });

export const deleteShareLink = (id: number) => remove<null>(`/api/share_links/${id}/`);
