"""One writer, several readers; what a transaction promises."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest

from intray.errors import BusyError, ReadOnlyError, StorageError
from intray.store import row_sums
from intray.store.database import READERS, Database, open_database

INSERT = (
    "INSERT INTO documents (checksum, original_name, mime_type, size, title, created, added_at,"
    " modified_at) VALUES (?, 'scan.pdf', 'application/pdf', 1, 'Bill', '2024-03-01', 1, 1)"
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "db" / "intray.db") as database:
        yield database


async def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as tx:
            await tx.execute(INSERT, ("a" * 64,))
            raise RuntimeError

    assert await count(database, "documents") == 0
    assert await count(database, "index_outbox") == 0


async def test_a_cancelled_transaction_is_rolled_back_and_the_writer_stays_usable(
    database: Database,
) -> None:
    async def never_ends() -> None:
        async with database.transaction() as tx:
            await tx.execute(INSERT, ("a" * 64,))
            await asyncio.sleep(60)

    task = asyncio.create_task(never_ends())
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with database.transaction() as tx:
        await tx.execute(INSERT, ("b" * 64,))
    assert await count(database, "documents") == 1


@pytest.mark.parametrize("turns", range(1, 30, 2))
async def test_a_task_that_is_cancelled_at_any_moment_leaves_the_database_usable(
    database: Database, turns: int
) -> None:
    async def read() -> None:
        async with database.read() as db:
            await rows(db, "documents")

    async def write() -> None:
        async with database.transaction() as tx:
            await tx.execute(INSERT, ("a" * 64,))

    for work in (read, write):
        task = asyncio.create_task(work())
        for _ in range(turns):  # of the event loop
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    for _ in range(READERS + 1):
        async with database.read() as db:
            assert await rows(db, "documents") <= 1
    async with database.transaction() as tx:
        await tx.execute(INSERT, ("b" * 64,))


async def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    async with database.read() as db:
        assert await rows(db, "documents") == 0
        async with database.transaction() as tx:
            await tx.execute(INSERT, ("a" * 64,))
        assert await rows(db, "documents") == 0

    assert await count(database, "documents") == 1


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.read() as db:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await db.execute(INSERT, ("a" * 64,))


async def test_a_query_that_takes_too_long_is_ended_and_gives_its_reader_back(
    database: Database,
) -> None:
    """While all readers are at such work, nobody can even log in."""
    database.read_limit_s = 0.05
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )

    for _ in range(READERS + 1):
        with pytest.raises(BusyError):
            async with database.read() as db:
                await db.execute_fetchall(endless)

    async with database.read() as db:
        assert [tuple(row) for row in await db.execute_fetchall("SELECT 1")] == [(1,)]


async def test_a_reader_that_is_held_longer_is_not_disturbed_between_queries(
    database: Database,
) -> None:
    database.read_limit_s = 0.01

    async with database.read() as db:
        await asyncio.sleep(0.05)
        assert [tuple(row) for row in await db.execute_fetchall("SELECT 1")] == [(1,)]


async def test_every_change_of_title_or_text_waits_in_the_outbox_of_the_index(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await tx.execute(INSERT, ("a" * 64,))
        await tx.execute("INSERT INTO document_contents (document_id, content) VALUES (1, 'x')")
        await tx.execute("DELETE FROM index_outbox")

    async with database.transaction() as tx:
        await tx.execute("UPDATE documents SET title = 'Invoice'")
        await tx.execute("UPDATE document_contents SET content = 'y'")
        await tx.execute("UPDATE documents SET archive_serial_number = 7")

    assert await count(database, "index_outbox") == 2


async def test_callbacks_run_after_a_commit_and_not_after_a_rollback(database: Database) -> None:
    calls: list[str] = []
    database.after_commit(lambda: calls.append("committed"))

    async with database.transaction() as tx:
        await tx.execute(INSERT, ("a" * 64,))
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as tx:
            await tx.execute(INSERT, ("a" * 64,))

    assert calls == ["committed"]


async def test_nothing_is_written_once_the_disk_has_failed(database: Database) -> None:
    database.failed = "disk I/O error"

    with pytest.raises(ReadOnlyError):
        async with database.transaction():
            pass
    assert await count(database, "documents") == 0


async def test_a_changed_text_no_longer_fits_its_row_sum(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    async with open_database(path) as database, database.transaction() as tx:
        await tx.execute(INSERT, ("a" * 64,))
        await tx.execute(
            "INSERT INTO document_contents (document_id, content) VALUES (1, 'Total 31.20')"
        )
    with sqlite3.connect(path) as connection:
        assert row_sums.damaged(connection) == []
        connection.executescript(
            "DROP TRIGGER content_updated;UPDATE document_contents SET content = 'Total 81.20';"
        )

        assert row_sums.damaged(connection) == [1]


async def test_a_database_of_a_newer_program_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    async with open_database(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")

    with pytest.raises(StorageError, match="newer Intray"):
        async with open_database(path):
            pass


async def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "intray.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")

    with pytest.raises(StorageError, match="not a database of Intray"):
        async with open_database(path):
            pass


async def test_the_file_is_for_the_service_alone_and_durable(database: Database) -> None:
    async with database.read() as db:
        mode = [row[0] for row in await db.execute_fetchall("PRAGMA journal_mode")]
    synchronous = [row[0] for row in await database.writer.execute_fetchall("PRAGMA synchronous")]

    assert database.path.stat().st_mode & 0o777 == 0o600
    assert (mode, synchronous) == (["wal"], [2])  # 2: FULL


async def count(database: Database, table: str) -> int:
    async with database.read() as db:
        return await rows(db, table)


async def rows(db: aiosqlite.Connection, table: str) -> int:
    cursor = await db.execute(f"SELECT count(*) FROM {table}")
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
