"""Counts over everything that somebody may see."""

from typing import Any

import aiosqlite

from intray.permissions import Actor, Kind, Sql, visible

NOTHING = Sql("0")
_TABLES: dict[str, tuple[str, Kind]] = {
    "tag_count": ("tags", "tag"),
    "correspondent_count": ("correspondents", "correspondent"),
    "document_type_count": ("document_types", "documenttype"),
    "storage_path_count": ("storage_paths", "storagepath"),
}


async def count(db: aiosqlite.Connection, actor: Actor) -> dict[str, Any]:
    """The body of the statistics, in the contract's words. Models one may not view count 0."""
    documents = _allowed(actor, "document", "d") & Sql("d.deleted_at IS NULL")
    found = await _documents(db, documents)
    found |= await _inbox(db, actor, documents)
    found["document_file_type_counts"] = await _types(db, documents)
    for name, (table, kind) in _TABLES.items():
        where = _allowed(actor, kind, "o")
        found[name] = await _number(
            db, f"SELECT count(*) FROM {table} o WHERE {where.condition}", where
        )
    return {name: found[name] for name in _ORDER}


_ORDER = (
    "documents_total",
    "documents_inbox",
    "inbox_tag",
    "inbox_tags",
    "document_file_type_counts",
    "character_count",
    "tag_count",
    "correspondent_count",
    "document_type_count",
    "storage_path_count",
    "current_asn",
)


def _allowed(actor: Actor, kind: Kind, table: str) -> Sql:
    return visible(actor, kind, table) if actor.may(f"view_{kind}") else NOTHING


async def _documents(db: aiosqlite.Connection, where: Sql) -> dict[str, Any]:
    rows = await db.execute_fetchall(
        "SELECT count(*), coalesce(sum(length(c.content)), 0),"
        " coalesce(max(d.archive_serial_number), 0)"
        " FROM documents d LEFT JOIN document_contents c ON c.document_id = d.id"
        f" WHERE {where.condition}",
        where.parameters,
    )
    total, characters, number = next(iter(rows))
    return {"documents_total": total, "character_count": characters, "current_asn": number}


async def _inbox(db: aiosqlite.Connection, actor: Actor, documents: Sql) -> dict[str, Any]:
    """All null without an inbox tag."""
    tags = _allowed(actor, "tag", "t")
    rows = await db.execute_fetchall(
        f"SELECT t.id FROM tags t WHERE t.is_inbox_tag = 1 AND {tags.condition} ORDER BY t.id",
        tags.parameters,
    )
    ids = [row[0] for row in rows]
    if not ids:
        return {"documents_inbox": None, "inbox_tag": None, "inbox_tags": None}
    waiting = await _number(
        db,
        "SELECT count(*) FROM documents d WHERE EXISTS (SELECT 1 FROM document_tags l"
        f" WHERE l.document_id = d.id AND l.tag_id IN ({', '.join(map(str, ids))}))"
        f" AND {documents.condition}",
        documents,
    )
    return {"documents_inbox": waiting, "inbox_tag": ids[0], "inbox_tags": ids}


async def _types(db: aiosqlite.Connection, where: Sql) -> list[dict[str, Any]]:
    rows = await db.execute_fetchall(
        "SELECT d.mime_type, count(*) AS mime_type_count FROM documents d"
        f" WHERE {where.condition} GROUP BY d.mime_type ORDER BY mime_type_count DESC, d.mime_type",
        where.parameters,
    )
    return [{"mime_type": row[0], "mime_type_count": row[1]} for row in rows]


async def _number(db: aiosqlite.Connection, query: str, where: Sql) -> int:
    return int(next(iter(await db.execute_fetchall(query, where.parameters)))[0])
