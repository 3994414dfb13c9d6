"""Which tags a document carries. Whoever carries a child tag carries its ancestors too."""

from collections.abc import Iterable

import aiosqlite

_ANCESTORS = """
WITH RECURSIVE wanted (id, parent_id) AS (
    SELECT id, parent_id FROM tags WHERE id IN ({marks})
    UNION
    SELECT t.id, t.parent_id FROM tags t JOIN wanted w ON t.id = w.parent_id
)
"""
_DESCENDANTS = """
WITH RECURSIVE unwanted (id) AS (
    SELECT id FROM tags WHERE id IN ({marks})
    UNION
    SELECT t.id FROM tags t JOIN unwanted u ON t.parent_id = u.id
)
"""


async def add(tx: aiosqlite.Connection, document_id: int, tag_ids: Iterable[int]) -> None:
    """Add these tags and their ancestors; tags that do not exist any more are left out."""
    ids = tuple(tag_ids)
    await tx.execute(
        _ANCESTORS.format(marks=_marks(ids))
        + "INSERT OR IGNORE INTO document_tags (document_id, tag_id) SELECT ?, id FROM wanted",
        (*ids, document_id),
    )


async def remove(tx: aiosqlite.Connection, document_id: int, tag_ids: Iterable[int]) -> None:
    """Remove these tags and their descendants."""
    ids = tuple(tag_ids)
    await tx.execute(
        _DESCENDANTS.format(marks=_marks(ids)) + "DELETE FROM document_tags"
        " WHERE document_id = ? AND tag_id IN (SELECT id FROM unwanted)",
        (*ids, document_id),
    )


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


def _marks(ids: tuple[int, ...]) -> str:
    return ", ".join("?" * len(ids))
