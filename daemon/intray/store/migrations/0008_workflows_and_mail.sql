-- Workflows and mail, as objects that are kept. What is only kept stands as JSON in `settings`;
-- columns are what is asked for. Ids of other objects stand in `kept_references`.

CREATE TABLE workflows (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE workflow_triggers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    settings TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE workflow_actions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    settings TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- A trigger or action may belong to several workflows.
CREATE TABLE workflow_trigger_uses (
    workflow_id INTEGER NOT NULL REFERENCES workflows ON DELETE CASCADE,
    part_id     INTEGER NOT NULL REFERENCES workflow_triggers ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    PRIMARY KEY (workflow_id, part_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX workflow_trigger_uses_part ON workflow_trigger_uses (part_id);
CREATE TABLE workflow_action_uses (
    workflow_id INTEGER NOT NULL REFERENCES workflows ON DELETE CASCADE,
    part_id     INTEGER NOT NULL REFERENCES workflow_actions ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    PRIMARY KEY (workflow_id, part_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX workflow_action_uses_part ON workflow_action_uses (part_id);

CREATE TABLE mail_accounts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL UNIQUE,
    owner_id INTEGER REFERENCES users ON DELETE SET NULL,
    password TEXT NOT NULL,  -- sealed with a key that the key file gives
    settings TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX mail_accounts_owner ON mail_accounts (owner_id);

-- Names are unique for each owner. No index says so: when a user is deleted, rules of the same
-- name may come to belong to nobody.
CREATE TABLE mail_rules (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    owner_id   INTEGER REFERENCES users ON DELETE SET NULL,
    account_id INTEGER NOT NULL REFERENCES mail_accounts ON DELETE CASCADE,
    position   INTEGER NOT NULL DEFAULT 0,
    settings   TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX mail_rules_owner ON mail_rules (owner_id, name);
CREATE INDEX mail_rules_account ON mail_rules (account_id);

CREATE TABLE processed_mail (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id     INTEGER REFERENCES users ON DELETE SET NULL,
    rule_id      INTEGER NOT NULL REFERENCES mail_rules ON DELETE CASCADE,
    folder       TEXT NOT NULL,
    uid          TEXT NOT NULL,
    subject      TEXT NOT NULL,
    received_at  INTEGER NOT NULL,
    processed_at INTEGER NOT NULL,
    status       TEXT NOT NULL,
    error        TEXT
) STRICT;
CREATE INDEX processed_mail_rule ON processed_mail (rule_id);
CREATE INDEX processed_mail_owner ON processed_mail (owner_id);
CREATE INDEX processed_mail_processed ON processed_mail (processed_at DESC, id DESC);

CREATE TABLE kept_references (
    holder    TEXT NOT NULL,     -- workflow_triggers | workflow_actions | mail_rules
    holder_id INTEGER NOT NULL,
    field     TEXT NOT NULL,
    target    TEXT NOT NULL,     -- the table of the other object
    target_id INTEGER NOT NULL,
    PRIMARY KEY (holder, holder_id, field, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_references_target ON kept_references (target, target_id);

CREATE TRIGGER kept_tag_deleted AFTER DELETE ON tags BEGIN
    DELETE FROM kept_references WHERE target = 'tags' AND target_id = old.id;
END;
CREATE TRIGGER kept_correspondent_deleted AFTER DELETE ON correspondents BEGIN
    DELETE FROM kept_references WHERE target = 'correspondents' AND target_id = old.id;
END;
CREATE TRIGGER kept_document_type_deleted AFTER DELETE ON document_types BEGIN
    DELETE FROM kept_references WHERE target = 'document_types' AND target_id = old.id;
END;
CREATE TRIGGER kept_storage_path_deleted AFTER DELETE ON storage_paths BEGIN
    DELETE FROM kept_references WHERE target = 'storage_paths' AND target_id = old.id;
END;
CREATE TRIGGER kept_user_deleted AFTER DELETE ON users BEGIN
    DELETE FROM kept_references WHERE target = 'users' AND target_id = old.id;
END;
CREATE TRIGGER kept_group_deleted AFTER DELETE ON groups BEGIN
    DELETE FROM kept_references WHERE target = 'groups' AND target_id = old.id;
END;
CREATE TRIGGER kept_custom_field_deleted AFTER DELETE ON custom_fields BEGIN
    DELETE FROM kept_references WHERE target = 'custom_fields' AND target_id = old.id;
END;

CREATE TRIGGER workflow_trigger_deleted AFTER DELETE ON workflow_triggers BEGIN
    DELETE FROM kept_references WHERE holder = 'workflow_triggers' AND holder_id = old.id;
END;
CREATE TRIGGER workflow_action_deleted AFTER DELETE ON workflow_actions BEGIN
    DELETE FROM kept_references WHERE holder = 'workflow_actions' AND holder_id = old.id;
END;
CREATE TRIGGER mail_account_deleted AFTER DELETE ON mail_accounts BEGIN
    DELETE FROM grants WHERE kind = 'mailaccount' AND object_id = old.id;
END;
CREATE TRIGGER mail_rule_deleted AFTER DELETE ON mail_rules BEGIN
    DELETE FROM grants WHERE kind = 'mailrule' AND object_id = old.id;
    DELETE FROM kept_references WHERE holder = 'mail_rules' AND holder_id = old.id;
    DELETE FROM kept_references WHERE target = 'mail_rules' AND target_id = old.id;
END;
CREATE TRIGGER processed_mail_deleted AFTER DELETE ON processed_mail BEGIN
    DELETE FROM grants WHERE kind = 'processedmail' AND object_id = old.id;
END;
