"""Lists of saved views, as far as the asker may see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.errors import NotFoundError
from intray.permissions import Actor, Sql, changeable, visible
from intray.store import grants
from intray.store.grants import Grants

COLUMNS = (
    "name",
    "sort_field",
    "sort_reverse",
    "filter_rules",
    "page_size",
    "display_mode",
    "display_fields",
    "owner_id",
)


@dataclass(frozen=True)
class Rule:
    """One condition of a view, as clients know it by number; it is only kept, never evaluated."""

    rule_type: int  # 0 to 49 as in the contract
    value: str | None


@dataclass(frozen=True)
class SavedView:
    id: int
    name: str
    sort_field: str | None
    sort_reverse: bool
    filter_rules: tuple[Rule, ...]
    page_size: int | None
    display_mode: str | None
    display_fields: tuple[str, ...] | None
    owner_id: int | None
    can_change: bool
    grants: Grants | None = None  # only if wanted


async def ids(
    db: aiosqlite.Connection, actor: Actor, order: str, where: Sql | None = None
) -> list[int]:
    """Ids of all views that fit, in order; `order` and `where` are about alias `o`."""
    wanted = visible(actor, "savedview", "o")
    if where is not None:
        wanted = wanted & where
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM saved_views o WHERE {wanted.condition} ORDER BY {order}",
        wanted.parameters,
    )
    return [row[0] for row in rows]


async def read(
    db: aiosqlite.Connection, actor: Actor, wanted_ids: Sequence[int], *, with_grants: bool = False
) -> list[SavedView]:
    """These views in this order; those gone or hidden are left out."""
    can_change = changeable(actor, "savedview", "o")
    allowed = visible(actor, "savedview", "o")
    rows = await db.execute_fetchall(
        f"SELECT o.id, {', '.join(f'o.{name}' for name in COLUMNS)},"
        f" {can_change.condition} AS can_change,"
        f" {grants.selected('savedview', 'o') if with_grants else 'NULL'} AS grants"
        " FROM json_each(?) w CROSS JOIN saved_views o ON o.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (*can_change.parameters, json.dumps(list(wanted_ids)), *allowed.parameters),
    )
    return [_from_row(row) for row in rows]


async def get(
    db: aiosqlite.Connection, actor: Actor, view_id: int, *, with_grants: bool = False
) -> SavedView:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, [view_id], with_grants=with_grants)
    if not found:
        raise NotFoundError("No SavedView matches the given query.")
    return found[0]


def _from_row(row: aiosqlite.Row) -> SavedView:
    values: dict[str, Any] = dict(row)
    for name in ("sort_reverse", "can_change"):
        values[name] = bool(values[name])
    values["filter_rules"] = tuple(Rule(*pair) for pair in json.loads(values["filter_rules"]))
    if values["display_fields"] is not None:
        values["display_fields"] = tuple(json.loads(values["display_fields"]))
    if values["grants"] is not None:
        values["grants"] = grants.parse(values["grants"])
    return SavedView(**values)
