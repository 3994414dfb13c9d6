"""Rows of users and what they may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.errors import NotFoundError, ValidationError
from intray.permissions import CODENAMES, Actor

COLUMNS = (
    "id, username, password_hash, email, first_name, last_name, is_active, is_staff,"
    " is_superuser, joined_at, token_salt"
)
CHANGEABLE = (
    "username",
    "password_hash",
    "email",
    "first_name",
    "last_name",
    "is_active",
    "is_staff",
    "is_superuser",
    "joined_at",
)


# Their names are unique for each owner, and for those that have none.
_NAMED_TABLES = ("tags", "correspondents", "document_types", "storage_paths")


@dataclass(frozen=True)
class User:
    id: int
    username: str
    password_hash: str = field(repr=False)
    email: str
    first_name: str
    last_name: str
    is_active: bool
    is_staff: bool
    is_superuser: bool
    joined_at: int
    token_salt: str | None = field(repr=False)


async def get(db: aiosqlite.Connection, user_id: int) -> User:
    return await _one(db, "id = ?", user_id)


async def by_username(db: aiosqlite.Connection, username: str) -> User | None:
    try:
        return await _one(db, "username = ?", username)
    except NotFoundError:
        return None


async def any_user(db: aiosqlite.Connection) -> bool:
    return bool(await db.execute_fetchall("SELECT 1 FROM users LIMIT 1"))


async def any_superuser(db: aiosqlite.Connection) -> bool:
    return bool(
        await db.execute_fetchall(
            "SELECT 1 FROM users WHERE is_superuser = 1 AND is_active = 1 LIMIT 1"
        )
    )


async def create(
    tx: aiosqlite.Connection,
    *,
    username: str,
    password_hash: str,
    email: str = "",
    first_name: str = "",
    last_name: str = "",
    is_active: bool = True,
    is_staff: bool = False,
    is_superuser: bool = False,
    joined_at: int | None = None,
) -> int:
    """A new user without permissions. Raises ValidationError for a name that is taken."""
    await _require_free(tx, username, None)
    cursor = await tx.execute(
        "INSERT INTO users (username, password_hash, email, first_name, last_name, is_active,"
        " is_staff, is_superuser, joined_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            username,
            password_hash,
            email,
            first_name,
            last_name,
            is_active,
            is_staff,
            is_superuser,
            now_us() if joined_at is None else joined_at,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


async def update(tx: aiosqlite.Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of CHANGEABLE. Raises ValidationError for a name that is taken."""
    columns = {name: value for name, value in values.items() if name in CHANGEABLE}
    if "username" in columns:
        await _require_free(tx, columns["username"], user_id)
    if columns:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        await tx.execute(
            f"UPDATE users SET {assignments} WHERE id = ?", (*columns.values(), user_id)
        )


async def delete(tx: aiosqlite.Connection, user_id: int) -> None:
    """What the user owned is nobody's from now on; a name that nobody's has already is numbered."""
    for table in _NAMED_TABLES:
        await tx.execute(
            f"UPDATE {table} SET name = substr(name, 1, 110) || ' #' || id WHERE owner_id = ?"
            f" AND name IN (SELECT name FROM {table} WHERE owner_id IS NULL)",
            (user_id,),
        )
    await tx.execute("DELETE FROM users WHERE id = ?", (user_id,))


async def is_last_superuser(db: aiosqlite.Connection, user_id: int) -> bool:
    """Whether nobody could administer the box without this user."""
    rows = await db.execute_fetchall(
        "SELECT id FROM users WHERE is_superuser = 1 AND is_active = 1 LIMIT 2"
    )
    return [row[0] for row in rows] == [user_id]


async def actor(db: aiosqlite.Connection, user_id: int) -> Actor | None:
    """The user with all rights, own and inherited; None if gone or inactive."""
    rows = list(
        await db.execute_fetchall(
            "SELECT username, is_superuser, is_staff, is_active FROM users WHERE id = ?",
            (user_id,),
        )
    )
    if not rows or not rows[0]["is_active"]:
        return None
    names = await db.execute_fetchall(
        "SELECT codename FROM user_permissions WHERE user_id = :id UNION"
        " SELECT p.codename FROM group_permissions p JOIN group_members m USING (group_id)"
        " WHERE m.user_id = :id",
        {"id": user_id},
    )
    row = rows[0]
    return Actor(
        user_id=user_id,
        username=row["username"],
        is_superuser=bool(row["is_superuser"]),
        is_staff=bool(row["is_staff"]),
        group_ids=frozenset(await group_ids(db, user_id)),
        codenames=frozenset(name[0] for name in names) & CODENAMES,
    )


async def group_ids(db: aiosqlite.Connection, user_id: int) -> list[int]:
    rows = await db.execute_fetchall(
        "SELECT group_id FROM group_members WHERE user_id = ? ORDER BY group_id", (user_id,)
    )
    return [row[0] for row in rows]


async def own_codenames(db: aiosqlite.Connection, user_id: int) -> list[str]:
    rows = await db.execute_fetchall(
        "SELECT codename FROM user_permissions WHERE user_id = ? ORDER BY codename", (user_id,)
    )
    return [row[0] for row in rows]


async def inherited_codenames(db: aiosqlite.Connection, user_id: int) -> list[str]:
    rows = await db.execute_fetchall(
        "SELECT DISTINCT p.codename FROM group_permissions p JOIN group_members m USING (group_id)"
        " WHERE m.user_id = ? ORDER BY p.codename",
        (user_id,),
    )
    return [row[0] for row in rows]


async def set_codenames(tx: aiosqlite.Connection, user_id: int, names: Collection[str]) -> None:
    await tx.execute("DELETE FROM user_permissions WHERE user_id = ?", (user_id,))
    await tx.executemany(
        "INSERT INTO user_permissions (user_id, codename) VALUES (?, ?)",
        [(user_id, name) for name in sorted(set(names) & CODENAMES)],
    )


async def set_groups(tx: aiosqlite.Connection, user_id: int, ids: Collection[int]) -> None:
    await tx.execute("DELETE FROM group_members WHERE user_id = ?", (user_id,))
    await tx.executemany(
        "INSERT INTO group_members (user_id, group_id) VALUES (?, ?)",
        [(user_id, group_id) for group_id in sorted(set(ids))],
    )


async def _one(db: aiosqlite.Connection, condition: str, value: object) -> User:
    cursor = await db.execute(f"SELECT {COLUMNS} FROM users WHERE {condition}", (value,))
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError("No User matches the given query.")
    return from_row(dict(row))


def from_row(row: Mapping[str, Any]) -> User:
    flags = {name: bool(row[name]) for name in ("is_active", "is_staff", "is_superuser")}
    return User(**{**row, **flags})


async def _require_free(tx: aiosqlite.Connection, username: str, user_id: int | None) -> None:
    rows = await tx.execute_fetchall(
        "SELECT 1 FROM users WHERE username = ? AND id IS NOT ?", (username, user_id)
    )
    if rows:
        raise ValidationError({"username": ["A user with that username already exists."]})
