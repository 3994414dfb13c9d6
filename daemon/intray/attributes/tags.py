"""What only tags have: a tree, and the inbox."""

import aiosqlite

from intray.errors import ValidationError

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


async def check_parent(db: aiosqlite.Connection, tag_id: int) -> None:
    """Raise ValidationError unless the tag, as it stands now, is part of a proper tree."""
    cursor = await db.execute("SELECT parent_id FROM tags WHERE id = ?", (tag_id,))
    row = await cursor.fetchone()
    if row is not None and row[0] == tag_id:
        raise _parent_error("Cannot set itself as parent.")
    depth_above = await _depth(
        db,
        tag_id,
        "SELECT t.parent_id, {next} FROM tags t, walk w"
        " WHERE t.id = w.id AND t.parent_id IS NOT NULL",
    )
    depth_below = await _depth(
        db, tag_id, "SELECT t.id, {next} FROM tags t, walk w WHERE t.parent_id = w.id"
    )
    if depth_above > MAX_DEPTH and await _is_own_ancestor(db, tag_id):
        raise _parent_error("Cannot set parent to a descendant.")
    if depth_above + depth_below - 1 > MAX_DEPTH:
        raise _parent_error("Maximum nesting depth exceeded.")


async def add_ancestors_to_documents(tx: aiosqlite.Connection, tag_id: int) -> None:
    """Documents with this tag or one below it carry its ancestors from now on."""
    await tx.execute(
        "WITH RECURSIVE above (id) AS ("
        " SELECT parent_id FROM tags WHERE id = ? AND parent_id IS NOT NULL"
        " UNION SELECT t.parent_id FROM tags t JOIN above a ON t.id = a.id"
        " WHERE t.parent_id IS NOT NULL)"
        " INSERT OR IGNORE INTO document_tags (document_id, tag_id)"
        " SELECT d.document_id, above.id FROM document_tags d, above WHERE d.tag_id = ?",
        (tag_id, tag_id),
    )


async def _depth(db: aiosqlite.Connection, tag_id: int, step: str) -> int:
    """Levels from the tag along `step`, itself included; a cycle ends just above the limit."""
    cursor = await db.execute(
        "WITH RECURSIVE walk (id, level) AS (SELECT ?, 1 UNION ALL "
        + step.format(next="w.level + 1")
        + f" AND w.level <= {MAX_DEPTH}) SELECT max(level) FROM walk",
        (tag_id,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def _is_own_ancestor(db: aiosqlite.Connection, tag_id: int) -> bool:
    cursor = await db.execute(
        "WITH RECURSIVE above (id) AS (SELECT parent_id FROM tags WHERE id = ?"
        " UNION SELECT t.parent_id FROM tags t JOIN above a ON t.id = a.id)"
        " SELECT 1 FROM above WHERE id = ?",
        (tag_id, tag_id),
    )
    return await cursor.fetchone() is not None


def _parent_error(message: str) -> ValidationError:
    return ValidationError({"parent": [message]})
