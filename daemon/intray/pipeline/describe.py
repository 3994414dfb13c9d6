"""What the files of a document say of themselves, asked of a worker where it is not known yet.

Reading a document tells it too; this is for documents that were read by an earlier program.
"""

import asyncio
import contextlib
import uuid
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path

import aiosqlite

from intray.config import Paths
from intray.documents.files import archive_of
from intray.documents.listing import Document
from intray.errors import IntrayError
from intray.reading.pool import ReadingPool
from intray.reading.types import MetadataKnown, ReadingError, Source
from intray.store import durable, file_metadata
from intray.store.database import Database
from intray.store.file_metadata import Entry

PATIENCE_S = 5.0  # workers may be busy with papers; then it is asked another time


async def describe(
    database: Database, paths: Paths, pool: ReadingPool, document: Document
) -> dict[str, list[Entry]]:
    """By checksum, of the original and of the archive. What is not told in time is left out."""
    wanted = {document.checksum, document.archive_checksum or document.checksum}
    async with database.read() as db:
        found = await file_metadata.known(db, wanted)
    if found.keys() >= wanted or not paths.blob(document.checksum).is_file():
        return found
    try:
        async with asyncio.timeout(PATIENCE_S):
            told = await _ask(paths, pool, document)
    except TimeoutError:
        return found
    except ReadingError:
        told = MetadataKnown((), None)  # not again and again, if it is the file's fault
    with contextlib.suppress(IntrayError):  # a full disk keeps nobody from looking
        async with database.transaction() as tx:
            if await file_metadata.is_of_document(tx, document.checksum):
                await keep(tx, document.checksum, document.archive_checksum, told)
    return _by_checksum(document.checksum, document.archive_checksum, told)


async def keep(
    tx: aiosqlite.Connection, checksum: str, archive_checksum: str | None, told: MetadataKnown
) -> None:
    """Note what a worker told of an original and of its archive."""
    for each, entries in _by_checksum(checksum, archive_checksum, told).items():
        await file_metadata.keep(tx, each, entries)


def _by_checksum(
    checksum: str, archive_checksum: str | None, told: MetadataKnown
) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {checksum: [asdict(entry) for entry in told.original]}
    if archive_checksum is not None:
        found[archive_checksum] = [asdict(entry) for entry in told.archive or ()]
    return found


async def _ask(paths: Paths, pool: ReadingPool, document: Document) -> MetadataKnown:
    source = Source(
        paths.blob(document.checksum),
        document.mime_type,
        document.original_name,
        attempt=1,
        metadata_only=True,
        archive=archive_of(paths, document),
    )
    work_dir: Path = paths.scratch_dir / uuid.uuid4().hex
    await asyncio.to_thread(durable.make_scratch, work_dir)
    found = MetadataKnown((), None)
    try:
        async with aclosing(pool.read(source, work_dir)) as steps:
            async for step in steps:
                if isinstance(step, MetadataKnown):
                    found = step
    finally:
        await asyncio.shield(asyncio.to_thread(durable.remove_scratch, work_dir))
    return found
