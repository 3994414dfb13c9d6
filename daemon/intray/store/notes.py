"""Notes of documents, as lists of documents and the notes themselves show them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

# Of the row `d` of documents.
COUNTED = "(SELECT count(*) FROM notes n WHERE n.document_id = d.id)"
JOINED = (
    "(SELECT group_concat(n.note, char(10)) FROM"
    " (SELECT note FROM notes WHERE document_id = d.id ORDER BY id) n)"
)


@dataclass(frozen=True)
class Author:
    id: int
    username: str
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Note:
    id: int
    text: str
    created_at: int
    author: Author | None  # None: the user was deleted


async def of_documents(
    db: aiosqlite.Connection, document_ids: Sequence[int]
) -> dict[int, tuple[Note, ...]]:
    """The notes of each document that has any, oldest first; who may see them is not asked."""
    rows = await db.execute_fetchall(
        "SELECT n.document_id, n.id, n.note, n.created_at,"
        " u.id, u.username, u.first_name, u.last_name"
        " FROM json_each(?) w CROSS JOIN notes n ON n.document_id = w.value"
        " LEFT JOIN users u ON u.id = n.user_id ORDER BY n.id",
        (json.dumps(list(document_ids)),),
    )
    found: dict[int, tuple[Note, ...]] = {}
    for document_id, note_id, text, created_at, *author in rows:
        note = Note(note_id, text, created_at, None if author[0] is None else Author(*author))
        found[document_id] = (*found.get(document_id, ()), note)
    return found
