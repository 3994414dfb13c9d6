"""One change to many documents: a few statements over all of them, however many there are.

Changes give the ids of those that really changed, with the moment noted on them.
"""

import json
from collections.abc import Sequence
from typing import Literal

import aiosqlite

from intray.clock import now_us
from intray.documents import tagging
from intray.documents.listing import seen_by
from intray.permissions import Actor

Reference = Literal["correspondent_id", "document_type_id", "storage_path_id"]

AMONG = "IN (SELECT value FROM json_each(?))"


async def seen_among(db: aiosqlite.Connection, actor: Actor, ids: Sequence[int]) -> list[int]:
    """Those in the actor's library, in their order."""
    seen = seen_by(actor)
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE {seen.condition} ORDER BY w.key",
        (json.dumps(list(ids)), *seen.parameters),
    )
    return [row[0] for row in rows]


async def set_reference(
    tx: aiosqlite.Connection, ids: Sequence[int], column: Reference, value: int | None
) -> list[int]:
    rows = await tx.execute_fetchall(
        f"UPDATE documents SET {column} = ?, modified_at = ?"
        f" WHERE id {AMONG} AND {column} IS NOT ? RETURNING id",
        (value, now_us(), json.dumps(list(ids)), value),
    )
    return [row[0] for row in rows]


async def modify_tags(
    tx: aiosqlite.Connection, ids: Sequence[int], *, add: Sequence[int], remove: Sequence[int]
) -> list[int]:
    """Removed tags take their descendants along; added ones bring their ancestors."""
    changed = await tagging.remove_from(tx, ids, remove)
    changed |= await tagging.add_to(tx, ids, add)
    return await mark_modified(tx, sorted(changed))


async def wait_for_reading(tx: aiosqlite.Connection, ids: Sequence[int]) -> None:
    """What is noted about them stays until they were read."""
    await tx.execute(
        f"UPDATE documents SET reading = 'waiting' WHERE id {AMONG}", (json.dumps(list(ids)),)
    )


async def mark_modified(tx: aiosqlite.Connection, ids: Sequence[int]) -> list[int]:
    """Note the moment of a change that no column of theirs shows; gives the ids."""
    if ids:
        await tx.execute(
            f"UPDATE documents SET modified_at = ? WHERE id {AMONG}",
            (now_us(), json.dumps(list(ids))),
        )
    return list(ids)
