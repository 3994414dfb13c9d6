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
from intray.errors import PermissionDeniedError
from intray.permissions import Actor, changeable, owned
from intray.store import grants
from intray.store.grants import WantedGrants

Reference = Literal["correspondent_id", "document_type_id", "storage_path_id"]

AMONG = "IN (SELECT value FROM json_each(?))"
REFUSED = "Insufficient permissions"


async def seen_among(db: aiosqlite.Connection, actor: Actor, ids: Sequence[int]) -> list[int]:
    """Those in the actor's library, in their order."""
    seen = seen_by(actor)
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE {seen.condition} ORDER BY w.key",
        (json.dumps(list(ids)), *seen.parameters),
    )
    return [row[0] for row in rows]


async def require_changeable(
    db: aiosqlite.Connection, actor: Actor, ids: Sequence[int], *, own: bool = False
) -> None:
    """Raise PermissionDeniedError if one of them is not the actor's to change.

    `own`: it has to belong to the actor or to nobody. Those gone meanwhile are passed over.
    """
    allowed = changeable(actor, "document", "d")
    if own:
        allowed &= owned(actor, "d")
    rows = await db.execute_fetchall(
        "SELECT 1 FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE NOT ({allowed.condition}) LIMIT 1",
        (json.dumps(list(ids)), *allowed.parameters),
    )
    if rows:
        raise PermissionDeniedError(REFUSED)


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
    return await touch(tx, sorted(changed))


async def set_permissions(
    tx: aiosqlite.Connection,
    ids: Sequence[int],
    wanted: WantedGrants,
    owner_id: int | None,
    *,
    merge: bool,
) -> list[int]:
    """Replace owner and grants. `merge`: only add to them, so an owner stays."""
    if merge:
        await grants.add_many(tx, "document", ids, wanted)
    else:
        await grants.replace_many(tx, "document", ids, wanted)
    unless_owned = " AND owner_id IS NULL" if merge else ""
    await tx.execute(
        f"UPDATE documents SET owner_id = ? WHERE id {AMONG} AND owner_id IS NOT ?{unless_owned}",
        (owner_id, json.dumps(list(ids)), owner_id),
    )
    return await touch(tx, ids)


async def wait_for_reading(tx: aiosqlite.Connection, ids: Sequence[int]) -> None:
    """What is noted about them stays until they were read."""
    await tx.execute(
        f"UPDATE documents SET reading = 'waiting' WHERE id {AMONG}", (json.dumps(list(ids)),)
    )


async def touch(tx: aiosqlite.Connection, ids: Sequence[int]) -> list[int]:
    """Note the moment of a change that no column of theirs shows; gives the ids."""
    if ids:
        await tx.execute(
            f"UPDATE documents SET modified_at = ? WHERE id {AMONG}",
            (now_us(), json.dumps(list(ids))),
        )
    return list(ids)
