"""Bundles: several documents behind one link, as a ZIP that a job packs.

A row says what was asked for (`revision` counts that) and which file holds it. The file is named
by chance and belongs to one row; what no row names is removed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.errors import IntrayError, NotFoundError, PermissionDeniedError
from intray.jobs import journal
from intray.permissions import EVERYTHING, Actor, Sql, changeable, visible
from intray.sharing import slugs

JOB_KIND = "build_share_link"
NO_BUNDLE = "No ShareLinkBundle matches the given query."
DAY_US = 24 * 3600 * 1_000_000
KEPT_US = 30 * DAY_US  # an expired one: its link says so for this long
_COLUMNS = (
    "o.id, o.slug_salt, o.file_version, o.created_at, o.expires_at, o.owner_id, o.status,"
    " o.revision, o.file, o.size, o.contents, o.built_at, o.last_error,"
    " (SELECT json_group_array(document_id) FROM (SELECT b.document_id"
    "  FROM share_link_bundle_documents b WHERE b.bundle_id = o.id ORDER BY b.position)"
    ") AS document_ids"
)


class NotRebuildableError(IntrayError):
    """The bundle is being packed already, or its link has expired."""

    code, status = "bundle_not_rebuildable", 400


@dataclass(frozen=True)
class Bundle:
    id: int
    slug_salt: str
    file_version: str  # archive | original
    created_at: int
    expires_at: int | None
    owner_id: int
    status: str  # pending | processing | ready | failed
    revision: int
    file: str | None  # name below bundles/
    size: int | None  # bytes
    contents: str | None  # fingerprint of what was packed
    built_at: int | None
    last_error: dict[str, Any] | None
    document_ids: tuple[int, ...]

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now_us()


async def create(
    tx: aiosqlite.Connection,
    key: bytes,
    *,
    document_ids: Sequence[int],
    file_version: str,
    expires_at: int | None,
    owner_id: int,
) -> int:
    """Gives the id, with the job that packs it. What the owner may see, the caller has checked."""
    salt = slugs.new_salt()
    cursor = await tx.execute(
        "INSERT INTO share_link_bundles"
        " (slug_salt, slug_hash, file_version, created_at, expires_at, owner_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            salt,
            slugs.hash_of(slugs.derive(key, salt)),
            file_version,
            now_us(),
            expires_at,
            owner_id,
        ),
    )
    assert cursor.lastrowid is not None
    await _put_documents(tx, cursor.lastrowid, document_ids)
    await request_build(tx, cursor.lastrowid)
    return cursor.lastrowid


async def update(
    tx: aiosqlite.Connection,
    bundle: Bundle,
    columns: dict[str, object],
    document_ids: Sequence[int] | None,
) -> None:
    """`columns`: of `expires_at`, `file_version`. Packed anew where another ZIP is asked for."""
    assert columns.keys() <= {"expires_at", "file_version"}
    if columns:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        await tx.execute(
            f"UPDATE share_link_bundles SET {assignments} WHERE id = ?",
            (*columns.values(), bundle.id),
        )
    other_documents = document_ids is not None and tuple(document_ids) != bundle.document_ids
    if document_ids is not None and other_documents:
        await _put_documents(tx, bundle.id, document_ids)
    other_version = columns.get("file_version", bundle.file_version) != bundle.file_version
    if other_version or other_documents or bundle.file is None:
        await request_build(tx, bundle.id)


async def request_build(tx: aiosqlite.Connection, bundle_id: int) -> None:
    """Have it packed; one that is being packed is packed once more."""
    cursor = await tx.execute(
        "UPDATE share_link_bundles SET status = 'pending', revision = revision + 1 WHERE id = ?"
        " RETURNING owner_id",
        (bundle_id,),
    )
    row = await cursor.fetchone()
    if row is not None and not await _has_job(tx, bundle_id):
        await journal.add(
            tx,
            kind=JOB_KIND,
            source="manual",
            file_name=f"share-{bundle_id}.zip",
            overrides={"bundle_id": bundle_id},
            owner_id=row[0],
        )


async def rebuild(tx: aiosqlite.Connection, bundle: Bundle) -> None:
    """Raises NotRebuildableError."""
    if bundle.status == "processing":
        raise NotRebuildableError("Bundle is already being processed.")
    if bundle.expired:
        raise NotRebuildableError("The link of this bundle has expired.")
    await request_build(tx, bundle.id)


async def ids(
    db: aiosqlite.Connection, actor: Actor, order: str, where: Sql = EVERYTHING
) -> list[int]:
    """Ids of the bundles that the actor may see; `order` and `where` are about alias `o`."""
    wanted = visible(actor, "sharelinkbundle", "o") & where
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM share_link_bundles o WHERE {wanted.condition} ORDER BY {order}",
        wanted.parameters,
    )
    return [row[0] for row in rows]


async def read(db: aiosqlite.Connection, actor: Actor, wanted_ids: Sequence[int]) -> list[Bundle]:
    """These bundles in this order; those gone or hidden are left out."""
    allowed = visible(actor, "sharelinkbundle", "o")
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS} FROM json_each(?) w"
        f" CROSS JOIN share_link_bundles o ON o.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (json.dumps(list(wanted_ids)), *allowed.parameters),
    )
    return [_from_row(row) for row in rows]


async def get(db: aiosqlite.Connection, actor: Actor, bundle_id: int) -> Bundle:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, [bundle_id])
    if not found:
        raise NotFoundError(NO_BUNDLE)
    return found[0]


async def get_changeable(db: aiosqlite.Connection, actor: Actor, bundle_id: int) -> Bundle:
    """Raises NotFoundError, PermissionDeniedError."""
    bundle = await get(db, actor, bundle_id)
    changed = changeable(actor, "sharelinkbundle", "o")
    rows = await db.execute_fetchall(
        f"SELECT 1 FROM share_link_bundles o WHERE o.id = ? AND {changed.condition}",
        (bundle_id, *changed.parameters),
    )
    if not list(rows):
        raise PermissionDeniedError
    return bundle


async def by_id(db: aiosqlite.Connection, bundle_id: int) -> Bundle | None:
    return await _one(db, "o.id = ?", bundle_id)


async def by_slug(db: aiosqlite.Connection, slug: str) -> Bundle | None:
    """Also one that has expired."""
    return await _one(db, "o.slug_hash = ?", slugs.hash_of(slug))


async def delete(tx: aiosqlite.Connection, bundle_id: int) -> None:
    await tx.execute("DELETE FROM share_link_bundles WHERE id = ?", (bundle_id,))


async def _one(db: aiosqlite.Connection, condition: str, value: object) -> Bundle | None:
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS} FROM share_link_bundles o WHERE {condition}", (value,)
    )
    return next((_from_row(row) for row in rows), None)


async def _put_documents(
    tx: aiosqlite.Connection, bundle_id: int, document_ids: Sequence[int]
) -> None:
    await tx.execute("DELETE FROM share_link_bundle_documents WHERE bundle_id = ?", (bundle_id,))
    await tx.execute(
        "INSERT OR IGNORE INTO share_link_bundle_documents (bundle_id, document_id, position)"
        " SELECT ?, value, key FROM json_each(?)",
        (bundle_id, json.dumps(list(document_ids))),
    )


async def _has_job(db: aiosqlite.Connection, bundle_id: int) -> bool:
    rows = await db.execute_fetchall(
        "SELECT 1 FROM jobs WHERE state IN ('pending', 'started') AND kind = ?"
        " AND json_extract(overrides, '$.bundle_id') = ?",
        (JOB_KIND, bundle_id),
    )
    return bool(list(rows))


def _from_row(row: aiosqlite.Row) -> Bundle:
    values: dict[str, Any] = dict(row)
    values["document_ids"] = tuple(json.loads(values["document_ids"]))
    if values["last_error"] is not None:
        values["last_error"] = json.loads(values["last_error"])
    return Bundle(**values)
