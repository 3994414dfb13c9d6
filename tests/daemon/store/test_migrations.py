"""A database of an earlier program, brought to the newest schema."""

import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from intray.errors import StorageError
from intray.store import migrate
from intray.store.database import open_database


def database_of_the_first_program(path: Path) -> None:
    """With one document, as schema 1 had it."""
    schema = resources.files("intray.store") / "migrations" / "0001_documents.sql"
    with sqlite3.connect(path) as connection:
        connection.executescript(schema.read_text("utf-8"))
        connection.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO documents"
            " (checksum, original_name, mime_type, size, title, created, added_at, modified_at)"
            " VALUES ('ab', 'scan.pdf', 'application/pdf', 1, 'Bill', '2026-03-05', 0, 0)"
        )
    connection.close()


async def test_documents_of_the_first_program_stay_and_can_have_notes(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    database_of_the_first_program(path)

    async with open_database(path) as database:
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM index_outbox")
            await tx.execute(
                "INSERT INTO notes (document_id, note, created_at) VALUES (1, 'paid', 0)"
            )
        async with database.read() as db:
            titles = await db.execute_fetchall("SELECT title FROM documents")
            waiting = await db.execute_fetchall("SELECT document_id FROM index_outbox")
            versions = await db.execute_fetchall("PRAGMA user_version")

    assert [tuple(row) for row in titles] == [("Bill",)]
    assert [tuple(row) for row in waiting] == [(1,)]
    assert [tuple(row) for row in versions] == [(migrate.latest(),)]


async def test_before_the_change_a_copy_of_the_database_is_made(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    database_of_the_first_program(path)

    async with open_database(path):
        pass

    assert (tmp_path / "intray-before-migration-1.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "intray-before-migration-1.db") as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT title FROM documents").fetchall() == [("Bill",)]


async def test_what_stands_in_the_way_of_a_change_is_told(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    database_of_the_first_program(path)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (in_the_way TEXT)")

    with pytest.raises(StorageError, match="cannot be brought up to date"):
        async with open_database(path):
            pass
