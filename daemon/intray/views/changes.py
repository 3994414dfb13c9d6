"""Making, changing and deleting saved views."""

import json
from collections.abc import Mapping
from typing import Any

import aiosqlite

from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.permissions import Actor, changeable, visible
from intray.store import grants
from intray.store.grants import WantedGrants
from intray.views.listing import COLUMNS

NAME_TAKEN = {"error": "Object violates owner / name unique constraint"}


async def create(
    tx: aiosqlite.Connection, values: Mapping[str, Any], wanted: WantedGrants | None = None
) -> int:
    """Gives the id. `values`: checked, by column; rules and fields as they are in `SavedView`.

    Raises ValidationError for a name that its owner has used already.
    """
    columns = _columns(values)
    cursor = await tx.execute(
        f"INSERT INTO saved_views ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        tuple(columns.values()),
    )
    view_id = cursor.lastrowid
    assert view_id is not None
    await _require_free_name(tx, view_id)
    if wanted is not None:
        await grants.replace(tx, "savedview", view_id, wanted)
    return view_id


async def update(
    tx: aiosqlite.Connection,
    actor: Actor,
    view_id: int,
    values: Mapping[str, Any],
    wanted: WantedGrants | None = None,
) -> None:
    """Raises NotFoundError, PermissionDeniedError, ValidationError."""
    await require_changeable(tx, actor, view_id)
    columns = _columns(values)
    await grants.require_own(tx, actor, "saved_views", view_id, columns, wanted)
    if columns:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        await tx.execute(
            f"UPDATE saved_views SET {assignments} WHERE id = ?", (*columns.values(), view_id)
        )
    if columns.keys() & {"name", "owner_id"}:
        await _require_free_name(tx, view_id)
    if wanted is not None:
        await grants.replace(tx, "savedview", view_id, wanted)


async def delete(tx: aiosqlite.Connection, actor: Actor, view_id: int) -> None:
    """Raises NotFoundError, PermissionDeniedError."""
    await require_changeable(tx, actor, view_id)
    await tx.execute("DELETE FROM saved_views WHERE id = ?", (view_id,))


async def require_changeable(db: aiosqlite.Connection, actor: Actor, view_id: int) -> None:
    """Raise NotFoundError for what the actor may not see, PermissionDeniedError for the rest."""
    seen, changed = visible(actor, "savedview", "o"), changeable(actor, "savedview", "o")
    cursor = await db.execute(
        f"SELECT {changed.condition} FROM saved_views o WHERE o.id = ? AND {seen.condition}",
        (*changed.parameters, view_id, *seen.parameters),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError("No SavedView matches the given query.")
    if not row[0]:
        raise PermissionDeniedError


async def _require_free_name(db: aiosqlite.Connection, view_id: int) -> None:
    """Of the views of an owner, and of those that belong to nobody, each has its own name."""
    cursor = await db.execute(
        "SELECT 1 FROM saved_views o JOIN saved_views other ON other.name = o.name"
        " AND other.owner_id IS o.owner_id AND other.id <> o.id WHERE o.id = ?",
        (view_id,),
    )
    if await cursor.fetchone() is not None:
        raise ValidationError(NAME_TAKEN)


def _columns(values: Mapping[str, Any]) -> dict[str, object]:
    assert values.keys() <= set(COLUMNS)
    columns = dict(values)
    if "filter_rules" in values:
        pairs = [(rule.rule_type, rule.value) for rule in values["filter_rules"]]
        columns["filter_rules"] = json.dumps(pairs)
    if values.get("display_fields") is not None:
        columns["display_fields"] = json.dumps(values["display_fields"])
    return columns


async def forget_custom_field(tx: aiosqlite.Connection, field_id: int) -> None:
    """No view shows or sorts by a field that was deleted."""
    name = f"custom_field_{field_id}"
    await tx.execute(
        "UPDATE saved_views SET display_fields = (SELECT CASE WHEN count(*) > 0"
        " THEN json_group_array(value) END FROM json_each(display_fields) WHERE value <> ?)"
        " WHERE EXISTS (SELECT 1 FROM json_each(display_fields) WHERE value = ?)",
        (name, name),
    )
    await tx.execute("UPDATE saved_views SET sort_field = NULL WHERE sort_field = ?", (name,))
