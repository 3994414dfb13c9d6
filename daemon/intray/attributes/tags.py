"""What only tags have: a tree, and the inbox."""

import aiosqlite

MAX_DEPTH = 5


async def inbox_tags(db: aiosqlite.Connection) -> list[int]:
    """Ids of the tags that every new document gets."""
    rows = await db.execute_fetchall("SELECT id FROM tags WHERE is_inbox_tag = 1 ORDER BY id")
    return [int(row[0]) for row in rows]


async def tag_named(tx: aiosqlite.Connection, name: str, parent_id: int | None = None) -> int:
    """The tag of this name, whatever its case and owner; made, owned by nobody, if missing."""
    cursor = await tx.execute(
        "SELECT id FROM tags WHERE name = ? COLLATE NOCASE"
        " ORDER BY parent_id IS NOT ?, owner_id IS NOT NULL, id LIMIT 1",
        (name, parent_id),
    )
    row = await cursor.fetchone()
    if row is not None:
        return int(row[0])
    cursor = await tx.execute("INSERT INTO tags (name, parent_id) VALUES (?, ?)", (name, parent_id))
    assert cursor.lastrowid is not None
    return cursor.lastrowid
