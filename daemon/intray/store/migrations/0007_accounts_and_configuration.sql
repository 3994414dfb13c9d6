-- Second factors, and settings changed on the page.

-- With the key file the salt gives the secret of the authenticator app, which is stored nowhere.
CREATE TABLE second_factors (
    user_id   INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    salt      TEXT NOT NULL,
    last_step INTEGER NOT NULL,  -- half minutes since 1970: no code of this one or before is taken
    since     INTEGER NOT NULL   -- microseconds since 1970
) STRICT;

-- Each one opens the account once; then its row is gone.
CREATE TABLE recovery_codes (
    user_id   INTEGER NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Settings changed on the page; the configuration file decides about all others.
CREATE TABLE changed_settings (
    key   TEXT PRIMARY KEY,  -- as the API names it
    value TEXT NOT NULL      -- JSON; secrets are sealed
) STRICT, WITHOUT ROWID;

-- At most one: what changed_settings names as app_logo.
CREATE TABLE logos (
    name      TEXT PRIMARY KEY,
    mime_type TEXT NOT NULL,
    content   BLOB NOT NULL
) STRICT;
