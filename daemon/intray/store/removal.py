"""Removal for good: a document leaves the tables at once, and its files a moment later.

1. One transaction deletes the rows and notes every original of theirs in `removals` (`remove`).
2. In a transaction that finds the note still there and no row that knows the original: an empty
   file removed/<checksum> is made to last, then blob, note beside the blob and derived files are
   unlinked, then the note in `removals` goes.

What may come between:

- The same bytes are handed over again. A door holds the blob (`hand_overs`) from before it looks
  whether it is there until its row is; then it is not removed, and the row's transaction deletes
  the note. If the remover was first, the door waits, finds nothing and publishes anew; it lifts
  the mark first. Should a row come without holding, its transaction finds no blob and ends.
- The daemon dies. The note is there until the files are gone: the next start goes on. Recovery and
  the sweep adopt no blob that is noted or marked, and who wants the paper back hands it over again.
- A power cut brings back names that were unlinked. The mark is older and lasted: `settle` unlinks
  them again.
- A snapshot of the database takes its place. Snapshots carry no notes, since the same bytes may
  have been handed over since. Rows all of whose originals are marked and gone are removed again;
  a mark whose blob is there is of no use any more.

Snapshots keep rows and text of what was removed until they go: seven daily and four weekly ones
are kept. The search index forgets at once, and its files lose the words with the next optimising,
which comes within a day then.
"""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiosqlite

from intray.clock import now_us
from intray.config import Paths
from intray.errors import IntrayError
from intray.store import blobs, durable, hand_overs, removed_marks
from intray.store.database import Database

log = logging.getLogger(__name__)

BATCH = 32  # originals of one transaction: others wait for it
PAUSE_S = 0.2  # changes that come together are done together
RETRY_S = 60.0  # with what a door holds, or the disk refused
SETTLE_S = 24 * 3600.0
INDEX_HOLDS_REMOVED = "index_holds_removed"  # in table state, until it was optimised


async def remove(tx: aiosqlite.Connection, document_ids: Sequence[int]) -> list[int]:
    """Delete those of these documents that are in the trash; gives which ones.

    With them go text, notes, tags, values, versions, history and tasks, which would still tell
    their names. The writer overwrites what it deletes.
    """
    rows = await tx.execute_fetchall(
        "SELECT d.id FROM json_each(?) w JOIN documents d ON d.id = w.value"
        " WHERE d.deleted_at IS NOT NULL",
        (json.dumps(list(document_ids)),),
    )
    ids = [row[0] for row in rows]
    await _delete(tx, json.dumps(ids))
    return ids


async def _delete(tx: aiosqlite.Connection, ids: str) -> None:
    await tx.execute("INSERT OR REPLACE INTO state VALUES (?, '1')", (INDEX_HOLDS_REMOVED,))
    chosen = "IN (SELECT value FROM json_each(?))"
    rows = await tx.execute_fetchall(
        f"SELECT checksum FROM known_originals WHERE document_id {chosen}", (ids,)
    )
    checksums = [row[0] for row in rows]
    for table, column in (("documents", "id"), ("document_versions", "document_id")):
        await tx.execute(
            "DELETE FROM file_metadata WHERE checksum IN"
            f" (SELECT archive_checksum FROM {table} WHERE {column} {chosen})",
            (ids,),
        )
    for table, column in (("jobs", "document_id"), ("jobs", "duplicate_of"), ("documents", "id")):
        await tx.execute(f"DELETE FROM {table} WHERE {column} {chosen}", (ids,))
    await note(tx, checksums)


async def note(tx: aiosqlite.Connection, checksums: Collection[str]) -> None:
    """The files of these originals go, as far as no document knows them any more."""
    unknown = "value NOT IN (SELECT checksum FROM known_originals)"
    given = json.dumps(list(checksums))
    await tx.execute(
        "INSERT OR IGNORE INTO removals (checksum, noted_at)"
        f" SELECT value, ? FROM json_each(?) WHERE {unknown}",
        (now_us(), given),
    )
    await tx.execute(
        "DELETE FROM file_metadata WHERE checksum IN"
        f" (SELECT value FROM json_each(?) WHERE {unknown})",
        (given,),
    )


async def forgive(tx: aiosqlite.Connection, checksum: str) -> None:
    """The same bytes were handed over again: a document knows them."""
    await tx.execute("DELETE FROM removals WHERE checksum = ?", (checksum,))


async def is_noted(db: aiosqlite.Connection, checksum: str) -> bool:
    cursor = await db.execute("SELECT 1 FROM removals WHERE checksum = ?", (checksum,))
    return await cursor.fetchone() is not None


@dataclass
class Remover:
    """Enter it with `open_remover`."""

    paths: Paths
    database: Database
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def work_off(self) -> bool:
        """Unlink what is noted; False if something is left, as a door holds it."""
        while True:
            async with self.database.read() as db:
                rows = await db.execute_fetchall("SELECT count(*) FROM removals")
            if not next(iter(rows))[0]:
                return True
            if not await self._remove_some():
                return False

    async def settle(self) -> None:
        """All marks against blobs and rows: what a power cut or a restored snapshot brought back.

        Safe to repeat, and while papers come in.
        """
        marked = await asyncio.to_thread(removed_marks.all_marked, self.paths)
        if not marked:
            return
        await self._remove_ghosts(marked)
        async with self.database.transaction() as tx:
            known = await tx.execute_fetchall(
                "SELECT value FROM json_each(?)"
                " WHERE value IN (SELECT checksum FROM known_originals)",
                (json.dumps(sorted(marked)),),
            )
            wanted = {row[0] for row in known}
            await asyncio.to_thread(self._lift, wanted)
        left = await asyncio.to_thread(self._left_of, sorted(marked - wanted))
        for start in range(0, len(left), BATCH):
            async with self.database.transaction() as tx:
                await self._unlink(tx, left[start : start + BATCH])
        await asyncio.to_thread(removed_marks.forget_old, self.paths)

    async def _remove_some(self) -> bool:
        """One batch; False if nothing of it could be removed."""
        async with self.database.transaction() as tx:
            await tx.execute(
                "DELETE FROM removals WHERE checksum IN (SELECT checksum FROM known_originals)"
            )
            rows = await tx.execute_fetchall(
                "SELECT checksum FROM removals ORDER BY random() LIMIT ?", (BATCH,)
            )
            gone = await self._unlink(tx, [row[0] for row in rows])
            await tx.execute(
                "DELETE FROM removals WHERE checksum IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(gone)),),
            )
        with contextlib.suppress(OSError):  # the marks last; these need not
            await asyncio.to_thread(self._sync, gone)
        return bool(gone) or not rows

    async def _unlink(self, tx: aiosqlite.Connection, checksums: Sequence[str]) -> set[str]:
        """Remove the files of those that no row knows and nobody brings; gives which ones."""
        rows = await tx.execute_fetchall(
            "SELECT value FROM json_each(?)"
            " WHERE value NOT IN (SELECT checksum FROM known_originals)",
            (json.dumps(list(checksums)),),
        )
        return await asyncio.to_thread(self._unlink_free, [row[0] for row in rows])

    def _left_of(self, checksums: Sequence[str]) -> list[str]:
        return [
            checksum
            for checksum in checksums
            if self.paths.blob(checksum).exists()
            or blobs.meta_path(self.paths, checksum).exists()
            or (self.paths.derived / checksum).exists()
        ]

    def _unlink_free(self, checksums: Sequence[str]) -> set[str]:
        places = {self.paths.blob(checksum): checksum for checksum in checksums}
        with hand_overs.removing(list(places)) as free:
            gone = {places[blob] for blob in free}
            if gone:
                removed_marks.mark(self.paths, gone)
            for checksum in gone:
                for path in (self.paths.blob(checksum), blobs.meta_path(self.paths, checksum)):
                    if path.exists():
                        durable.unlink(path)
                durable.remove_tree(self.paths.derived / checksum)
        return gone

    def _sync(self, checksums: Collection[str]) -> None:
        for checksum in checksums:
            for path in (self.paths.blob(checksum), blobs.meta_path(self.paths, checksum)):
                if path.parent.is_dir():
                    durable.sync_folder(path.parent)

    def _lift(self, checksums: Collection[str]) -> None:
        for checksum in checksums:
            if self.paths.blob(checksum).exists():
                removed_marks.lift(self.paths, checksum)

    async def _remove_ghosts(self, marked: set[str]) -> None:
        """Rows of a restored snapshot all of whose originals were removed after it was made."""
        async with self.database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT document_id, json_group_array(checksum) FROM known_originals"
                " GROUP BY document_id"
                " HAVING max(checksum NOT IN (SELECT value FROM json_each(?))) = 0",
                (json.dumps(sorted(marked)),),
            )
        found = {row[0]: json.loads(row[1]) for row in rows}
        ghosts = await asyncio.to_thread(
            lambda: [
                number
                for number, checksums in found.items()
                if not any(self.paths.blob(checksum).exists() for checksum in checksums)
            ]
        )
        if ghosts:
            log.warning("Documents %s had been removed for good and are removed again", ghosts)
            async with self.database.transaction() as tx:
                await tx.execute(
                    "UPDATE documents SET deleted_at = coalesce(deleted_at, ?)"
                    " WHERE id IN (SELECT value FROM json_each(?))",
                    (now_us(), json.dumps(ghosts)),
                )
                await remove(tx, ghosts)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        settle_at = loop.time()
        while True:
            self._wake.clear()
            wait_s: float = SETTLE_S
            try:
                if loop.time() >= settle_at:
                    await self.settle()
                    settle_at = loop.time() + SETTLE_S
                if not await self.work_off():
                    wait_s = RETRY_S
            except (IntrayError, OSError, sqlite3.Error) as error:
                log.warning("Originals could not be removed for good yet: %s", error)
                await asyncio.sleep(RETRY_S)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(wait_s, max(settle_at - loop.time(), 0))):
                    await self._wake.wait()
            await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def open_remover(paths: Paths, database: Database) -> AsyncIterator[Remover]:
    """Files go in the background until the block is left."""
    remover = Remover(paths, database)
    database.after_commit(remover._wake.set)
    task = asyncio.create_task(remover._run(), name="remover")
    try:
        yield remover
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
