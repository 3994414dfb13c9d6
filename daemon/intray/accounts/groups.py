"""Groups of users and what their members may do."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import aiosqlite

from intray.errors import NotFoundError, ValidationError
from intray.permissions import CODENAMES


@dataclass(frozen=True)
class Group:
    id: int
    name: str
    codenames: tuple[str, ...]


async def get(db: aiosqlite.Connection, group_id: int) -> Group:
    found = await by_ids(db, [group_id])
    if not found:
        raise NotFoundError("No Group matches the given query.")
    return found[0]


async def by_ids(db: aiosqlite.Connection, ids: Sequence[int]) -> list[Group]:
    """These groups in this order; unknown ids are left out."""
    rows = await db.execute_fetchall(
        "SELECT g.id, g.name, (SELECT json_group_array(p.codename) FROM group_permissions p"
        " WHERE p.group_id = g.id) AS codenames"
        " FROM json_each(?) w JOIN groups g ON g.id = w.value ORDER BY w.key",
        (json.dumps(list(ids)),),
    )
    return [
        Group(row["id"], row["name"], tuple(sorted(json.loads(row["codenames"])))) for row in rows
    ]


async def create(tx: aiosqlite.Connection, name: str, codenames: Collection[str]) -> int:
    """Raises ValidationError for a name that is taken."""
    await _require_free(tx, name, None)
    cursor = await tx.execute("INSERT INTO groups (name) VALUES (?)", (name,))
    assert cursor.lastrowid is not None
    await set_codenames(tx, cursor.lastrowid, codenames)
    return cursor.lastrowid


async def rename(tx: aiosqlite.Connection, group_id: int, name: str) -> None:
    await _require_free(tx, name, group_id)
    await tx.execute("UPDATE groups SET name = ? WHERE id = ?", (name, group_id))


async def set_codenames(tx: aiosqlite.Connection, group_id: int, names: Collection[str]) -> None:
    await tx.execute("DELETE FROM group_permissions WHERE group_id = ?", (group_id,))
    await tx.executemany(
        "INSERT INTO group_permissions (group_id, codename) VALUES (?, ?)",
        [(group_id, name) for name in sorted(set(names) & CODENAMES)],
    )


async def delete(tx: aiosqlite.Connection, group_id: int) -> None:
    await tx.execute("DELETE FROM groups WHERE id = ?", (group_id,))


async def codenames_of(db: aiosqlite.Connection, ids: Collection[int]) -> set[str]:
    """Everything that members of these groups inherit."""
    rows = await db.execute_fetchall(
        "SELECT DISTINCT codename FROM group_permissions"
        " WHERE group_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0] for row in rows}


async def known_ids(db: aiosqlite.Connection) -> set[int]:
    return {row[0] for row in await db.execute_fetchall("SELECT id FROM groups")}


async def _require_free(tx: aiosqlite.Connection, name: str, group_id: int | None) -> None:
    rows = await tx.execute_fetchall(
        "SELECT 1 FROM groups WHERE name = ? AND id IS NOT ?", (name, group_id)
    )
    if rows:
        raise ValidationError({"name": ["group with this name already exists."]})
