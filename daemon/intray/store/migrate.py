"""Numbered migrations, each applied once and in one transaction, after a snapshot of the file."""

import contextlib
import os
import sqlite3
from importlib import resources
from pathlib import Path

from intray.errors import StorageError
from intray.store import durable

WITH_REMOVALS = 5  # the first schema that notes what is to be removed
APPLICATION_ID = 0x494E5459  # "INTY": tells `file` and us whose database this is


def latest() -> int:
    """The number of the newest migration that this program knows."""
    return max(number for number, _ in _migrations())


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the database to the newest schema.

    Raises StorageError if it is of a newer program or is no database of Intray.
    """
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    if found and owner != APPLICATION_ID:
        raise StorageError(f"{path} is not a database of Intray.")
    if found > latest():
        raise StorageError(
            f"{path} was written by a newer Intray (schema {found}, this program knows "
            f"{latest()}). Install that version again, or restore a snapshot from before."
        )
    if found and found < latest():
        _snapshot(connection, path, found)
    for number, sql in _migrations():
        if number > found:
            connection.executescript(
                f"BEGIN IMMEDIATE; {sql}; PRAGMA application_id = {APPLICATION_ID};"
                f" PRAGMA user_version = {number}; COMMIT;"
            )


def _snapshot(connection: sqlite3.Connection, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.stem}-before-migration-{version}.db")
    copy.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(copy),))
    if version >= WITH_REMOVALS:
        with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as made:
            made.execute("DELETE FROM removals")  # as in store.snapshots
    copy.chmod(0o600)
    with copy.open("rb") as stream:
        os.fsync(stream.fileno())  # what it is for may be needed after a power cut
    durable.sync_folder(copy.parent)


def _migrations() -> list[tuple[int, str]]:
    folder = resources.files("intray.store") / "migrations"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return [(int(file.name.split("_")[0]), file.read_text("utf-8")) for file in files]
