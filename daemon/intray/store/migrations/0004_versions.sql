-- Versions of documents. The row of a document describes its newest file; older ones stand here.
-- The first file has the id of its document, later ones take theirs from the same sequence.

ALTER TABLE documents ADD COLUMN version_id INTEGER;        -- NULL: the first file
ALTER TABLE documents ADD COLUMN version_label TEXT;
ALTER TABLE documents ADD COLUMN version_added_at INTEGER;  -- NULL: the first file, added_at
CREATE UNIQUE INDEX documents_version ON documents (version_id) WHERE version_id IS NOT NULL;

CREATE TABLE document_versions (
    id               INTEGER PRIMARY KEY,
    document_id      INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    checksum         TEXT NOT NULL UNIQUE,
    original_name    TEXT NOT NULL,
    mime_type        TEXT NOT NULL,
    size             INTEGER NOT NULL,
    added_at         INTEGER NOT NULL,
    label            TEXT,
    page_count       INTEGER,
    language         TEXT,
    derived          TEXT,
    archive_checksum TEXT,
    archive_size     INTEGER,
    reading          TEXT NOT NULL CHECK (reading IN ('waiting', 'done', 'failed')),
    notice           TEXT,
    content          TEXT NOT NULL,
    dates            TEXT NOT NULL
) STRICT;
CREATE INDEX document_versions_document ON document_versions (document_id, id);
