"""A document in words: what the owner's scripts are told about it."""

from dataclasses import dataclass

import aiosqlite

from intray.errors import NotFoundError


@dataclass(frozen=True)
class Description:
    """Names instead of ids; `tags` in alphabetical order."""

    title: str
    original_name: str
    checksum: str
    derived: str | None
    archive_checksum: str | None
    created: str
    added_at: int
    modified_at: int
    document_type: str | None
    correspondent: str | None
    owner: str | None
    tags: tuple[str, ...]


async def describe(db: aiosqlite.Connection, document_id: int) -> Description:
    """Raises NotFoundError when the document is gone."""
    cursor = await db.execute(
        "SELECT d.title, d.original_name, d.checksum, d.derived, d.archive_checksum, d.created,"
        " d.added_at, d.modified_at, t.name AS document_type, c.name AS correspondent,"
        " u.username AS owner"
        " FROM documents d LEFT JOIN document_types t ON t.id = d.document_type_id"
        " LEFT JOIN correspondents c ON c.id = d.correspondent_id"
        " LEFT JOIN users u ON u.id = d.owner_id WHERE d.id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no document {document_id}.")
    tags = await db.execute_fetchall(
        "SELECT name FROM tags JOIN document_tags ON tag_id = id WHERE document_id = ?"
        " ORDER BY name",
        (document_id,),
    )
    return Description(**dict(row), tags=tuple(tag["name"] for tag in tags))
