"""Lists of mail accounts and rules, as far as the asker may see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.errors import NotFoundError
from intray.mail.fields import MailKind
from intray.permissions import Actor, Sql, changeable, visible
from intray.store import grants
from intray.store.grants import Grants


@dataclass(frozen=True)
class Kept:
    """An account or a rule; a password is not among the values."""

    id: int
    values: dict[str, Any]
    owner_id: int | None
    can_change: bool
    grants: Grants | None = None  # only if wanted


async def ids(
    db: aiosqlite.Connection, actor: Actor, kind: MailKind, where: Sql | None = None
) -> list[int]:
    """Ids of all that fit, in order; `where` is about alias `o`."""
    wanted = visible(actor, kind.kind, "o")
    if where is not None:
        wanted = wanted & where
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM {kind.declared.table} o WHERE {wanted.condition} ORDER BY {kind.order}",
        wanted.parameters,
    )
    return [row[0] for row in rows]


async def read(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: MailKind,
    wanted: Sequence[int],
    *,
    with_grants: bool = False,
) -> list[Kept]:
    """These in this order; those gone or hidden are left out."""
    can_change = changeable(actor, kind.kind, "o")
    allowed = visible(actor, kind.kind, "o")
    rows = await db.execute_fetchall(
        f"SELECT {kind.declared.selected()}, o.owner_id, {can_change.condition} AS can_change,"
        f" {grants.selected(kind.kind, 'o') if with_grants else 'NULL'} AS grants"
        f" FROM json_each(?) w CROSS JOIN {kind.declared.table} o ON o.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (*can_change.parameters, json.dumps(list(wanted)), *allowed.parameters),
    )
    return [
        Kept(
            row["id"],
            kind.declared.from_row(row),
            row["owner_id"],
            bool(row["can_change"]),
            None if row["grants"] is None else grants.parse(row["grants"]),
        )
        for row in rows
    ]


async def get(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: MailKind,
    object_id: int,
    *,
    with_grants: bool = False,
) -> Kept:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, kind, [object_id], with_grants=with_grants)
    if not found:
        raise NotFoundError(f"No {kind.declared.label} matches the given query.")
    return found[0]
