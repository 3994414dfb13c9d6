"""Unlinks the files of originals that were removed for good; `store.removal` tells how."""

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
from intray.store import blobs, durable, hand_overs, removal, removed_marks
from intray.store.database import Database

log = logging.getLogger(__name__)

BATCH = 32  # originals of one transaction: others wait for it
PAUSE_S = 0.2  # changes that come together are done together
RETRY_S = 60.0  # with what a door holds, or the disk refused
SETTLE_S = 24 * 3600.0


@dataclass
class Remover:
    """Enter it with `open_remover`."""

    paths: Paths
    database: Database
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _settled: int = 0  # as it stands in the file, or less

    async def work_off(self) -> bool:
        """Unlink what is noted; False if something is left, as a door holds it."""
        while True:
            async with self.database.read() as db:
                count, number = await removal.pending(db)
            if not count:
                if number > self._settled:
                    await asyncio.to_thread(removed_marks.note_settled, self.paths, number)
                    self._settled = number
                return True
            if not await self._remove_some():
                return False

    async def drop_settled(self) -> None:
        """What an older copy of the database would have removed is not asked for any more."""
        number = await asyncio.to_thread(removed_marks.settled, self.paths)
        if number:
            async with self.database.transaction() as tx:
                await removal.drop_settled(tx, number)

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
                await removal.remove(tx, ghosts)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        settle_at = loop.time()
        is_first = True
        while True:
            self._wake.clear()
            wait_s: float = SETTLE_S
            try:
                if is_first:
                    await self.drop_settled()
                    is_first = False
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
