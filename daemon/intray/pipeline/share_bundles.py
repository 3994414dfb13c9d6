"""Packs the documents of share link bundles into ZIPs, and removes ZIPs that nobody needs."""

import asyncio
import contextlib
import hashlib
import json
import logging
import threading
import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiosqlite

from intray.accounts import users
from intray.clock import now_us, to_datetime
from intray.config import Config, Paths
from intray.documents import files, listing
from intray.documents.files import HandedOut
from intray.documents.listing import Document, Wanted
from intray.errors import DiskFullError, IntrayError, NotFoundError
from intray.jobs import journal
from intray.jobs.journal import MAX_ATTEMPTS, Job
from intray.permissions import Actor
from intray.sharing import bundles, packing
from intray.sharing.bundles import Bundle
from intray.sharing.links import ShareLink
from intray.store import durable, zipping
from intray.store.database import Database
from intray.store.space import RESERVE_BYTES, RESERVE_SHARE, Space
from intray.store.zipping import Member, StoppedError, ZipFileOut

log = logging.getLogger(__name__)

MODE = 0o440
TIDY_EVERY_S = 600.0
_WANTED = Wanted(tags=False, rights=False)
# ZIPs leave room for papers: whoever shares everything many times keeps nobody from scanning.
BESIDE_PAPERS = Space(reserve_bytes=2 * RESERVE_BYTES, reserve_share=2 * RESERVE_SHARE)


class NothingToShareError(IntrayError):
    """Whoever made the bundle may see none of its documents any more."""

    code = "nothing_to_share"

    def __init__(self) -> None:
        super().__init__("There is no document in this bundle that its owner may share.")


async def may_share(db: aiosqlite.Connection, user_id: int) -> Actor | None:
    """The maker of a link; None when gone, locked out, or without the right to see documents."""
    maker = await users.actor(db, user_id)
    return maker if maker is not None and maker.may("view_document") else None


async def shared_documents(db: aiosqlite.Connection, bundle: Bundle) -> list[Document]:
    """What may be shared now: documents that the owner sees, outside of the trash."""
    maker = await may_share(db, bundle.owner_id)
    if maker is None:
        return []
    found = await listing.read(db, maker, bundle.document_ids, _WANTED)
    return [document for document in found if document.deleted_at is None]


async def shared_document(db: aiosqlite.Connection, link: ShareLink) -> Document | None:
    """None in the trash, or when whoever made the link may not see it any more."""
    maker = await may_share(db, link.owner_id)
    if maker is None:
        return None
    try:
        return await listing.get(db, maker, link.document_id, _WANTED)
    except NotFoundError:
        return None


async def contents(db: aiosqlite.Connection, bundle: Bundle) -> str | None:
    """Stands for the bytes that may be shared now, whatever they are called; None: nothing may."""
    maker = await may_share(db, bundle.owner_id)
    if maker is None:
        return None
    found = await files.checksums(
        db, maker, bundle.document_ids, original=bundle.file_version == "original"
    )
    return hashlib.sha256(json.dumps(found).encode()).hexdigest() if found else None


@dataclass(frozen=True)
class Packed:
    """What goes into a ZIP, as the database said it at one moment."""

    documents: Sequence[Document]
    contents: str | None


@dataclass
class Packer:
    """Enter it with `open_packer`; `build` is the handler of its jobs."""

    database: Database
    config: Config
    space: Space = BESIDE_PAPERS
    _busy: set[int] = field(default_factory=set)  # bundles that are being packed
    _new: set[str] = field(default_factory=set)  # files that no row names yet

    async def build(self, job: Job) -> None:
        """Pack the job's bundle. Ends with the job finished, or back in the queue."""
        bundle_id = job.overrides.get("bundle_id", 0)
        async with self.database.transaction() as tx:
            attempt = await journal.start(tx, job.id)
            bundle = await bundles.by_id(tx, bundle_id)
            if bundle is None or bundle.status == "ready" or bundle_id in self._busy:
                await journal.succeed(tx, job.id)
                return
            await packing.begin(tx, bundle)
            packed = Packed(await shared_documents(tx, bundle), await contents(tx, bundle))
        self._busy.add(bundle_id)
        try:
            if attempt > MAX_ATTEMPTS:
                raise StoppedError
            await self._build(job, bundle, packed)
        except asyncio.CancelledError:
            await asyncio.shield(self._undo_start(job))
            raise
        except (OSError, IntrayError, StoppedError) as error:
            await self._fail(job, bundle, error)
        finally:
            self._busy.discard(bundle_id)

    async def tidy(self) -> None:
        """Let go of what expired, take up what waits, remove ZIPs that no bundle names."""
        async with self.database.read() as db:
            has_work = await packing.has_work(db)
        if has_work:
            async with self.database.transaction() as tx:
                await packing.expire(tx)
                await packing.request_left_over(tx)
        # In this order: what is published meanwhile is never taken for left over.
        there = await asyncio.to_thread(_names_in, self.config.paths.bundles)
        unnamed = there - self._new
        async with self.database.read() as db:
            named = await packing.files(db)
        await asyncio.to_thread(remove_files, self.config.paths, unnamed - named)

    async def _build(self, job: Job, bundle: Bundle, packed: Packed) -> None:
        if packed.contents is None:
            raise NothingToShareError
        name = f"{bundle.id}-{uuid.uuid4().hex[:16]}.zip"
        self._new.add(name)
        kept = False
        try:
            size = await self._packed(bundle, packed.documents, name)
            async with self.database.transaction() as tx:
                kept = await packing.finish(
                    tx, bundle, file=name, size=size, contents=packed.contents
                )
                if kept or await bundles.by_id(tx, bundle.id) is None:
                    await journal.succeed(tx, job.id)
                else:
                    await journal.requeue(tx, job.id, fresh=True)
        finally:
            self._new.discard(name)
            if not kept:
                await asyncio.shield(asyncio.to_thread(remove_files, self.config.paths, {name}))
        await asyncio.to_thread(self._remove_former, bundle, name)

    async def _packed(self, bundle: Bundle, documents: Sequence[Document], name: str) -> int:
        """Pack on a thread, which is told when nobody waits any more; gives the size."""
        stop = threading.Event()
        work = asyncio.ensure_future(asyncio.to_thread(self._pack, bundle, documents, name, stop))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([work])
            work.exception()
            raise

    def _pack(
        self, bundle: Bundle, documents: Sequence[Document], name: str, stop: threading.Event
    ) -> int:
        paths = self.config.paths
        original = bundle.file_version == "original"
        chosen: list[HandedOut] = []
        for document in documents:
            try:
                chosen.append(files.choose(paths, document, original=original))
            except NotFoundError:
                raise FileNotFoundError(f"The file of document {document.id} is missing") from None
        names = zipping.unique(file.name for file in chosen)
        members = [
            Member(name, file.path, document.added_at)
            for name, file, document in zip(names, chosen, documents, strict=True)
        ]
        self.space.require(paths.staging, sum(file.path.stat().st_size for file in chosen))
        staging = paths.staging / f"bundle-{uuid.uuid4().hex}"
        with durable.NewFile(staging) as target:
            out = ZipFileOut(target)
            zipping.write_zip(out, members, self.config.time_zone, stopped=stop.is_set)
            target.finish(MODE)
        return self._publish(staging, name, target.size)

    def _publish(self, staging: Path, name: str, size: int) -> int:
        """The row that names the file is written afterwards."""
        folder = self.config.paths.bundles
        try:
            durable.make_folders(folder)
            durable.rename(staging, folder / name)
        except OSError:
            durable.unlink(staging)
            raise
        durable.sync_folder(folder)
        return size

    def _remove_former(self, bundle: Bundle, kept: str) -> None:
        paths = self.config.paths
        names = _names_in(paths.bundles) - {kept} - self._new
        remove_files(paths, [name for name in names if name.startswith(f"{bundle.id}-")])

    async def _fail(self, job: Job, bundle: Bundle, error: Exception) -> None:
        code = error.code if isinstance(error, IntrayError) else "bundle_failed"
        if isinstance(error, OSError):
            code = DiskFullError.code if durable.is_full(error) else code
        message = str(error) or "Packing was interrupted again and again."
        log.warning("Bundle %d could not be packed: %s", bundle.id, message)
        told = {
            "bundle_id": bundle.id,
            "exception_type": type(error).__name__,
            "code": code,
            "message": message,
            "timestamp": to_datetime(now_us(), self.config.time_zone).isoformat(),
        }
        async with self.database.transaction() as tx:
            await packing.fail(tx, bundle, told)
            await journal.fail(tx, job.id, error_code=code, error_message=message)

    async def _undo_start(self, job: Job) -> None:
        async with self.database.transaction() as tx:
            await journal.undo_start(tx, job.id)

    async def _run(self) -> None:
        while True:
            try:
                await self.tidy()
            except (IntrayError, OSError) as error:
                log.warning("Share link bundles could not be tidied: %s", error)
            await asyncio.sleep(TIDY_EVERY_S)


def remove_files(paths: Paths, names: Collection[str]) -> None:
    """Remove ZIPs; nothing happens for those that are gone."""
    for name in sorted(names):
        with contextlib.suppress(FileNotFoundError):
            durable.unlink(paths.bundles / name)


def _names_in(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return set()


@asynccontextmanager
async def open_packer(database: Database, config: Config) -> AsyncIterator[Packer]:
    """Expired bundles and left-over files go in the background until the block is left."""
    packer = Packer(database, config)
    task = asyncio.create_task(packer._run(), name="share bundles")
    try:
        yield packer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
