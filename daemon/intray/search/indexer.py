"""Keeps the index in step with the database, in the background and in bounded bites.

The outbox says what changed; an entry leaves it only after the index has it durably, so a crash
means doing it again. A missing, damaged or outdated index is built anew in a folder of its own.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from intray.errors import IntrayError
from intray.search import manifest, source
from intray.search.home import Home
from intray.search.process import IndexProcess
from intray.search.wire import Message
from intray.store.database import Database

GATHER_S = 0.25  # a change is seldom alone
IDLE_S = 3.0  # without changes, then small segments are joined
RETRY_S = 30.0
CHECK_AFTER_S = 600.0  # the first look at every byte of the index
CHECK_EVERY_S = 24 * 3600.0
BUILD_NICE = 10
COMMIT_EVERY = 2_000  # documents, while building
MANY_SEGMENTS = 40  # then some are joined at once
WRITER_LEAVES_S = 15.0
WRITE_LIMIT_S = 300.0

State = Literal["ready", "rebuilding", "failed"]
log = logging.getLogger(__name__)


class IndexDamagedError(IntrayError):
    """The index cannot be used as it is."""

    code, status = "index_damaged", 503


class IndexWriteError(IntrayError):
    """The index could not be written, for example because the disk is full."""

    code, status = "index_write", 503


@dataclass
class Progress:
    state: State = "rebuilding"
    documents: int = 0
    modified_at: int | None = None
    error: str | None = None


class Indexer:
    """`run` is its whole life; everything else may be called meanwhile."""

    def __init__(self, index_dir: Path, database: Database) -> None:
        self.progress = Progress()
        self.folder: Path | None = None  # of the index in use
        self._damage: str | None = None  # why the current one must not be used
        self._home = Home(index_dir)
        self._database = database
        self._writer = IndexProcess(WRITER_LEAVES_S, limit_s=WRITE_LIMIT_S)
        self._changed = asyncio.Event()
        self._turn = asyncio.Lock()
        database.after_commit(self._changed.set)

    async def run(self) -> None:
        """Until cancelled."""
        check = asyncio.create_task(self._check_now_and_then())
        try:
            while True:
                try:
                    await self._keep_up()
                except Exception as error:
                    log.exception("the search index could not be brought up to date")
                    self.progress.error = str(error)
                    if self.folder is None:
                        self.progress.state = "failed"
                    await asyncio.sleep(RETRY_S)
        finally:
            check.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await check

    async def close(self) -> None:
        await self._writer.close()

    async def flush(self) -> None:
        """Everything committed before is in the index when this returns."""
        async with self._turn:
            await self._open()
            await self._apply_all()

    def distrust(self, reason: str) -> None:
        """The index turned out to be damaged: build a new one."""
        log.warning("the search index is damaged and built anew: %s", reason)
        self.folder = None
        self._damage = reason
        self.progress.state, self.progress.error = "rebuilding", reason
        self._changed.set()

    async def _keep_up(self) -> None:
        async with self._turn:
            await self._open()
            await self._apply_all()
        idle = False
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if idle else IDLE_S):
                    await self._changed.wait()
            idle = not self._changed.is_set()
            if not idle:
                await asyncio.sleep(GATHER_S)
            self._changed.clear()
            async with self._turn:
                await self._open()
                if idle:
                    idle = not await self._join_segments()
                else:
                    await self._apply_all()

    async def _open(self) -> None:
        """Find the index, or build it."""
        if self.folder is not None:
            return
        await asyncio.to_thread(self._home.prepare)
        try:
            if self._damage is not None:
                raise manifest.DamagedIndexError(self._damage)
            folder, found = await self._usable()
        except manifest.DamagedIndexError as error:
            if await self._nothing_to_index():
                self.progress = Progress("ready")
                return
            log.info("building the search index: %s", error)
            folder, found = await self._built_gently()
        self.folder, self._damage = folder, None
        self.progress = Progress("ready", found.documents, found.written_at)

    async def _usable(self) -> tuple[Path, manifest.Manifest]:
        folder = await asyncio.to_thread(self._home.current)
        if folder is None:
            raise manifest.DamagedIndexError("there is no index yet")
        found = await asyncio.to_thread(manifest.read, folder)
        async with self._database.read() as db:
            extent = await source.extent(db)
        if found.upto is not None or found.seq > extent.highest_seq:
            raise manifest.DamagedIndexError("the index is of another database")
        if abs(found.documents - extent.documents) > extent.pending:
            raise manifest.DamagedIndexError(
                f"it has {found.documents} of {extent.documents} documents"
            )
        return folder, found

    async def _nothing_to_index(self) -> bool:
        """So that the first start of all starts no process."""
        async with self._database.read() as db:
            return (await source.extent(db)).documents == 0

    async def _built_gently(self) -> tuple[Path, manifest.Manifest]:
        """In a process that yields to others, which the next one need not: that is waited for."""
        await self._writer.close()
        self._writer.nice = BUILD_NICE
        try:
            return await self._build()
        finally:
            self._writer.nice = 0
            await self._writer.close()

    async def _build(self) -> tuple[Path, manifest.Manifest]:
        self.progress.state = "rebuilding"
        async with self._database.read() as db:
            highest_seq = (await source.extent(db)).highest_seq
        begun = await asyncio.to_thread(self._home.unfinished, highest_seq)
        if begun is None:
            await asyncio.to_thread(self._home.discard_next)
        folder = await asyncio.to_thread(self._home.next_folder)
        seq, last = (begun.seq, begun.upto or 0) if begun else (highest_seq, 0)
        waiting = 0
        while True:
            async with self._database.read() as db:
                entries = await source.after(db, last)
            last = entries[-1][0] if entries else last
            waiting += len(entries)
            commit = None
            if not entries or waiting >= COMMIT_EVERY:
                commit, waiting = {"seq": seq, "upto": last if entries else None}, 0
            try:
                answer = await self._put(folder, entries, [], commit)
            except IndexDamagedError:
                await asyncio.to_thread(self._home.discard_next)
                raise
            if commit:
                self.progress.documents = answer["documents"]
            if not entries:
                break
        folder = await asyncio.to_thread(self._home.switch)
        return folder, await asyncio.to_thread(manifest.read, folder)

    async def _apply_all(self) -> None:
        while self.folder is not None:
            async with self._database.read() as db:
                batch = await source.batch(db)
            if batch is None:
                return
            commit = {"seq": batch.seq, "upto": None}
            answer = await self._put(self.folder, batch.entries, batch.gone, commit)
            self.progress = Progress("ready", answer["documents"], answer["at"])
            async with self._database.transaction() as tx:
                await source.delete_applied(tx, batch)
            if answer["segments"] > MANY_SEGMENTS:
                await self._join_segments()

    async def _join_segments(self) -> bool:
        """Whether more is left to be joined."""
        if self.folder is None or not self._writer.running:
            return False
        return bool((await self._ask({"do": "merge", "folder": str(self.folder)}))["merged"])

    async def purge(self) -> int:
        """Write segments with deleted documents anew, one at a time; gives their number."""
        written = 0
        while True:
            async with self._turn:
                await self._open()
                await self._apply_all()
                if self.folder is None:
                    return written
                answer = await self._ask({"do": "purge", "folder": str(self.folder)})
            if not answer["merged"]:
                return written
            written += 1

    async def _put(
        self, folder: Path, entries: list[Any], gone: list[int], commit: dict[str, Any] | None
    ) -> dict[str, Any]:
        return await self._ask(
            {"do": "put", "folder": str(folder), "entries": entries, "gone": gone, "commit": commit}
        )

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = (await self._writer.ask(Message(request))).values
        if answer.get("error") == "io":
            raise IndexWriteError(answer["message"])
        if "error" in answer:
            self.distrust(str(answer.get("message")))
            raise IndexDamagedError(str(answer.get("message")))
        return answer

    async def _check_now_and_then(self) -> None:
        await asyncio.sleep(CHECK_AFTER_S)
        while True:
            await self.check()
            await asyncio.sleep(CHECK_EVERY_S)

    async def check(self) -> None:
        """Read every byte of the index, slowly; build it anew if one has changed."""
        folder = self.folder
        if folder is None:
            return
        generation = await asyncio.to_thread(manifest.newest_generation, folder)
        try:
            found = await asyncio.to_thread(manifest.read, folder)
            bites = manifest.damaged_files(folder, found)
            while (damaged := await asyncio.to_thread(next, bites, "")) != "":
                if damaged is not None:
                    raise manifest.DamagedIndexError(f"{damaged} has changed on the disk")
                await asyncio.sleep(0.01)
        except (manifest.DamagedIndexError, OSError) as error:
            newest = await asyncio.to_thread(manifest.newest_generation, folder)
            if self.folder == folder and newest in (generation, None):
                self.distrust(str(error))
