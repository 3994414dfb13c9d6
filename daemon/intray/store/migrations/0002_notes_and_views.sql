CREATE TABLE notes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    user_id     INTEGER REFERENCES users ON DELETE SET NULL,  -- who wrote it
    note        TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_document ON notes (document_id, id);
CREATE INDEX notes_user ON notes (user_id);

CREATE TRIGGER note_inserted AFTER INSERT ON notes BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.document_id);
END;
CREATE TRIGGER note_updated AFTER UPDATE OF note, document_id ON notes BEGIN
    INSERT INTO index_outbox (document_id) VALUES (old.document_id), (new.document_id);
END;
CREATE TRIGGER note_deleted AFTER DELETE ON notes BEGIN
    INSERT INTO index_outbox (document_id) VALUES (old.document_id);
END;

-- Names are unique for each owner. No index says so: when a user is deleted, views of the same
-- name may come to belong to nobody.
CREATE TABLE saved_views (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT NOT NULL,
    sort_field     TEXT,
    sort_reverse   INTEGER NOT NULL DEFAULT 0,
    filter_rules   TEXT NOT NULL DEFAULT '[]',  -- JSON: pairs of a rule's number and its value
    page_size      INTEGER,
    display_mode   TEXT,
    display_fields TEXT,                        -- JSON list, or NULL
    owner_id       INTEGER REFERENCES users ON DELETE SET NULL
) STRICT;
CREATE INDEX saved_views_owner ON saved_views (owner_id, name);

CREATE TRIGGER saved_view_deleted AFTER DELETE ON saved_views BEGIN
    DELETE FROM grants WHERE kind = 'savedview' AND object_id = old.id;
END;
