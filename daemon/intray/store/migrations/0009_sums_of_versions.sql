-- Silent damage is found in the versions of documents as well. NULL: stale, as in documents.

ALTER TABLE document_versions ADD COLUMN row_sum TEXT;
CREATE INDEX document_versions_stale_sum ON document_versions (id) WHERE row_sum IS NULL;
CREATE TRIGGER document_version_sum_stale AFTER UPDATE OF
    id, document_id, checksum, original_name, mime_type, size, added_at, label, page_count, language,
    derived, archive_checksum, archive_size, reading, notice, content, dates
    ON document_versions BEGIN
    UPDATE document_versions SET row_sum = NULL WHERE id = new.id;
END;

CREATE TRIGGER document_version_stale AFTER UPDATE OF
    version_id, version_label, version_added_at ON documents BEGIN
    UPDATE documents SET row_sum = NULL WHERE id = new.id;
END;
UPDATE documents SET row_sum = NULL WHERE version_id IS NOT NULL;
