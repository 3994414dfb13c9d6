"""Writing and removing notes. Who may is decided by the document, before these are called."""

import aiosqlite

from intray.clock import now_us
from intray.errors import NotFoundError
from intray.permissions import Actor


async def add(tx: aiosqlite.Connection, actor: Actor, document_id: int, text: str) -> int:
    """Gives the note's id. The document counts as modified."""
    now = now_us()
    cursor = await tx.execute(
        "INSERT INTO notes (document_id, user_id, note, created_at) VALUES (?, ?, ?, ?)",
        (document_id, actor.user_id, text, now),
    )
    assert cursor.lastrowid is not None
    await _touch(tx, document_id, now)
    return cursor.lastrowid


async def remove(tx: aiosqlite.Connection, document_id: int, note_id: int) -> None:
    """Raises NotFoundError if the document has no such note."""
    cursor = await tx.execute(
        "DELETE FROM notes WHERE id = ? AND document_id = ?", (note_id, document_id)
    )
    if not cursor.rowcount:
        raise NotFoundError
    await _touch(tx, document_id, now_us())


async def _touch(tx: aiosqlite.Connection, document_id: int, now: int) -> None:
    await tx.execute("UPDATE documents SET modified_at = ? WHERE id = ?", (now, document_id))
