"""SQLite and files: everything that is written to disk."""
