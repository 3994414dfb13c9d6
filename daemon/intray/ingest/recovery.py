"""After a crash: every paper that is durable becomes a document, and nothing half done stays.

Running it twice changes nothing the second time.
"""

import asyncio
import contextlib
import hashlib
import logging
import mimetypes
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from intray.config import Paths
from intray.errors import IntrayError
from intray.ingest import claim
from intray.ingest.folder import OWN_FOLDER, Place, open_folder
from intray.ingest.meta import from_meta
from intray.ingest.sniff import HEAD_BYTES, sniff
from intray.ingest.types import Received, Register
from intray.store import blobs, durable, removed_marks
from intray.store.data_folder import mark_checked
from intray.store.database import Database

log = logging.getLogger(__name__)

SWEEP_FIRST_S = 120.0
SWEEP_S = 24 * 3600.0
UNDER_WAY_S = 60.0  # a blob without row that is no older may be about to get one
MISSING = "original_missing"  # notice of a document whose blob is gone


@dataclass(frozen=True)
class Recovered:
    staging_removed: int = 0
    adopted: int = 0  # papers that had no document
    damaged: int = 0  # blobs whose content does not fit their name
    released: int = 0  # files in consume/.intray whose paper is safe
    given_back: int = 0  # files in consume/.intray that are none of ours
    jobs_requeued: int = 0
    missing: int = 0  # documents without original


async def recover(
    paths: Paths, database: Database, register: Register, *, unsure_since: float | None = 0
) -> Recovered:
    """Before anything else runs. `unsure_since`: as DataFolder says; None after an orderly stop."""
    removed = await asyncio.to_thread(_wipe_staging, paths)
    adopted = damaged = 0
    if unsure_since is not None:
        await asyncio.to_thread(_sync_roots, paths)
        orphans = await _orphans(paths, database, newer_than=unsure_since - 2)
        adopted, damaged = await _adopt(paths, register, orphans)
    known = await _known(database)
    released, given_back = await asyncio.to_thread(_empty_own_folder, paths, known)
    requeued = await _requeue(database)
    if unsure_since is not None:
        with contextlib.suppress(FileNotFoundError):
            await asyncio.to_thread(mark_checked, paths)
    recovered = Recovered(removed, adopted, damaged, released, given_back, requeued)
    if recovered != Recovered():
        log.info("After an interruption: %s", recovered)
    return recovered


async def sweep(
    paths: Paths, database: Database, register: Register, *, under_way_s: float = UNDER_WAY_S
) -> Recovered:
    """All blobs against all rows, in the background while papers keep coming."""
    first = await _orphans(paths, database, newer_than=0)
    adopted = damaged = 0
    if first:
        await asyncio.sleep(under_way_s)
        still = set(first) & set(await _orphans(paths, database, newer_than=0))
        adopted, damaged = await _adopt(paths, register, sorted(still))
    missing = await _flag_missing(paths, database)
    return Recovered(adopted=adopted, damaged=damaged, missing=missing)


@asynccontextmanager
async def open_sweep(
    paths: Paths, database: Database, register: Register, *, first_s: float = SWEEP_FIRST_S
) -> AsyncIterator[None]:
    """Sweeps once a day, and the first time when the box has come up, until the block is left."""
    task = asyncio.create_task(_sweep_daily(paths, database, register, first_s), name="sweep")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _sweep_daily(
    paths: Paths, database: Database, register: Register, first_s: float
) -> None:
    await asyncio.sleep(first_s)
    while True:
        try:
            await sweep(paths, database, register)
        except (IntrayError, OSError, sqlite3.Error) as error:
            log.error("The originals could not be compared with the database: %s", error)
        await asyncio.sleep(SWEEP_S)


def _wipe_staging(paths: Paths) -> int:
    """What lies there was never acknowledged: the sender still has it."""
    entries = list(paths.staging.iterdir())
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            durable.remove_tree(entry)
        else:
            durable.unlink(entry)
    return len(entries)


def _sync_roots(paths: Paths) -> None:
    """A killed run may have made folders here without making them last."""
    durable.sync_folder(paths.blobs)
    durable.sync_folder(paths.meta)


async def _known(database: Database) -> set[str]:
    async with database.read() as db:
        rows = await db.execute_fetchall("SELECT checksum FROM known_originals")
    return {row[0] for row in rows}


async def _orphans(paths: Paths, database: Database, *, newer_than: float) -> list[str]:
    """Blobs without a row. The rows are read after them: a blob is there before its row.

    What is being removed for good, or was, is nobody's paper any more. It is noted while it has
    a row no longer, and marked while it is noted no longer: so this is the order of looking.
    """
    stored = await asyncio.to_thread(
        lambda: list(blobs.stored_checksums(paths, newer_than=newer_than))
    )
    async with database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT checksum FROM known_originals UNION SELECT checksum FROM removals"
        )
    accounted = {row[0] for row in rows} | await asyncio.to_thread(removed_marks.all_marked, paths)
    return [checksum for checksum in stored if checksum not in accounted]


async def _adopt(paths: Paths, register: Register, orphans: list[str]) -> tuple[int, int]:
    adopted = damaged = 0
    # In the order of receipt: a version comes after its document.
    for checksum in await asyncio.to_thread(_oldest_first, paths, orphans):
        if not await asyncio.to_thread(blobs.intact, paths, checksum):
            log.error("The stored file %s is damaged and has no document", checksum)
            damaged += 1
            continue
        received = replace(await asyncio.to_thread(_described, paths, checksum), adopted=True)
        try:
            await _register(register, received)
        except IntrayError as error:
            log.error("%s could not be made a document yet: %s", received.file_name, error)
            continue
        log.warning("%s was stored but had no document; it has one now", received.file_name)
        adopted += 1
    return adopted, damaged


async def _register(register: Register, received: Received) -> None:
    try:
        await register(received)
    except sqlite3.IntegrityError:
        # It belongs to a user or a document that the restored database does not know.
        alone = replace(received, supersedes=None, version_of=None, job_uuid=None)
        await register(replace(alone, owner_id=None, overrides={}))


def _oldest_first(paths: Paths, orphans: list[str]) -> list[str]:
    def received_at(checksum: str) -> float:
        noted = (blobs.read_meta(paths, checksum) or {}).get("received_at")
        return noted if isinstance(noted, int | float) else 0

    return sorted(orphans, key=received_at)


def _described(paths: Paths, checksum: str) -> Received:
    """As the sender described it, or as far as the content tells."""
    path = paths.blob(checksum)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        status = os.fstat(stream.fileno())
    mime_type = sniff(head, "")
    found = Received(
        checksum=checksum,
        size=status.st_size,
        mime_type=mime_type,
        file_name=f"{checksum[:12]}{mimetypes.guess_extension(mime_type) or ''}",
        source="folder_consume",
        modified_at=status.st_mtime_ns // 1000,
    )
    return from_meta(found, blobs.read_meta(paths, checksum))


def _empty_own_folder(paths: Paths, known: set[str]) -> tuple[int, int]:
    released = given_back = 0
    try:
        own = open_folder(paths.consume_dir, (OWN_FOLDER,))
    except OSError:  # not there, or a link that somebody put in its place
        return 0, 0
    folder = open_folder(paths.consume_dir, ())
    try:
        for taken in _regular_files(own):
            if _is_kept(paths, own, taken, known):
                durable.unlink(taken, folder=own)
                released += 1
            else:
                claim.give_back(own, taken, folder, Place((), claim.original_name(taken)))
                given_back += 1
        if released or given_back:
            durable.sync_open_folder(own)
    finally:
        os.close(folder)
        os.close(own)
    return released, given_back


def _is_kept(paths: Paths, own: int, taken: str, known: set[str]) -> bool:
    """Whether the file's bytes are a document and its original is sound."""
    with os.fdopen(os.open(taken, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=own), "rb") as stream:
        checksum = hashlib.file_digest(stream, "sha256").hexdigest()
    return checksum in known and blobs.intact(paths, checksum)


def _regular_files(own: int) -> list[str]:
    names = sorted(os.listdir(own))
    return [n for n in names if stat.S_ISREG(os.stat(n, dir_fd=own, follow_symlinks=False).st_mode)]


async def _requeue(database: Database) -> int:
    """Interrupted jobs wait again; their attempts were counted before they began."""
    async with database.transaction() as tx:
        cursor = await tx.execute("UPDATE jobs SET state = 'pending' WHERE state = 'started'")
        return cursor.rowcount


async def _flag_missing(paths: Paths, database: Database) -> int:
    async with database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT id, checksum, notice, id AS row_id, 'documents' AS place FROM documents"
            " UNION ALL SELECT document_id, checksum, notice, id, 'document_versions'"
            " FROM document_versions"
        )
    files = [tuple(row) for row in rows]
    gone = await asyncio.to_thread(
        lambda: [row for row in files if not paths.blob(row[1]).exists()]
    )
    for document_id, checksum, *_ in gone:
        log.error("The original of document %d is missing: %s", document_id, checksum)
    fresh = [(row_id, place) for _, _, notice, row_id, place in gone if notice != MISSING]
    if fresh:
        async with database.transaction() as tx:
            for table in ("documents", "document_versions"):
                await tx.executemany(
                    f"UPDATE {table} SET notice = ? WHERE id = ?",
                    [(MISSING, row_id) for row_id, place in fresh if place == table],
                )
    return len(gone)
