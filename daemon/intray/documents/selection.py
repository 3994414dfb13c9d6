"""How many documents of a selection carry each tag, correspondent, type, path and custom field."""

from dataclasses import dataclass

import aiosqlite

from intray.permissions import EVERYTHING, Actor, Kind, Sql, visible

_RELATIONS: tuple[tuple[str, Kind, str], ...] = (
    ("correspondents", "correspondent", "correspondent_id"),
    ("document_types", "documenttype", "document_type_id"),
    ("storage_paths", "storagepath", "storage_path_id"),
)


@dataclass(frozen=True)
class Carried:
    id: int
    documents: int


async def carried(db: aiosqlite.Connection, actor: Actor, where: Sql) -> dict[str, list[Carried]]:
    """For every object that the actor may see, by name of its table."""
    found = {}
    for table, kind, column in _RELATIONS:
        counted = Sql(
            f"SELECT d.{column} AS id, count(*) AS documents FROM documents d"
            f" WHERE {where.condition} GROUP BY 1",
            where.parameters,
        )
        found[table] = await _counts(db, table, visible(actor, kind, "o"), counted)
    tagged = Sql(
        "SELECT t.tag_id AS id, count(*) AS documents FROM documents d"
        f" JOIN document_tags t ON t.document_id = d.id WHERE {where.condition} GROUP BY 1",
        where.parameters,
    )
    found["tags"] = await _counts(db, "tags", visible(actor, "tag", "o"), tagged)
    valued = Sql(
        "SELECT v.field_id AS id, count(*) AS documents FROM documents d"
        f" JOIN custom_field_values v ON v.document_id = d.id WHERE {where.condition} GROUP BY 1",
        where.parameters,
    )
    found["custom_fields"] = await _counts(db, "custom_fields", EVERYTHING, valued)
    return found


async def _counts(
    db: aiosqlite.Connection, table: str, allowed: Sql, counted: Sql
) -> list[Carried]:
    rows = await db.execute_fetchall(
        f"SELECT o.id, coalesce(n.documents, 0) FROM {table} o"
        f" LEFT JOIN ({counted.condition}) n ON n.id = o.id"
        f" WHERE {allowed.condition} ORDER BY o.id",
        (*counted.parameters, *allowed.parameters),
    )
    return [Carried(row[0], row[1]) for row in rows]
