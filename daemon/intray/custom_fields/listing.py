"""Lists of custom fields with how many documents carry each, as far as the asker may see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from intray.custom_fields.definitions import CustomField, from_row
from intray.errors import NotFoundError
from intray.permissions import EVERYTHING, Actor, Sql, visible
from intray.store import text_match

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
    """(id, documents): all that have the field, without those that the actor does not see."""
    allowed = visible(actor, "document", "d")
    return Sql(
        "SELECT a.id, a.documents - coalesce(h.documents, 0) AS documents FROM"
        " (SELECT field_id AS id, count(*) AS documents FROM custom_field_values GROUP BY 1) a"
        " LEFT JOIN (SELECT v.field_id AS id, count(*) AS documents FROM documents d"
        "  CROSS JOIN custom_field_values v ON v.document_id = d.id"
        f"  WHERE d.deleted_at IS NOT NULL OR NOT {allowed.condition} GROUP BY 1) h ON h.id = a.id",
        allowed.parameters,
    )
