"""Chores that come round by themselves, as jobs; while papers are being read they wait."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiosqlite

from intray.clock import now_us
from intray.errors import IntrayError
from intray.jobs import journal
from intray.store import removal
from intray.store.database import Database

log = logging.getLogger(__name__)

HOUR_S = 3600
FIRST_S = 15 * 60.0  # after start: not while the box is busy coming up
LOOK_S = 10 * 60.0
PERIODS: Mapping[str, int] = {  # seconds
    "empty_trash": 24 * HOUR_S,
    "index_optimize": 7 * 24 * HOUR_S,
    "sanity_check": 7 * 24 * HOUR_S,
}
PATIENCE = 2  # so many periods a chore waits for the papers


async def add_due(database: Database, now: int) -> list[str]:
    """Queue the chores whose time has come; gives their kinds."""
    async with database.read() as db:
        last = await _last_runs(db)
        busy = await _papers_wait(db)
        periods = await _periods(db)
    due = [
        kind
        for kind, period_s in periods.items()
        if _is_due(last.get(kind), now, period_s)
        and not (busy and not _is_due(last.get(kind), now, period_s * PATIENCE))
    ]
    if due:
        async with database.transaction() as tx:
            for kind in due:
                await tx.execute(
                    "INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)",
                    (_key(kind), json.dumps(now)),
                )
                await add(tx, kind, source="scheduled", owner_id=None)
    return due


async def add(tx: aiosqlite.Connection, kind: str, *, source: str, owner_id: int | None) -> str:
    """Queue this chore, unless it waits or runs already; gives the task's UUID."""
    rows = await tx.execute_fetchall(
        "SELECT uuid FROM jobs WHERE kind = ? AND state IN ('pending', 'started')", (kind,)
    )
    for row in rows:
        return str(row[0])
    job_id = await journal.add(tx, kind=kind, source=source, file_name="", owner_id=owner_id)
    return (await journal.get(tx, job_id)).uuid


async def _periods(db: aiosqlite.Connection) -> Mapping[str, int]:
    """What was removed for good stays in the files of the index for a day at most."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM state WHERE key = ?", (removal.INDEX_HOLDS_REMOVED,)
    )
    return {**PERIODS, "index_optimize": PERIODS["empty_trash"]} if list(rows) else PERIODS


async def _papers_wait(db: aiosqlite.Connection) -> bool:
    rows = await db.execute_fetchall(
        "SELECT 1 FROM jobs WHERE state IN ('pending', 'started')"
        " AND kind IN ('consume_file', 'reprocess_document') LIMIT 1"
    )
    return bool(list(rows))


async def until_quiet(database: Database, *, look_s: float = 5.0, longest_s: float = 600.0) -> None:
    """Wait while papers are being read, but not for ever."""
    waited_s = 0.0
    while waited_s < longest_s:
        async with database.read() as db:
            if not await _papers_wait(db):
                return
        await asyncio.sleep(look_s)
        waited_s += look_s


async def _last_runs(db: aiosqlite.Connection) -> dict[str, int]:
    found = {}
    for kind in PERIODS:
        rows = await db.execute_fetchall("SELECT value FROM state WHERE key = ?", (_key(kind),))
        for row in rows:
            found[kind] = int(row[0])
    return found


def _key(kind: str) -> str:
    return f"scheduled_{kind}"


def _is_due(last: int | None, now: int, period_s: int) -> bool:
    """A clock that was set back makes the last time come later than now: then it says nothing."""
    return last is None or not last <= now < last + period_s * 1_000_000


@asynccontextmanager
async def open_schedule(
    database: Database, *, first_s: float = FIRST_S, look_s: float = LOOK_S
) -> AsyncIterator[None]:
    """Chores are queued in time until the block is left."""
    task = asyncio.create_task(_keep(database, first_s, look_s), name="schedule")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(database: Database, first_s: float, look_s: float) -> None:
    await asyncio.sleep(first_s)
    while True:
        try:
            await add_due(database, now_us())
        except (IntrayError, OSError, sqlite3.Error) as error:
            log.error("The chores of the day could not be queued: %s", error)
        await asyncio.sleep(look_s)
