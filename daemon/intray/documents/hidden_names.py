"""Names that documents carry and that somebody who may see the documents may not see."""

import json
from collections.abc import Sequence
from dataclasses import replace

import aiosqlite

from intray.permissions import Actor, Kind, visible
from intray.store.library_values import Filed, filed

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


async def described(
    db: aiosqlite.Connection, actor: Actor, document_ids: Sequence[int]
) -> list[Filed]:
    """What templates are told of these documents; those that are gone are left out."""
    hidden = await of_documents(db, actor, document_ids)
    found = []
    for document_id in document_ids:
        document = await filed(db, document_id)
        if document is not None:
            found.append(_without(document, hidden.get(document_id, set())))
    return found


def _without(document: Filed, hidden: set[tuple[str, str]]) -> Filed:
    """`hidden`: kinds and names."""
    if not hidden:
        return document
    kinds = {kind for kind, _ in hidden}
    return replace(
        document,
        correspondent=None if "correspondent" in kinds else document.correspondent,
        document_type=None if "document_type" in kinds else document.document_type,
        storage_path=None if "storage_path" in kinds else document.storage_path,
        storage_path_name=None if "storage_path" in kinds else document.storage_path_name,
        tags=tuple(tag for tag in document.tags if ("tag", tag) not in hidden),
    )
