"""SQLite: one writer, several readers, migrations at start.

Queries are functions that take a connection; they never commit. Writes go through
`async with database.transaction() as tx:`, reads through `async with database.read() as db:`.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiosqlite

from intray.errors import BusyError, DiskFullError, ReadOnlyError, StorageError
from intray.store import history_stamp, migrate, row_sums

READERS = 4
READ_LIMIT_S = 30.0  # of one block: everybody waits while all readers are busy
WAL_LIMIT_BYTES = 8 * 1024 * 1024
_PRAGMAS = """
PRAGMA foreign_keys = ON;
PRAGMA busy_timeout = 5000;
PRAGMA mmap_size = 0;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8000;
"""
_WRITER_PRAGMAS = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA wal_autocheckpoint = 1000;
PRAGMA journal_size_limit = {WAL_LIMIT_BYTES};
"""
_READER_PRAGMAS = """
PRAGMA wal_autocheckpoint = 0;
PRAGMA query_only = ON;
PRAGMA cache_size = -2000;
"""  # small: what they read again stands in the kernel's cache


@dataclass
class Database:
    """The open database of a running daemon. Enter it with `open_database`."""

    path: Path
    writer: aiosqlite.Connection
    readers: asyncio.Queue[aiosqlite.Connection]
    keeps_history: bool = True  # who changed what on documents
    failed: str | None = None  # why nothing is written any more; reading goes on
    read_limit_s: float = READ_LIMIT_S
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call this (quickly, on the loop) after every commit: wakes indexer and library."""
        self._after_commit.append(callback)

    def fail(self, reason: str) -> None:
        """Write nothing any more: the disk under the database cannot be trusted."""
        self.failed = self.failed or reason

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing, durable when the block is left.

        Raises ReadOnlyError, DiskFullError or BusyError where SQLite reports such a state.
        """
        if self.failed is not None:
            raise ReadOnlyError
        async with self._lock:
            try:
                try:
                    await _shielded(self.writer.execute("BEGIN IMMEDIATE"))
                    yield self.writer
                    await row_sums.stamp(self.writer)
                    await history_stamp.stamp(self.writer, keep=self.keeps_history)
                    await _shielded(self.writer.execute("COMMIT"))
                except BaseException:
                    # Does nothing without a transaction, and comes after what was cancelled.
                    await _shielded(self.writer.rollback())
                    raise
            except sqlite3.OperationalError as error:
                raise self._translated(error) from error
        for callback in self._after_commit:
            callback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[aiosqlite.Connection]:
        """A reader that sees one consistent state for as long as the block lasts.

        Raises BusyError where a query is still at work after the time limit.
        """
        connection = await self.readers.get()
        loop = asyncio.get_running_loop()
        limit = loop.call_later(self.read_limit_s, _interrupt, connection)
        try:
            await connection.execute("BEGIN")
            yield connection
        except sqlite3.OperationalError as error:
            if _code(error) == sqlite3.SQLITE_INTERRUPT:
                raise BusyError from error
            raise
        finally:
            limit.cancel()
            try:
                await _shielded(connection.rollback())
            finally:
                self.readers.put_nowait(connection)

    def _translated(self, error: sqlite3.OperationalError) -> Exception:
        primary_code = _code(error)
        if primary_code == sqlite3.SQLITE_FULL:
            return DiskFullError(0, 0)
        if primary_code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return BusyError()
        if primary_code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
            # After a failed fsync the kernel may have dropped the pages: never try again.
            self.failed = str(error)
            return ReadOnlyError()
        return error


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """Open or create the database, migrate it, and close it with a truncated log."""
    await asyncio.to_thread(_prepare, path)
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(_connect(path, _WRITER_PRAGMAS))
        readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for _ in range(READERS):
            readers.put_nowait(await stack.enter_async_context(_connect(path, _READER_PRAGMAS)))
        await row_sums.register(writer)
        database = Database(path, writer, readers)
        try:
            yield database
        finally:
            if database.failed is None:
                await writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _prepare(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        path.chmod(0o600)
        connection.executescript(_PRAGMAS + _WRITER_PRAGMAS)
        migrate.migrate(connection, path)
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"{path} cannot be brought up to date: {error}. Nothing was changed. Look whether the "
            "disk has space and can be written to, then start Intray again."
        ) from error
    finally:
        connection.close()


@asynccontextmanager
async def _connect(path: Path, pragmas: str) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        await connection.executescript(_PRAGMAS + pragmas)
        yield connection


def _code(error: sqlite3.OperationalError) -> int:
    """The primary one; errors of the module itself have none."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _interrupt(connection: aiosqlite.Connection) -> None:
    """End what it works on, if anything: SQLite may be told so from any thread."""
    asyncio.ensure_future(connection.interrupt())  # noqa: RUF006 - it ends at once


async def _shielded(work: Awaitable[object]) -> None:
    """Finish this even when the task is being cancelled: the connection is shared."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
