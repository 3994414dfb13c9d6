"""Which of some documents an asker may see, in the trash or not, and what they are called."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import aiosqlite

from intray.permissions import Actor, visible


@dataclass(frozen=True)
class Brief:
    id: int
    title: str
    deleted_at: int | None


async def seen_among(
    db: aiosqlite.Connection, actor: Actor, ids: Collection[int]
) -> dict[int, Brief]:
    """The visible ones of these, by id."""
    if not ids or not actor.may("view_document"):
        return {}
    allowed = visible(actor, "document", "d")
    rows = await db.execute_fetchall(
        "SELECT d.id, d.title, d.deleted_at FROM json_each(?) w JOIN documents d ON d.id = w.value"
        f" WHERE {allowed.condition}",
        (json.dumps(sorted(ids)), *allowed.parameters),
    )
    return {row["id"]: Brief(**dict(row)) for row in rows}


async def existing_among(db: aiosqlite.Connection, ids: Collection[int]) -> set[int]:
    """Those that are not deleted for good, whoever may see them."""
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w JOIN documents d ON d.id = w.value",
        (json.dumps(sorted(ids)),),
    )
    return {row[0] for row in rows}


async def is_hidden(db: aiosqlite.Connection, actor: Actor, document_id: int) -> bool:
    """Whether it exists and is not the actor's to see, whatever the model permissions say."""
    allowed = visible(actor, "document", "d")
    rows = await db.execute_fetchall(
        f"SELECT 1 FROM documents d WHERE d.id = ? AND NOT {allowed.condition}",
        (document_id, *allowed.parameters),
    )
    return bool(rows)
