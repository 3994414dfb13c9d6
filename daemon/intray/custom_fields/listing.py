"""Lists of custom fields with how many documents carry each, as far as the asker may see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from intray.custom_fields.definitions import CustomField, from_row
from intray.errors import NotFoundError
from intray.permissions import EVERYTHING, Actor, Sql
from intray.store import text_match
from intray.store.hidden import hidden_documents

NOT_FOUND = "No CustomField matches the given query."
ORDERS = {
    "id": "o.id",
    "name": "o.name COLLATE NOCASE",
    "data_type": "o.data_type",
    "extra_data": "o.extra_data",
    "document_count": "n.documents",
}
BY_NAME = "o.name COLLATE NOCASE, o.id"


@dataclass(frozen=True)
class Listed:
    field: CustomField
    document_count: int


def named(match: str, wanted: str) -> Sql:
    return text_match.text("o.name", match, wanted)


async def ids(db: aiosqlite.Connection, actor: Actor, where: Sql, order: str) -> list[int]:
    """Ids of all fields that fit, in order. `where` is about alias `o`, `order` one of ORDERS."""
    counted = _counted(actor) if "n." in order else None
    joined = f" LEFT JOIN ({counted.condition}) n ON n.id = o.id" if counted else ""
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM custom_fields o{joined} WHERE {where.condition} ORDER BY {order}",
        (*(counted or EVERYTHING).parameters, *where.parameters),
    )
    return [row[0] for row in rows]


async def read(db: aiosqlite.Connection, actor: Actor, wanted_ids: Sequence[int]) -> list[Listed]:
    """These fields in this order."""
    counted = _counted(actor)
    rows = await db.execute_fetchall(
        "SELECT o.id, o.name, o.data_type, o.extra_data, coalesce(n.documents, 0)"
        " FROM json_each(?) w CROSS JOIN custom_fields o ON o.id = w.value"
        f" LEFT JOIN ({counted.condition}) n ON n.id = o.id ORDER BY w.key",
        (json.dumps(list(wanted_ids)), *counted.parameters),
    )
    return [Listed(from_row(*row[:4]), row[4]) for row in rows]


async def get(db: aiosqlite.Connection, actor: Actor, field_id: int) -> Listed:
    """Raises NotFoundError."""
    found = await read(db, actor, [field_id])
    if not found:
        raise NotFoundError(NOT_FOUND)
    return found[0]


def _counted(actor: Actor) -> Sql:
    """(id, documents): those that the actor sees and that have the field."""
    hidden = hidden_documents(actor)
    return Sql(
        "SELECT v.field_id AS id, count(*) AS documents FROM custom_field_values v"
        f" WHERE v.document_id NOT IN ({hidden.condition}) GROUP BY 1",
        hidden.parameters,
    )
