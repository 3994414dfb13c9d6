"""Making, changing and deleting attributes; one implementation for all four kinds."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

import aiosqlite

from intray.attributes import tags
from intray.attributes.kinds import TAGS, AttributeKind
from intray.clock import now_us
from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.permissions import Actor, changeable, visible
from intray.store import grants
from intray.store.grants import WantedGrants

NAME_TAKEN = {"error": "Object violates owner / name unique constraint"}


async def create(
    tx: aiosqlite.Connection,
    kind: AttributeKind,
    columns: Mapping[str, object],
    wanted: WantedGrants | None = None,
) -> int:
    """Gives the id. `columns`: checked values, keys of `kind.columns`. Raises ValidationError."""
    assert columns.keys() <= set(kind.columns)
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    try:
        cursor = await tx.execute(
            f"INSERT INTO {kind.table} ({names}) VALUES ({marks})", tuple(columns.values())
        )
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None
    attribute_id = cursor.lastrowid
    assert attribute_id is not None
    if kind is TAGS and columns.get("parent_id") is not None:
        await tags.check_parent(tx, attribute_id)
    if wanted is not None:
        await grants.replace(tx, kind.kind, attribute_id, wanted)
    return attribute_id


async def update(
    tx: aiosqlite.Connection,
    actor: Actor,
    kind: AttributeKind,
    attribute_id: int,
    columns: Mapping[str, object],
    wanted: WantedGrants | None = None,
) -> None:
    """Raises NotFoundError, PermissionDeniedError, ValidationError."""
    assert columns.keys() <= set(kind.columns)
    await require_changeable(tx, actor, kind, attribute_id)
    await grants.require_own(tx, actor, kind.table, attribute_id, columns, wanted)
    if columns:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        try:
            await tx.execute(
                f"UPDATE {kind.table} SET {assignments} WHERE id = ?",
                (*columns.values(), attribute_id),
            )
        except sqlite3.IntegrityError:
            raise ValidationError(NAME_TAKEN) from None
    if kind is TAGS and columns.get("parent_id") is not None:
        await tags.check_parent(tx, attribute_id)
        await tags.add_ancestors_to_documents(tx, attribute_id)
    if wanted is not None:
        await grants.replace(tx, kind.kind, attribute_id, wanted)


async def delete(
    tx: aiosqlite.Connection, actor: Actor, kind: AttributeKind, attribute_id: int
) -> None:
    """Documents stay, without it. Raises NotFoundError, PermissionDeniedError."""
    await require_changeable(tx, actor, kind, attribute_id)
    await delete_many(tx, kind, [attribute_id])


async def delete_many(
    tx: aiosqlite.Connection, kind: AttributeKind, attribute_ids: Sequence[int]
) -> None:
    """Documents stay, without them. The caller has asked who may."""
    ids = json.dumps(list(attribute_ids))
    if kind is not TAGS:
        await tx.execute(
            "UPDATE documents SET modified_at = ?"
            f" WHERE {kind.table[:-1]}_id IN (SELECT value FROM json_each(?))",
            (now_us(), ids),
        )
    await tx.execute(
        f"DELETE FROM {kind.table} WHERE id IN (SELECT value FROM json_each(?))", (ids,)
    )


async def set_permissions(
    tx: aiosqlite.Connection,
    kind: AttributeKind,
    attribute_ids: Sequence[int],
    wanted: WantedGrants,
    owner_id: int | None,
    *,
    merge: bool,
) -> None:
    """As `grants.set_permissions`. Raises ValidationError where the owner has such a name."""
    try:
        await grants.set_permissions(
            tx, kind.kind, kind.table, attribute_ids, wanted, owner_id, merge=merge
        )
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None


async def require_changeable(
    db: aiosqlite.Connection, actor: Actor, kind: AttributeKind, attribute_id: int
) -> None:
    """Raise NotFoundError for what the actor may not see, PermissionDeniedError for the rest."""
    seen, changed = visible(actor, kind.kind, "o"), changeable(actor, kind.kind, "o")
    cursor = await db.execute(
        f"SELECT {changed.condition} FROM {kind.table} o WHERE o.id = ? AND {seen.condition}",
        (*changed.parameters, attribute_id, *seen.parameters),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"No {kind.label} matches the given query.")
    if not row[0]:
        raise PermissionDeniedError
