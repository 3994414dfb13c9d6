"""Copies of the database, each verified before it counts. Old ones go by count, never by date."""

import asyncio
import contextlib
import logging
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from intray.config import Paths
from intray.errors import StorageError
from intray.store import durable, row_sums

log = logging.getLogger(__name__)

DAILY = 7
WEEKLY = 4  # of those with a number divisible by DAILY
FIRST_S = 600.0  # after start: not while the box is busy coming up
LOOK_S = 3600.0
AGE_S = 20 * 3600.0
_NAME = re.compile(r"intray-(\d{6,})\.db")


def folder(paths: Paths) -> Path:
    return paths.data_dir / "snap"


def make(paths: Paths) -> Path:
    """A verified, durable copy of the database as it is now.

    Raises StorageError if the copy is damaged; earlier snapshots are kept then. Raises OSError
    and sqlite3.Error.
    """
    target_folder = folder(paths)
    durable.make_folders(target_folder, 0o700)
    staging = target_folder / "new.db"
    with contextlib.suppress(FileNotFoundError):
        durable.unlink(staging)
    try:
        with contextlib.closing(sqlite3.connect(paths.database)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # only the writer does that
            connection.execute("VACUUM INTO ?", (str(staging),))
        _without_notes(staging)
        if not is_sound(staging):
            raise StorageError("The database is damaged; its snapshot was thrown away.")
        durable.sync_written_by_others(staging)
        target = target_folder / f"intray-{_next_number(paths):06d}.db"
        durable.rename(staging, target)
        durable.sync_folder(target_folder)
    except BaseException:
        with contextlib.suppress(OSError):
            durable.unlink(staging)
        raise
    _prune(paths)
    return target


def _without_notes(copy: Path) -> None:
    """What is to be removed for good now may have been handed over again when this is restored."""
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("DELETE FROM removals")


def exist(paths: Paths) -> bool:
    return bool(_newest_first(paths))


def newest_verified(paths: Paths) -> Path | None:
    """The newest snapshot that is sound now."""
    return next((path for _, path in _newest_first(paths) if is_sound(path)), None)


def is_sound(path: Path) -> bool:
    """Structure, and the checksum of every document's row."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return False
            return not row_sums.damaged(connection)
    except sqlite3.Error:
        return False


@asynccontextmanager
async def open_snapshots(
    paths: Paths, *, first_s: float = FIRST_S, look_s: float = LOOK_S, age_s: float = AGE_S
) -> AsyncIterator[None]:
    """Makes one a day, as far as the box is on and anything changed, until the block is left."""
    task = asyncio.create_task(_keep(paths, first_s, look_s, age_s), name="snapshots")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(paths: Paths, first_s: float, look_s: float, age_s: float) -> None:
    await asyncio.sleep(first_s)
    while True:
        try:
            if await asyncio.to_thread(_is_due, paths, age_s):
                await asyncio.to_thread(make, paths)
        except (StorageError, OSError, sqlite3.Error) as error:
            log.error("No snapshot of the database could be made: %s", error)
        await asyncio.sleep(look_s)


def _is_due(paths: Paths, age_s: float) -> bool:
    newest = next((path for _, path in _newest_first(paths)), None)
    if newest is None:
        return True
    made_at = newest.stat().st_mtime
    wal = paths.database.with_name(f"{paths.database.name}-wal")
    changed_at = max(path.stat().st_mtime for path in (paths.database, wal) if path.exists())
    # A clock that was set back makes the age negative: then it says nothing.
    return changed_at > made_at and not 0 <= time.time() - made_at < age_s


def _newest_first(paths: Paths) -> list[tuple[int, Path]]:
    with contextlib.suppress(FileNotFoundError):
        named = [(_NAME.fullmatch(path.name), path) for path in folder(paths).iterdir()]
        return sorted(((int(name[1]), path) for name, path in named if name), reverse=True)
    return []


def _next_number(paths: Paths) -> int:
    return max((number for number, _ in _newest_first(paths)), default=0) + 1


def _prune(paths: Paths) -> None:
    older = _newest_first(paths)[DAILY:]
    weekly = [entry for entry in older if entry[0] % DAILY == 0]
    for entry in set(older) - set(weekly[:WEEKLY]):
        durable.unlink(entry[1])
