-- Who changed what, and originals that are to be removed for good.

-- Originals whose documents are gone from the tables, until their files are gone too.
CREATE TABLE removals (
    checksum TEXT PRIMARY KEY,
    noted_at INTEGER NOT NULL,
    number   INTEGER NOT NULL  -- of the transaction that noted it; see removed/settled
) STRICT, WITHOUT ROWID;

-- Everything that is an original of some document, now or formerly.
CREATE VIEW known_originals (checksum, document_id) AS
    SELECT checksum, id FROM documents
    UNION ALL SELECT checksum, document_id FROM superseded_originals
    UNION ALL SELECT checksum, document_id FROM document_versions;

-- How long documents lie in the trash, in days that Intray has seen pass: clocks jump.
CREATE TABLE trash_ages (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    days        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER trash_age_over AFTER UPDATE OF deleted_at ON documents BEGIN
    DELETE FROM trash_ages WHERE document_id = new.id;
END;

-- Deleting documents looks for these.
CREATE INDEX superseded_originals_document ON superseded_originals (document_id);
CREATE INDEX jobs_duplicate_of ON jobs (duplicate_of) WHERE duplicate_of IS NOT NULL;

ALTER TABLE jobs ADD COLUMN result TEXT;  -- JSON object: what came of it, or NULL
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;

-- One row for each value that changed, written by triggers; time and user are filled in before the
-- commit. In `tags` and `permissions` one of before and after is NULL: something was added or
-- removed. In `custom_fields` before is the name of the field, after its value (the beginning of a
-- long one). `links` stands for documents linked by the field of this id, see history_stamp.py.
CREATE TABLE history (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    at          INTEGER,        -- the same for all rows of one transaction
    actor_id    INTEGER REFERENCES users ON DELETE SET NULL,
    action      TEXT NOT NULL,  -- create | update | delete
    field       TEXT NOT NULL,
    before      TEXT,
    after       TEXT
) STRICT;
CREATE INDEX history_document ON history (document_id, id);
CREATE INDEX history_without_time ON history (id) WHERE at IS NULL;
CREATE INDEX history_actor ON history (actor_id) WHERE actor_id IS NOT NULL;

CREATE TRIGGER history_document_created AFTER INSERT ON documents BEGIN
    INSERT INTO history (document_id, action, field, after)
    SELECT new.id, 'create', field, CAST(value AS TEXT) FROM (
        SELECT 'title' AS field, new.title AS value
        UNION ALL SELECT 'created', new.created
        UNION ALL SELECT 'owner', new.owner_id
        UNION ALL SELECT 'correspondent', new.correspondent_id
        UNION ALL SELECT 'document_type', new.document_type_id
        UNION ALL SELECT 'storage_path', new.storage_path_id
        UNION ALL SELECT 'archive_serial_number', new.archive_serial_number
        UNION ALL SELECT 'original_filename', new.original_name
        UNION ALL SELECT 'checksum', new.checksum)
    WHERE value IS NOT NULL;
END;
CREATE TRIGGER history_document_changed AFTER UPDATE OF
    title, created, owner_id, correspondent_id, document_type_id, storage_path_id,
    archive_serial_number, original_name, checksum ON documents
WHEN old.title IS NOT new.title OR old.created IS NOT new.created
    OR old.owner_id IS NOT new.owner_id OR old.correspondent_id IS NOT new.correspondent_id
    OR old.document_type_id IS NOT new.document_type_id
    OR old.storage_path_id IS NOT new.storage_path_id
    OR old.archive_serial_number IS NOT new.archive_serial_number
    OR old.original_name IS NOT new.original_name OR old.checksum IS NOT new.checksum
BEGIN
    INSERT INTO history (document_id, action, field, before, after)
    SELECT new.id, 'update', field, CAST(was AS TEXT), CAST(became AS TEXT) FROM (
        SELECT 'title' AS field, old.title AS was, new.title AS became
        UNION ALL SELECT 'created', old.created, new.created
        UNION ALL SELECT 'owner', old.owner_id, new.owner_id
        UNION ALL SELECT 'correspondent', old.correspondent_id, new.correspondent_id
        UNION ALL SELECT 'document_type', old.document_type_id, new.document_type_id
        UNION ALL SELECT 'storage_path', old.storage_path_id, new.storage_path_id
        UNION ALL SELECT 'archive_serial_number', old.archive_serial_number,
            new.archive_serial_number
        UNION ALL SELECT 'original_filename', old.original_name, new.original_name
        UNION ALL SELECT 'checksum', old.checksum, new.checksum)
    WHERE was IS NOT became;
END;
CREATE TRIGGER history_document_trashed AFTER UPDATE OF deleted_at ON documents
WHEN old.deleted_at IS NOT new.deleted_at BEGIN
    INSERT INTO history (document_id, action, field, before, after)
    VALUES (new.id, iif(old.deleted_at IS NULL, 'delete', 'update'), 'deleted_at',
        CAST(old.deleted_at AS TEXT), CAST(new.deleted_at AS TEXT));
END;

-- Of the text only its beginning: enough to recognise what was there.
CREATE TRIGGER history_content_changed AFTER UPDATE OF content ON document_contents
WHEN old.content IS NOT new.content BEGIN
    INSERT INTO history (document_id, action, field, before, after) VALUES (
        new.document_id, 'update', 'content', substr(old.content, 1, 200),
        substr(new.content, 1, 200));
END;

CREATE TRIGGER history_tag_added AFTER INSERT ON document_tags BEGIN
    INSERT INTO history (document_id, action, field, after)
    SELECT new.document_id, 'update', 'tags', name FROM tags WHERE id = new.tag_id;
END;
-- When the document goes for good, or the tag (see below), there is nothing to note.
CREATE TRIGGER history_tag_removed AFTER DELETE ON document_tags BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT d.id, 'update', 'tags', t.name
    FROM documents d, tags t WHERE d.id = old.document_id AND t.id = old.tag_id;
END;
CREATE TRIGGER history_tag_deleted BEFORE DELETE ON tags BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT document_id, 'update', 'tags', old.name FROM document_tags WHERE tag_id = old.id;
END;

CREATE TRIGGER history_grant_added AFTER INSERT ON grants WHEN new.kind = 'document' BEGIN
    INSERT INTO history (document_id, action, field, after)
    SELECT id, 'update', 'permissions', new.action || ': ' || coalesce(CASE new.subject
        WHEN 'user' THEN (SELECT username FROM users WHERE id = new.subject_id)
        ELSE (SELECT name FROM groups WHERE id = new.subject_id) END, '?')
    FROM documents WHERE id = new.object_id;
END;
CREATE TRIGGER history_grant_removed AFTER DELETE ON grants WHEN old.kind = 'document' BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT id, 'update', 'permissions', old.action || ': ' || coalesce(CASE old.subject
        WHEN 'user' THEN (SELECT username FROM users WHERE id = old.subject_id)
        ELSE (SELECT name FROM groups WHERE id = old.subject_id) END, '?')
    FROM documents WHERE id = old.object_id;
END;

CREATE TRIGGER history_note_added AFTER INSERT ON notes BEGIN
    INSERT INTO history (document_id, action, field, after)
    VALUES (new.document_id, 'update', 'Note Added', CAST(new.id AS TEXT));
END;
CREATE TRIGGER history_note_deleted AFTER DELETE ON notes BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT id, 'update', 'Note Deleted', CAST(old.id AS TEXT)
    FROM documents WHERE id = old.document_id;
END;

CREATE TRIGGER history_value_added AFTER INSERT ON custom_field_values BEGIN
    INSERT INTO history (document_id, action, field, before, after)
    SELECT new.document_id, 'update', 'custom_fields', name, substr(new.text_value, 1, 1000)
    FROM custom_fields WHERE id = new.field_id;
END;
CREATE TRIGGER history_value_changed AFTER UPDATE OF text_value ON custom_field_values
WHEN old.text_value IS NOT new.text_value BEGIN
    INSERT INTO history (document_id, action, field, before, after)
    SELECT new.document_id, 'update', 'custom_fields', name, substr(new.text_value, 1, 1000)
    FROM custom_fields WHERE id = new.field_id;
END;
CREATE TRIGGER history_value_removed AFTER DELETE ON custom_field_values BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT d.id, 'update', 'custom_fields', f.name
    FROM documents d, custom_fields f WHERE d.id = old.document_id AND f.id = old.field_id;
END;
CREATE TRIGGER history_custom_field_deleted BEFORE DELETE ON custom_fields BEGIN
    INSERT INTO history (document_id, action, field, before)
    SELECT document_id, 'update', 'custom_fields', old.name
    FROM custom_field_values WHERE field_id = old.id;
END;
-- Links come in thousands: what a document links to is filled in once, before the commit.
CREATE UNIQUE INDEX history_links ON history (document_id, after)
    WHERE at IS NULL AND field = 'links';
CREATE TRIGGER history_link_added AFTER INSERT ON custom_field_links BEGIN
    INSERT OR IGNORE INTO history (document_id, action, field, after)
    VALUES (new.document_id, 'update', 'links', CAST(new.field_id AS TEXT));
END;
CREATE TRIGGER history_link_removed AFTER DELETE ON custom_field_links BEGIN
    INSERT OR IGNORE INTO history (document_id, action, field, after)
    SELECT id, 'update', 'links', CAST(old.field_id AS TEXT)
    FROM documents WHERE id = old.document_id;
END;
