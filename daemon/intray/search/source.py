"""What the index is fed with: documents and the outbox, read in bounded bites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.custom_fields import texts
from intray.store import notes

BATCH = 64  # documents of one commit
BUILD_BITE = 32  # documents sent at a time while building
MAX_TEXT = 2_000_000  # characters of one document


@dataclass(frozen=True)
class Batch:
    entries: list[Any]  # [number, {field: text}]
    gone: list[int]
    seq: int  # of the outbox, the highest that this batch answers


async def batch(db: aiosqlite.Connection) -> Batch | None:
    """The next changes to apply, oldest first."""
    rows = await db.execute_fetchall(
        "SELECT document_id, max(seq) AS seq FROM index_outbox GROUP BY document_id"
        " ORDER BY seq LIMIT ?",
        (BATCH,),
    )
    changed = {row[0]: row[1] for row in rows}
    if not changed:
        return None
    marks = ", ".join("?" * len(changed))
    entries = await _entries(db, f"d.id IN ({marks})", tuple(changed))
    found = {entry[0] for entry in entries}
    gone = [number for number in changed if number not in found]
    return Batch(entries, gone, max(changed.values()))


async def delete_applied(tx: aiosqlite.Connection, done: Batch) -> None:
    numbers = [entry[0] for entry in done.entries] + done.gone
    marks = ", ".join("?" * len(numbers))
    await tx.execute(
        f"DELETE FROM index_outbox WHERE seq <= ? AND document_id IN ({marks})",
        (done.seq, *numbers),
    )


async def after(db: aiosqlite.Connection, number: int) -> list[Any]:
    """The documents that follow this one, for building."""
    return await _entries(db, "d.id > ?", (number,))


async def texts_of(db: aiosqlite.Connection, number: int) -> dict[str, str]:
    found = await _entries(db, "d.id = ?", (number,))
    words: dict[str, str] = found[0][1] if found else {}
    return words


async def _entries(
    db: aiosqlite.Connection, condition: str, parameters: Sequence[object]
) -> list[Any]:
    rows = await db.execute_fetchall(
        f"SELECT d.id, d.title, substr(c.content, 1, ?), substr({notes.JOINED}, 1, ?),"
        f" substr({texts.JOINED}, 1, ?)"
        " FROM documents d"
        " LEFT JOIN document_contents c ON c.document_id = d.id"
        f" WHERE {condition} ORDER BY d.id LIMIT ?",
        (MAX_TEXT, MAX_TEXT, MAX_TEXT, *parameters, max(BATCH, BUILD_BITE)),
    )
    return [
        [
            row[0],
            {
                "title": row[1],
                "content": row[2] or "",
                "notes": row[3] or "",
                "custom_fields": row[4] or "",
            },
        ]
        for row in rows
    ]


@dataclass(frozen=True)
class Extent:
    """How much there is."""

    documents: int
    pending: int  # documents in the outbox
    highest_seq: int  # ever given


async def extent(db: aiosqlite.Connection) -> Extent:
    [[documents, pending, highest_seq]] = await db.execute_fetchall(
        "SELECT (SELECT count(*) FROM documents),"
        " (SELECT count(DISTINCT document_id) FROM index_outbox),"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'index_outbox'), 0)"
    )
    return Extent(documents, pending, highest_seq)
