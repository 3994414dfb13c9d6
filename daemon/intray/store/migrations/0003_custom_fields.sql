-- Custom fields and their values.

CREATE TABLE custom_fields (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    data_type  TEXT NOT NULL CHECK (data_type IN (
                   'string', 'url', 'date', 'boolean', 'integer', 'float', 'monetary',
                   'documentlink', 'select', 'longtext')),
    extra_data TEXT  -- JSON object: select_options [{id, label}], default_currency; or NULL
) STRICT;

-- A row: the field is attached to the document. Both columns NULL: attached and empty.
-- text_value is what a person reads, but: the option's id of a select, '[]' of documentlink.
-- number_value is what is compared: amount, 0 or 1, or of a date its days since 0001-01-01.
CREATE TABLE custom_field_values (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of attachment
    document_id  INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    field_id     INTEGER NOT NULL REFERENCES custom_fields ON DELETE CASCADE,
    text_value   TEXT,
    number_value REAL,
    UNIQUE (document_id, field_id)
) STRICT;
CREATE INDEX custom_field_values_number
ON custom_field_values (field_id, number_value, document_id);
-- Long texts are compared by their beginning first.
CREATE INDEX custom_field_values_text
ON custom_field_values (field_id, substr(text_value, 1, 64), document_id);

-- Documents that a documentlink names. Triggers keep both directions.
CREATE TABLE custom_field_links (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    field_id    INTEGER NOT NULL,
    target_id   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (document_id, field_id, target_id),
    FOREIGN KEY (document_id, field_id)
        REFERENCES custom_field_values (document_id, field_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX custom_field_links_order ON custom_field_links (document_id, field_id, position);
CREATE INDEX custom_field_links_target ON custom_field_links (target_id, field_id, document_id);

CREATE TRIGGER custom_field_linked AFTER INSERT ON custom_field_links BEGIN
    INSERT OR IGNORE INTO custom_field_values (document_id, field_id, text_value)
    VALUES (new.target_id, new.field_id, '[]');
    UPDATE custom_field_values SET text_value = '[]'
    WHERE document_id = new.target_id AND field_id = new.field_id AND text_value IS NULL;
    INSERT OR IGNORE INTO custom_field_links (document_id, field_id, target_id, position)
    SELECT new.target_id, new.field_id, new.document_id, coalesce(max(position), -1) + 1
    FROM custom_field_links WHERE document_id = new.target_id AND field_id = new.field_id;
    UPDATE documents SET row_sum = NULL WHERE id IN (new.document_id, new.target_id);
    INSERT INTO library_outbox (document_id) SELECT id FROM documents
    WHERE id IN (new.document_id, new.target_id) AND storage_path_id IS NOT NULL;
END;
CREATE TRIGGER custom_field_unlinked AFTER DELETE ON custom_field_links BEGIN
    DELETE FROM custom_field_links WHERE document_id = old.target_id
        AND field_id = old.field_id AND target_id = old.document_id;
    UPDATE documents SET row_sum = NULL WHERE id IN (old.document_id, old.target_id);
    INSERT INTO library_outbox (document_id) SELECT id FROM documents
    WHERE id IN (old.document_id, old.target_id) AND storage_path_id IS NOT NULL;
END;
CREATE TRIGGER custom_field_link_moved AFTER UPDATE OF position ON custom_field_links BEGIN
    UPDATE documents SET row_sum = NULL WHERE id = new.document_id;
END;

CREATE TRIGGER custom_field_value_inserted AFTER INSERT ON custom_field_values BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.document_id);
    INSERT INTO library_outbox (document_id) SELECT id FROM documents
    WHERE id = new.document_id AND storage_path_id IS NOT NULL;
    UPDATE documents SET row_sum = NULL WHERE id = new.document_id;
END;
CREATE TRIGGER custom_field_value_updated
AFTER UPDATE OF text_value, number_value ON custom_field_values
WHEN old.text_value IS NOT new.text_value OR old.number_value IS NOT new.number_value BEGIN
    INSERT INTO index_outbox (document_id) VALUES (new.document_id);
    INSERT INTO library_outbox (document_id) SELECT id FROM documents
    WHERE id = new.document_id AND storage_path_id IS NOT NULL;
    UPDATE documents SET row_sum = NULL WHERE id = new.document_id;
END;
CREATE TRIGGER custom_field_value_deleted AFTER DELETE ON custom_field_values BEGIN
    INSERT INTO index_outbox (document_id) VALUES (old.document_id);
    INSERT INTO library_outbox (document_id) SELECT id FROM documents
    WHERE id = old.document_id AND storage_path_id IS NOT NULL;
    UPDATE documents SET row_sum = NULL WHERE id = old.document_id;
END;

CREATE TRIGGER custom_field_renamed AFTER UPDATE OF name ON custom_fields
WHEN old.name IS NOT new.name BEGIN
    INSERT INTO library_outbox (document_id) SELECT d.id FROM custom_field_values v
    JOIN documents d ON d.id = v.document_id
    WHERE v.field_id = new.id AND d.storage_path_id IS NOT NULL;
END;
CREATE TRIGGER custom_field_relabelled AFTER UPDATE OF extra_data ON custom_fields
WHEN new.data_type = 'select' AND old.extra_data IS NOT new.extra_data BEGIN
    INSERT INTO index_outbox (document_id)
    SELECT document_id FROM custom_field_values
    WHERE field_id = new.id AND text_value IS NOT NULL;
    INSERT INTO library_outbox (document_id) SELECT d.id FROM custom_field_values v
    JOIN documents d ON d.id = v.document_id
    WHERE v.field_id = new.id AND d.storage_path_id IS NOT NULL;
END;
