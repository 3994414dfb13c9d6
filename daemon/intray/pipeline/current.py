"""A document may change while its file is read: another file, or it is removed for good."""

import contextlib

import aiosqlite

from intray.documents import records
from intray.documents.records import Stored
from intray.errors import NotFoundError


class SupersededError(Exception):
    """The scanner delivered a longer file meanwhile; another job reads that."""


async def require_current(tx: aiosqlite.Connection, document: Stored) -> Stored:
    """The document as it is now. Raises SupersededError if it has other bytes by now."""
    now = await records.stored(tx, document.id)
    if now.checksum != document.checksum:
        raise SupersededError
    return now


async def note_failure(
    tx: aiosqlite.Connection, document_id: int, checksum: str | None, code: str
) -> None:
    """On the document, unless it has another file by now (`checksum`: of the job's file)."""
    with contextlib.suppress(NotFoundError):  # removed for good: that may be why
        now = await records.stored(tx, document_id)
        if checksum not in (None, now.checksum):
            return
        await records.set_reading(tx, document_id, state="failed", notice=code)
        if not now.is_first and not now.was_read:
            await records.forget_text(tx, document_id)  # it is that of the version before
