"""Links to the file of one document."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from intray.clock import now_us
from intray.errors import NotFoundError, PermissionDeniedError
from intray.permissions import EVERYTHING, Actor, Sql, changeable, visible
from intray.sharing import slugs

FILE_VERSIONS = ("archive", "original")
NO_LINK = "No ShareLink matches the given query."
_COLUMNS = (
    "o.id, o.slug_salt, o.document_id, o.file_version, o.created_at, o.expires_at, o.owner_id"
)


@dataclass(frozen=True)
class ShareLink:
    id: int
    slug_salt: str
    document_id: int
    file_version: str  # archive | original
    created_at: int
    expires_at: int | None
    owner_id: int

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now_us()


async def create(
    tx: aiosqlite.Connection,
    key: bytes,
    *,
    document_id: int,
    file_version: str,
    expires_at: int | None,
    owner_id: int,
) -> int:
    """Gives the id. That the owner may see the document, the caller has made sure."""
    salt = slugs.new_salt()
    cursor = await tx.execute(
        "INSERT INTO share_links"
        " (slug_salt, slug_hash, document_id, file_version, created_at, expires_at, owner_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            salt,
            slugs.hash_of(slugs.derive(key, salt)),
            document_id,
            file_version,
            now_us(),
            expires_at,
            owner_id,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


async def ids(
    db: aiosqlite.Connection, actor: Actor, order: str, where: Sql = EVERYTHING
) -> list[int]:
    """Ids of the links that the actor may see; `order` and `where` are about alias `o`."""
    wanted = visible(actor, "sharelink", "o") & where
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM share_links o WHERE {wanted.condition} ORDER BY {order}",
        wanted.parameters,
    )
    return [row[0] for row in rows]


async def read(
    db: aiosqlite.Connection, actor: Actor, wanted_ids: Sequence[int]
) -> list[ShareLink]:
    """These links in this order; those gone or hidden are left out."""
    allowed = visible(actor, "sharelink", "o")
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS} FROM json_each(?) w CROSS JOIN share_links o ON o.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (json.dumps(list(wanted_ids)), *allowed.parameters),
    )
    return [ShareLink(**dict(row)) for row in rows]


async def get(db: aiosqlite.Connection, actor: Actor, link_id: int) -> ShareLink:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, [link_id])
    if not found:
        raise NotFoundError(NO_LINK)
    return found[0]


async def delete(tx: aiosqlite.Connection, actor: Actor, link_id: int) -> None:
    """Nothing is found under its address any more. Raises NotFoundError, PermissionDeniedError."""
    await get(tx, actor, link_id)
    changed = changeable(actor, "sharelink", "o")
    cursor = await tx.execute(
        "DELETE FROM share_links WHERE id ="
        f" (SELECT o.id FROM share_links o WHERE o.id = ? AND {changed.condition})",
        (link_id, *changed.parameters),
    )
    if not cursor.rowcount:
        raise PermissionDeniedError


async def of_document(db: aiosqlite.Connection, document_id: int) -> list[ShareLink]:
    """Links to it that work, whoever made them, the newest first."""
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS} FROM share_links o WHERE o.document_id = ?"
        " AND (o.expires_at IS NULL OR o.expires_at > ?) ORDER BY o.created_at DESC, o.id DESC",
        (document_id, now_us()),
    )
    return [ShareLink(**dict(row)) for row in rows]


async def by_slug(db: aiosqlite.Connection, slug: str) -> ShareLink | None:
    """Also one that has expired."""
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS} FROM share_links o WHERE o.slug_hash = ?", (slugs.hash_of(slug),)
    )
    return next((ShareLink(**dict(row)) for row in rows), None)
