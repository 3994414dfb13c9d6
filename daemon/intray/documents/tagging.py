"""Which tags a document carries. Whoever carries a child tag carries its ancestors too."""

import json
from collections.abc import Iterable, Sequence

import aiosqlite

_ANCESTORS = """
WITH RECURSIVE wanted (id, parent_id) AS (
    SELECT id, parent_id FROM tags WHERE id IN (SELECT value FROM json_each(?))
    UNION
    SELECT t.id, t.parent_id FROM tags t JOIN wanted w ON t.id = w.parent_id
)
"""
_DESCENDANTS = """
WITH RECURSIVE unwanted (id) AS (
    SELECT id FROM tags WHERE id IN (SELECT value FROM json_each(?))
    UNION
    SELECT t.id FROM tags t JOIN unwanted u ON t.parent_id = u.id
)
"""


async def add_to(
    tx: aiosqlite.Connection, document_ids: Sequence[int], tag_ids: Iterable[int]
) -> set[int]:
    """Add these tags and their ancestors; gives the documents that lacked one of them.

    Tags and documents that do not exist any more are left out.
    """
    rows = await tx.execute_fetchall(
        _ANCESTORS + "INSERT OR IGNORE INTO document_tags (document_id, tag_id)"
        " SELECT d.id, w.id FROM json_each(?) j CROSS JOIN documents d ON d.id = j.value, wanted w"
        " RETURNING document_id",
        (json.dumps(list(tag_ids)), json.dumps(list(document_ids))),
    )
    return {row[0] for row in rows}


async def remove_from(
    tx: aiosqlite.Connection, document_ids: Sequence[int], tag_ids: Iterable[int]
) -> set[int]:
    """Remove these tags and their descendants; gives the documents that had one of them."""
    rows = await tx.execute_fetchall(
        _DESCENDANTS + "DELETE FROM document_tags"
        " WHERE document_id IN (SELECT value FROM json_each(?))"
        " AND tag_id IN (SELECT id FROM unwanted) RETURNING document_id",
        (json.dumps(list(tag_ids)), json.dumps(list(document_ids))),
    )
    return {row[0] for row in rows}


async def add(tx: aiosqlite.Connection, document_id: int, tag_ids: Iterable[int]) -> None:
    """Add these tags and their ancestors; tags that do not exist any more are left out."""
    await add_to(tx, [document_id], tag_ids)


async def remove(tx: aiosqlite.Connection, document_id: int, tag_ids: Iterable[int]) -> None:
    """Remove these tags and their descendants."""
    await remove_from(tx, [document_id], tag_ids)


async def replace(tx: aiosqlite.Connection, document_id: int, tag_ids: Iterable[int]) -> None:
    """Carry exactly these tags: removed parents take their descendants along, then additions."""
    wanted = set(tag_ids)
    rows = await tx.execute_fetchall(
        "SELECT tag_id FROM document_tags WHERE document_id = ?", (document_id,)
    )
    present = {int(row[0]) for row in rows}
    await remove(tx, document_id, sorted(present - wanted))
    await add(tx, document_id, sorted(wanted - present))


async def remove_inbox(tx: aiosqlite.Connection, document_id: int) -> None:
    """Take the document out of the inbox."""
    rows = await tx.execute_fetchall("SELECT id FROM tags WHERE is_inbox_tag = 1")
    await remove(tx, document_id, [int(row[0]) for row in rows])
