"""Lists of attributes with how many documents carry each, as far as the asker may see both."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.attributes.kinds import CORRESPONDENTS, AttributeKind
from intray.errors import NotFoundError
from intray.permissions import EVERYTHING, Actor, Sql, changeable, visible
from intray.store import grants
from intray.store.grants import Grants
from intray.store.hidden import hidden_documents

FEW = 300  # more are made on a thread: thousands would hold the event loop


@dataclass(frozen=True)
class Attribute:
    id: int
    name: str
    match: str
    matching_algorithm: int  # 0 to 6 as in the contract
    is_insensitive: bool
    owner_id: int | None
    document_count: int  # of documents that the asker may see
    last_correspondence: str | None  # date of the newest of them
    can_change: bool
    grants: Grants | None = None  # only if wanted
    color: str | None = None  # tags
    is_inbox_tag: bool = False
    parent_id: int | None = None
    path: str | None = None  # storage paths


async def ids(
    db: aiosqlite.Connection, actor: Actor, kind: AttributeKind, where: Sql, order: str
) -> list[int]:
    """Ids of all attributes that fit, in order.

    `where` is about alias `o`; `order` may also name `n.documents` and `n.newest`.
    """
    allowed = visible(actor, kind.kind, "o")
    listed, counted = f"{kind.table} o", EVERYTHING
    if "n." in order:
        counted = _counted(actor, kind, newest="n.newest" in order)
        listed += f" LEFT JOIN ({counted.condition}) n ON n.id = o.id"
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM {listed} WHERE ({allowed.condition}) AND ({where.condition})"
        f" ORDER BY {order}",
        (*counted.parameters, *allowed.parameters, *where.parameters),
    )
    return [row[0] for row in rows]


async def read(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: AttributeKind,
    wanted_ids: Sequence[int] | None = None,
    *,
    with_grants: bool = False,
    with_newest: bool = True,
) -> list[Attribute]:
    """These attributes in this order, or all that the actor may see.

    `with_newest`: with the date of the last correspondence, for which every document is looked at.
    """
    among = None if wanted_ids is None else json.dumps(list(wanted_ids))
    counted = _counted(actor, kind, newest=with_newest, among=among)
    can_change = changeable(actor, kind.kind, "o")
    allowed = visible(actor, kind.kind, "o")
    listed = (
        f"{kind.table} o"
        if wanted_ids is None
        else (f"json_each(?) w CROSS JOIN {kind.table} o ON o.id = w.value")
    )
    parameters: list[object] = list(can_change.parameters)
    if among is not None:
        parameters.append(among)
    columns = ", ".join(f"o.{name}" for name in ("id", *kind.columns))
    found = await db.execute_fetchall(
        f"SELECT {columns}, coalesce(n.documents, 0) AS document_count,"
        f" n.newest AS last_correspondence, {can_change.condition} AS can_change,"
        f" {grants.selected(kind.kind, 'o') if with_grants else 'NULL'} AS grants"
        f" FROM {listed} LEFT JOIN ({counted.condition}) n ON n.id = o.id"
        f" WHERE {allowed.condition} ORDER BY {'o.id' if wanted_ids is None else 'w.key'}",
        (*parameters, *counted.parameters, *allowed.parameters),
    )
    rows = list(found)
    if len(rows) <= FEW:
        return [_from_row(row) for row in rows]
    return await asyncio.to_thread(lambda: [_from_row(row) for row in rows])


async def get(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: AttributeKind,
    attribute_id: int,
    *,
    with_grants: bool = False,
) -> Attribute:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, kind, [attribute_id], with_grants=with_grants)
    if not found:
        raise NotFoundError(f"No {kind.label} matches the given query.")
    return found[0]


async def missing(
    db: aiosqlite.Connection, actor: Actor, kind: AttributeKind, wanted_ids: Sequence[int]
) -> list[int]:
    """Those of the ids that the actor cannot see or that do not exist, in their order."""
    allowed = visible(actor, kind.kind, "o")
    rows = await db.execute_fetchall(
        "SELECT w.value FROM json_each(?) w WHERE NOT EXISTS"
        f" (SELECT 1 FROM {kind.table} o WHERE o.id = w.value AND {allowed.condition})"
        " ORDER BY w.key",
        (json.dumps(list(wanted_ids)), *allowed.parameters),
    )
    return [row[0] for row in rows]


def _counted(actor: Actor, kind: AttributeKind, *, newest: bool, among: str | None = None) -> Sql:
    """(id, documents, newest) over the documents that the actor may see.

    `among`: ids of attributes as a JSON list; None: all.
    """
    hidden = hidden_documents(actor)
    last = "max(d.created)" if newest and kind is CORRESPONDENTS else "NULL"
    where = Sql(f"{kind.document_id} NOT IN ({hidden.condition})", hidden.parameters)
    if among is not None:
        where = Sql(f"{kind.reference} IN (SELECT value FROM json_each(?))", (among,)) & where
    return Sql(
        f"SELECT {kind.reference} AS id, count(*) AS documents, {last} AS newest"
        f" FROM {kind.documents} WHERE {where.condition} GROUP BY 1",
        where.parameters,
    )


def _from_row(row: aiosqlite.Row) -> Attribute:
    values: dict[str, Any] = dict(row)
    for name in ("is_insensitive", "is_inbox_tag", "can_change"):
        if name in values:
            values[name] = bool(values[name])
    if values["grants"] is not None:
        values["grants"] = grants.parse(values["grants"])
    return Attribute(**values)
