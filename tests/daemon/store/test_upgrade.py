"""The data of the program before there were versions, removal for good and custom fields."""

import contextlib
import hashlib
import json
import sqlite3
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from store_builders import stored

from intray.config import Paths
from intray.ingest.recovery import recover, sweep
from intray.ingest.types import Received, Registered
from intray.store import migrate, row_sums
from intray.store.database import Database, open_database
from intray.store.remover import Remover

SUMMED = (
    "id, checksum, original_name, mime_type, size, title, created, added_at, modified_at,"
    " deleted_at, archive_serial_number, correspondent_id, document_type_id, storage_path_id,"
    " owner_id, page_count, language, derived, archive_checksum, archive_size, reading, notice,"
    " (SELECT content FROM document_contents c WHERE c.document_id = documents.id)"
)
PAPERS = {1: b"bill", 2: b"letter in the trash", 3: b"grown scan", 4: b"not read yet"}
SUPERSEDED = b"grown"
KEPT = (
    "SELECT id, checksum, title, deleted_at, row_sum FROM documents",
    "SELECT * FROM document_contents",
    "SELECT * FROM document_tags",
    "SELECT * FROM notes",
    "SELECT * FROM saved_views",
    "SELECT * FROM superseded_originals",
    "SELECT uuid, kind, document_id, attempts FROM jobs",
)
FILL = """
INSERT INTO users (username, password_hash, joined_at) VALUES ('ada', '', 0);
INSERT INTO tags (name) VALUES ('bills');
INSERT INTO document_tags (document_id, tag_id) VALUES (1, 1);
INSERT INTO notes (document_id, note, created_at) VALUES (1, 'paid', 0);
INSERT INTO saved_views (name, owner_id) VALUES ('Mine', 1);
INSERT INTO grants VALUES ('document', 1, 'view', 'user', 1);
UPDATE documents SET deleted_at = 7 WHERE id = 2;
INSERT INTO jobs (uuid, kind, source, file_name, state, attempts, document_id, created_at)
VALUES ('a', 'consume_file', 'api_upload', 'x', 'started', 1, 4, 0);
DELETE FROM index_outbox;
"""
DIES = """
import os, sqlite3, sys
from pathlib import Path
from intray.store import migrate

left = int(sys.argv[2])

def count(_):
    global left
    left -= 1
    if not left:
        os._exit(9)

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.set_trace_callback(count)
migrate.migrate(connection, Path(sys.argv[1]))
"""


def earlier_sum(*values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


@pytest.fixture
def earlier(paths: Paths) -> Paths:
    """A data folder as the program with schema 2 left it when it was killed."""
    paths.database.parent.mkdir()
    folder = resources.files("intray.store") / "migrations"
    with contextlib.closing(sqlite3.connect(paths.database)) as db:
        db.create_function("earlier_sum", -1, earlier_sum)
        for name in ("0001_documents.sql", "0002_notes_and_views.sql"):
            db.executescript((folder / name).read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
        db.execute("PRAGMA user_version = 2")
        for number, content in PAPERS.items():
            db.execute(
                "INSERT INTO documents (id, checksum, original_name, mime_type, size, title,"
                " created, added_at, modified_at) VALUES (?, ?, 'a', 'text/plain', 1, 'A',"
                " '2026-03-05', 0, 0)",
                (number, stored(paths, content)),
            )
            db.execute(
                "INSERT INTO document_contents (document_id, content) VALUES (?, ?)",
                (number, content.decode()),
            )
        db.execute(
            "INSERT INTO superseded_originals VALUES (?, 3, 'a', 'text/plain', 1, 0)",
            (stored(paths, SUPERSEDED),),
        )
        db.executescript(FILL)
        db.execute(f"UPDATE documents SET row_sum = earlier_sum({SUMMED})")
        db.commit()
    return paths


def read(path: Path) -> list[object]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return [db.execute(sql).fetchall() for sql in KEPT]


def blobs_of(paths: Paths) -> set[str]:
    return {path.name for path in paths.blobs.rglob("*") if path.is_file()}


async def no_document(received: Received) -> Registered:
    raise AssertionError(f"{received.checksum} has a document")


async def numbers(database: Database, sql: str) -> list[int]:
    async with database.read() as db:
        return [row[0] for row in await db.execute_fetchall(sql)]


async def test_nothing_changes_and_no_sum_is_taken_for_damage(earlier: Paths) -> None:
    before = read(earlier.database)

    async with open_database(earlier.database):
        pass

    assert read(earlier.database) == before
    for path in (earlier.database, earlier.database.with_name("intray-before-migration-2.db")):
        with contextlib.closing(sqlite3.connect(path)) as db:
            assert row_sums.damaged(db) == []
    async with open_database(earlier.database) as database:
        assert await numbers(database, "SELECT count(*) FROM history") == [0]


async def test_recovery_and_removal_find_nothing_to_do(earlier: Paths) -> None:
    before = blobs_of(earlier)

    async with open_database(earlier.database) as database:
        recovered = await recover(earlier, database, no_document)
        swept = await sweep(earlier, database, no_document, under_way_s=0)
        remover = Remover(earlier, database)
        await remover.drop_settled()
        await remover.settle()
        await remover.work_off()
        left = await numbers(database, "SELECT id FROM documents ORDER BY id")

    assert (recovered.adopted, recovered.jobs_requeued) == (0, 1)
    assert (swept.adopted, swept.missing) == (0, 0)
    assert left == [1, 2, 3, 4]
    assert blobs_of(earlier) == before


@pytest.mark.parametrize("statement", [1, 3, 4, 20, 40, 60, 80, 100, 120])
async def test_a_migration_that_was_killed_goes_on_at_the_next_start(
    earlier: Paths, statement: int
) -> None:
    before = read(earlier.database)
    assert killed_at(earlier.database, statement)

    async with open_database(earlier.database) as database:
        assert await numbers(database, "PRAGMA user_version") == [migrate.latest()]

    assert read(earlier.database) == before
    assert read(earlier.database.with_name("intray-before-migration-2.db")) == before


def killed_at(path: Path, statement: int) -> bool:
    """Migrate in a process that dies without a word before this statement; whether it did."""
    done = subprocess.run([sys.executable, "-c", DIES, str(path), str(statement)], check=False)
    return done.returncode == 9
