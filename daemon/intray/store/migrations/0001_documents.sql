-- Instants are INTEGER microseconds since 1970-01-01 00:00 UTC (columns *_at).
-- Calendar dates are TEXT YYYY-MM-DD. Booleans are INTEGER 0 or 1. Checksums are SHA-256 in hex.

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    email         TEXT NOT NULL DEFAULT '',
    first_name    TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    is_active     INTEGER NOT NULL DEFAULT 1,
    is_staff      INTEGER NOT NULL DEFAULT 0,
    is_superuser  INTEGER NOT NULL DEFAULT 0,
    joined_at     INTEGER NOT NULL,
    token_salt    TEXT,         -- with the key file it gives the API token, which is stored nowhere
    token_hash    TEXT UNIQUE   -- SHA-256 of the API token
) STRICT;

CREATE TABLE groups (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE group_members (
    user_id  INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_permissions (
    user_id  INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    codename TEXT NOT NULL,
    PRIMARY KEY (user_id, codename)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_permissions (
    group_id INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
    codename TEXT NOT NULL,
    PRIMARY KEY (group_id, codename)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    key_hash   TEXT PRIMARY KEY,  -- SHA-256 of the cookie
    user_id    INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    csrf_token TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ui_settings (
    user_id  INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    settings TEXT NOT NULL DEFAULT '{}'  -- JSON object
) STRICT;

-- Who else may see or change an object; ownership itself is a column of the object.
CREATE TABLE grants (
    kind       TEXT NOT NULL,
    object_id  INTEGER NOT NULL,
    action     TEXT NOT NULL CHECK (action IN ('view', 'change')),
    subject    TEXT NOT NULL CHECK (subject IN ('user', 'group')),
    subject_id INTEGER NOT NULL,
    PRIMARY KEY (kind, object_id, action, subject, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER user_deleted AFTER DELETE ON users BEGIN
    DELETE FROM grants WHERE subject = 'user' AND subject_id = old.id;
END;
CREATE TRIGGER group_deleted AFTER DELETE ON groups BEGIN
    DELETE FROM grants WHERE subject = 'group' AND subject_id = old.id;
END;

CREATE TABLE correspondents (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    name               TEXT NOT NULL,
    match              TEXT NOT NULL DEFAULT '',
    matching_algorithm INTEGER NOT NULL DEFAULT 1,
    is_insensitive     INTEGER NOT NULL DEFAULT 1,
    owner_id           INTEGER REFERENCES users ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX correspondents_name ON correspondents (name, coalesce(owner_id, 0));

CREATE TABLE document_types (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    name               TEXT NOT NULL,
    match              TEXT NOT NULL DEFAULT '',
    matching_algorithm INTEGER NOT NULL DEFAULT 1,
    is_insensitive     INTEGER NOT NULL DEFAULT 1,
    owner_id           INTEGER REFERENCES users ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX document_types_name ON document_types (name, coalesce(owner_id, 0));

CREATE TABLE storage_paths (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    name               TEXT NOT NULL,
    path               TEXT NOT NULL,
    match              TEXT NOT NULL DEFAULT '',
    matching_algorithm INTEGER NOT NULL DEFAULT 1,
    is_insensitive     INTEGER NOT NULL DEFAULT 1,
    owner_id           INTEGER REFERENCES users ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX storage_paths_name ON storage_paths (name, coalesce(owner_id, 0));

CREATE TABLE tags (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    name               TEXT NOT NULL,
    color              TEXT NOT NULL DEFAULT '#a6cee3',
    is_inbox_tag       INTEGER NOT NULL DEFAULT 0,
    parent_id          INTEGER REFERENCES tags ON DELETE SET NULL,
    match              TEXT NOT NULL DEFAULT '',
    matching_algorithm INTEGER NOT NULL DEFAULT 1,
    is_insensitive     INTEGER NOT NULL DEFAULT 1,
    owner_id           INTEGER REFERENCES users ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX tags_name ON tags (name, coalesce(owner_id, 0));
CREATE INDEX tags_parent ON tags (parent_id);

CREATE TABLE documents (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    checksum              TEXT NOT NULL UNIQUE,  -- of the original; its name under blobs/
    original_name         TEXT NOT NULL,
    mime_type             TEXT NOT NULL,
    size                  INTEGER NOT NULL,      -- bytes
    title                 TEXT NOT NULL,
    created               TEXT NOT NULL,         -- the date on the paper
    added_at              INTEGER NOT NULL,
    modified_at           INTEGER NOT NULL,
    deleted_at            INTEGER,               -- in the trash since
    archive_serial_number INTEGER UNIQUE CHECK (archive_serial_number BETWEEN 0 AND 4294967295),
    correspondent_id      INTEGER REFERENCES correspondents ON DELETE SET NULL,
    document_type_id      INTEGER REFERENCES document_types ON DELETE SET NULL,
    storage_path_id       INTEGER REFERENCES storage_paths ON DELETE SET NULL,
    owner_id              INTEGER REFERENCES users ON DELETE SET NULL,
    page_count            INTEGER,
    language              TEXT,                  -- ISO 639-1, of the text
    derived               TEXT,                  -- folder below derived/<checksum>/ with thumb.webp
    archive_checksum      TEXT,                  -- NULL: there is no archive.pdf in that folder
    archive_size          INTEGER,               -- bytes
    reading               TEXT NOT NULL DEFAULT 'waiting'
                          CHECK (reading IN ('waiting', 'done', 'failed')),
    notice                TEXT,                  -- code of what a person should know, or NULL
    row_sum               TEXT                   -- SHA-256 of the row and its text; NULL: stale
) STRICT;
-- With the owner, so that who may see what is decided without a look at the row.
CREATE INDEX documents_created ON documents (created DESC, id DESC, owner_id)
WHERE deleted_at IS NULL;
CREATE INDEX documents_added ON documents (added_at DESC, id DESC, owner_id)
WHERE deleted_at IS NULL;
CREATE INDEX documents_deleted ON documents (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX documents_correspondent ON documents (correspondent_id);
CREATE INDEX documents_document_type ON documents (document_type_id);
CREATE INDEX documents_storage_path ON documents (storage_path_id);
CREATE INDEX documents_owner ON documents (owner_id);
CREATE INDEX documents_stale_sum ON documents (id) WHERE row_sum IS NULL;

-- The recognised text stands apart so that a walk over documents does not read it.
CREATE TABLE document_contents (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    content     TEXT NOT NULL DEFAULT '',
    dates       TEXT NOT NULL DEFAULT '[]'  -- JSON: dates found in the text, most plausible first
) STRICT;

CREATE TABLE document_tags (
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    tag_id      INTEGER NOT NULL REFERENCES tags ON DELETE CASCADE,
    PRIMARY KEY (document_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_tags_tag ON document_tags (tag_id, document_id);

-- Bytes that a scanner replaced a moment later by a longer file of the same name; kept.
CREATE TABLE superseded_originals (
    checksum      TEXT PRIMARY KEY,
    document_id   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    original_name TEXT NOT NULL,
    mime_type     TEXT NOT NULL,
    size          INTEGER NOT NULL,
    superseded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid          TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,                 -- consume_file | reprocess_document
    source        TEXT NOT NULL,                 -- folder_consume | api_upload | web_ui | manual
    state         TEXT NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'started', 'success', 'failure', 'revoked')),
    attempts      INTEGER NOT NULL DEFAULT 0,    -- counted before each try
    file_name     TEXT NOT NULL,
    mime_type     TEXT,
    checksum      TEXT,
    modified_at   INTEGER,                       -- of the file that was handed over
    overrides     TEXT NOT NULL DEFAULT '{}',    -- JSON: what the sender asked for
    document_id   INTEGER REFERENCES documents ON DELETE SET NULL,
    duplicate_of  INTEGER REFERENCES documents ON DELETE SET NULL,
    error_code    TEXT,                          -- set with success too: stored, but not readable
    error_message TEXT,
    owner_id      INTEGER REFERENCES users ON DELETE SET NULL,
    acknowledged  INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    done_at       INTEGER
) STRICT;
CREATE INDEX jobs_created ON jobs (created_at DESC, id DESC);
CREATE INDEX jobs_unfinished ON jobs (id) WHERE state IN ('pending', 'started');
CREATE INDEX jobs_document ON jobs (document_id);

-- Small facts about the installation as a whole.
CREATE TABLE state (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived state follows the tables above through two outboxes, written in the same transaction.
CREATE TABLE index_outbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL
) STRICT;
CREATE TABLE library_outbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL
) STRICT;
CREATE TABLE library_links (
    document_id INTEGER PRIMARY KEY,
    path        TEXT NOT NULL UNIQUE,  -- below library/
    checksum    TEXT NOT NULL
) STRICT;

CREATE TRIGGER document_inserted AFTER INSERT ON documents BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.id);
    INSERT INTO library_outbox (document_id) VALUES (new.id);
END;
CREATE TRIGGER document_deleted AFTER DELETE ON documents BEGIN
    INSERT INTO index_outbox (document_id) VALUES (old.id);
    INSERT INTO library_outbox (document_id) VALUES (old.id);
    DELETE FROM grants WHERE kind = 'document' AND object_id = old.id;
END;
CREATE TRIGGER document_retitled AFTER UPDATE OF title ON documents
WHEN old.title IS NOT new.title BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.id);
END;
CREATE TRIGGER document_refiled AFTER UPDATE OF
    checksum, original_name, title, created, added_at, deleted_at, archive_serial_number,
    correspondent_id, document_type_id, storage_path_id, owner_id ON documents BEGIN
    INSERT INTO library_outbox (document_id) VALUES (new.id);
END;
CREATE TRIGGER document_sum_stale AFTER UPDATE OF
    checksum, original_name, mime_type, size, title, created, added_at, modified_at, deleted_at,
    archive_serial_number, correspondent_id, document_type_id, storage_path_id, owner_id,
    page_count, language, derived, archive_checksum, archive_size, reading, notice
    ON documents BEGIN
    UPDATE documents SET row_sum = NULL WHERE id = new.id;
END;
CREATE TRIGGER content_inserted AFTER INSERT ON document_contents BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.document_id);
    UPDATE documents SET row_sum = NULL WHERE id = new.document_id;
END;
CREATE TRIGGER content_updated AFTER UPDATE OF content ON document_contents BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.document_id);
    UPDATE documents SET row_sum = NULL WHERE id = new.document_id;
END;
CREATE TRIGGER document_tagged AFTER INSERT ON document_tags BEGIN
    INSERT INTO library_outbox (document_id) VALUES (new.document_id);
END;
CREATE TRIGGER document_untagged AFTER DELETE ON document_tags BEGIN
    INSERT INTO library_outbox (document_id) VALUES (old.document_id);
END;
CREATE TRIGGER correspondent_renamed AFTER UPDATE OF name ON correspondents BEGIN
    INSERT INTO library_outbox (document_id)
    SELECT id FROM documents WHERE correspondent_id = new.id;
END;
CREATE TRIGGER document_type_renamed AFTER UPDATE OF name ON document_types BEGIN
    INSERT INTO library_outbox (document_id)
    SELECT id FROM documents WHERE document_type_id = new.id;
END;
CREATE TRIGGER storage_path_changed AFTER UPDATE OF path ON storage_paths BEGIN
    INSERT INTO library_outbox (document_id)
    SELECT id FROM documents WHERE storage_path_id = new.id;
END;
CREATE TRIGGER tag_renamed AFTER UPDATE OF name ON tags BEGIN
    INSERT INTO library_outbox (document_id)
    SELECT document_id FROM document_tags WHERE tag_id = new.id;
END;

CREATE TRIGGER correspondent_deleted AFTER DELETE ON correspondents BEGIN
    DELETE FROM grants WHERE kind = 'correspondent' AND object_id = old.id;
END;
CREATE TRIGGER document_type_deleted AFTER DELETE ON document_types BEGIN
    DELETE FROM grants WHERE kind = 'documenttype' AND object_id = old.id;
END;
CREATE TRIGGER storage_path_deleted AFTER DELETE ON storage_paths BEGIN
    DELETE FROM grants WHERE kind = 'storagepath' AND object_id = old.id;
END;
CREATE TRIGGER tag_deleted AFTER DELETE ON tags BEGIN
    DELETE FROM grants WHERE kind = 'tag' AND object_id = old.id;
END;
