"""Names that documents carry and that somebody who may see the documents may not see."""

import json
from collections.abc import Sequence

import aiosqlite

from intray.permissions import Actor, Kind, visible

_CARRIED: tuple[tuple[str, Kind, str, str], ...] = (
    ("correspondent", "correspondent", "correspondents", "o.id = d.correspondent_id"),
    ("document_type", "documenttype", "document_types", "o.id = d.document_type_id"),
    ("storage_path", "storagepath", "storage_paths", "o.id = d.storage_path_id"),
    (
        "tag",
        "tag",
        "tags",
        "o.id IN (SELECT t.tag_id FROM document_tags t WHERE t.document_id = d.id)",
    ),
)


async def of_documents(
    db: aiosqlite.Connection, actor: Actor, document_ids: Sequence[int]
) -> dict[int, set[tuple[str, str]]]:
    """By document: what it is (correspondent, document_type, storage_path, tag) and its name."""
    found: dict[int, set[tuple[str, str]]] = {}
    if actor.is_superuser:
        return found
    for what, kind, table, carried in _CARRIED:
        seen = visible(actor, kind, "o")
        rows = await db.execute_fetchall(
            "SELECT d.id, o.name FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
            f" JOIN {table} o ON {carried} WHERE NOT {seen.condition}",
            (json.dumps(list(document_ids)), *seen.parameters),
        )
        for document_id, name in rows:
            found.setdefault(document_id, set()).add((what, name))
    return found
