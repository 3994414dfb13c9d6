"""What nothing refers to any more: derived folders that a crash left, and old tasks."""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterable
from pathlib import Path

import aiosqlite

from intray.config import Paths
from intray.store import durable
from intray.store.database import Database

DAY_US = 24 * 3600 * 1_000_000
SEEN_DAYS = 30  # tasks that went well, or that a person has seen
SCHEDULED_DAYS = 7  # daily chores that went well
UNSEEN_DAYS = 365
OLD_ENOUGH_S = 24 * 3600.0  # of a derived folder: its row comes within moments


async def forget_tasks(tx: aiosqlite.Connection, now: int) -> int:
    """Remove finished tasks that nobody looks for any more; gives their number.

    A paper that could not be read stays listed for a year unless somebody has seen it.
    """
    cursor = await tx.execute(
        "DELETE FROM jobs WHERE done_at IS NOT NULL AND state NOT IN ('pending', 'started') AND ("
        " (done_at < ? AND error_code IS NULL AND source = 'scheduled')"
        " OR (done_at < ? AND (acknowledged = 1 OR error_code IS NULL))"
        " OR done_at < ?)",
        tuple(now - days * DAY_US for days in (SCHEDULED_DAYS, SEEN_DAYS, UNSEEN_DAYS)),
    )
    return cursor.rowcount


async def remove_unused_derived(paths: Paths, database: Database) -> int:
    """Remove derived folders without a row; gives their number.

    The folders are listed first: a row that comes later belongs to a folder that is not listed,
    or whose job is unfinished.
    """
    listed = await asyncio.to_thread(_old_folders, paths)
    async with database.read() as db:
        used = await db.execute_fetchall(
            "SELECT checksum || '/' || derived FROM documents WHERE derived IS NOT NULL UNION ALL"
            " SELECT checksum || '/' || derived FROM document_versions WHERE derived IS NOT NULL"
        )
        working = await db.execute_fetchall(
            "SELECT id FROM jobs WHERE state IN ('pending', 'started')"
        )
    kept = {row[0] for row in used}
    jobs = {str(row[0]) for row in working}
    unused = [
        folder
        for folder in listed
        if f"{folder.parent.name}/{folder.name}" not in kept
        and folder.name.partition("-")[0] not in jobs
    ]
    await asyncio.to_thread(_remove, unused)
    return len(unused)


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        durable.remove_tree(folder)


def _old_folders(paths: Paths) -> list[Path]:
    found = []
    before = time.time() - OLD_ENOUGH_S
    for outer in paths.derived.iterdir():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            found += [entry for entry in outer.iterdir() if entry.stat().st_mtime < before]
    return found


async def remember(tx: aiosqlite.Connection, key: str, value: object) -> None:
    """Note a small fact about the installation as a whole."""
    await tx.execute(
        "INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (key, json.dumps(value))
    )
