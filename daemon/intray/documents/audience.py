"""Who hears of a document: its owner, and whom it is shared with."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import aiosqlite

from intray.permissions import Actor, visible
from intray.store import grants


@dataclass(frozen=True)
class Audience:
    document_id: int
    modified_at: int
    owner_id: int | None
    users: tuple[int, ...]  # who may view it by a grant
    groups: tuple[int, ...]


async def of_seen(db: aiosqlite.Connection, actor: Actor, ids: Collection[int]) -> list[Audience]:
    """Of those of these documents that the actor may see and that are not in the trash."""
    if not ids or not actor.may("view_document"):
        return []
    allowed = visible(actor, "document", "d")
    rows = await db.execute_fetchall(
        f"SELECT d.id, d.modified_at, d.owner_id, {grants.selected('document', 'd')} AS granted"
        " FROM json_each(?) w JOIN documents d ON d.id = w.value"
        f" WHERE d.deleted_at IS NULL AND {allowed.condition} ORDER BY d.id",
        (json.dumps(list(ids)), *allowed.parameters),
    )
    return [_audience(row) for row in rows]


def _audience(row: aiosqlite.Row) -> Audience:
    found = grants.parse(row["granted"])
    return Audience(
        row["id"], row["modified_at"], row["owner_id"], found.view_users, found.view_groups
    )
