-- Share links and bundles of them. A slug is an HMAC over the salt with the key of this box: the
-- database alone opens no link. A link dies with its maker, whose rights decide what it shows.

CREATE TABLE share_links (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    slug_salt    TEXT NOT NULL,
    slug_hash    TEXT NOT NULL UNIQUE,  -- SHA-256 of the slug
    document_id  INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    file_version TEXT NOT NULL CHECK (file_version IN ('archive', 'original')),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    owner_id     INTEGER NOT NULL REFERENCES users ON DELETE CASCADE
) STRICT;
CREATE INDEX share_links_document ON share_links (document_id);
CREATE INDEX share_links_owner ON share_links (owner_id);

CREATE TRIGGER share_link_deleted AFTER DELETE ON share_links BEGIN
    DELETE FROM grants WHERE kind = 'sharelink' AND object_id = old.id;
END;

CREATE TABLE share_link_bundles (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    slug_salt    TEXT NOT NULL,
    slug_hash    TEXT NOT NULL UNIQUE,
    file_version TEXT NOT NULL CHECK (file_version IN ('archive', 'original')),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    owner_id     INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    status       TEXT NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'processing', 'ready', 'failed')),
    revision     INTEGER NOT NULL DEFAULT 0,  -- counts what was asked of it; a build is of one
    file         TEXT,                        -- name of the ZIP below bundles/
    size         INTEGER,                     -- of it, bytes
    contents     TEXT,                        -- SHA-256 of what it was made of
    built_at     INTEGER,
    last_error   TEXT                         -- JSON
) STRICT;
CREATE INDEX share_link_bundles_owner ON share_link_bundles (owner_id);

CREATE TABLE share_link_bundle_documents (
    bundle_id   INTEGER NOT NULL REFERENCES share_link_bundles ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    PRIMARY KEY (bundle_id, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_link_bundle_documents_document ON share_link_bundle_documents (document_id);

CREATE TRIGGER share_link_bundle_deleted AFTER DELETE ON share_link_bundles BEGIN
    DELETE FROM grants WHERE kind = 'sharelinkbundle' AND object_id = old.id;
END;
-- What is removed for good leaves the ZIPs, too: those are made anew.
CREATE TRIGGER bundled_document_deleted AFTER DELETE ON share_link_bundle_documents BEGIN
    UPDATE share_link_bundles
    SET status = 'pending', revision = revision + 1, file = NULL, size = NULL, contents = NULL
    WHERE id = old.bundle_id;
END;

-- What files say of themselves: JSON lists of {namespace, prefix, key, value}. Kept by checksum,
-- so that it never speaks of other bytes than those that were read.
CREATE TABLE file_metadata (
    checksum TEXT PRIMARY KEY,  -- of an original or an archive
    entries  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Read again, the same original gets another archive; the former one is gone.
CREATE TRIGGER archive_metadata_superseded AFTER UPDATE OF archive_checksum ON documents
WHEN old.checksum = new.checksum AND old.archive_checksum IS NOT new.archive_checksum BEGIN
    DELETE FROM file_metadata WHERE checksum = old.archive_checksum;
END;
