"""Which mails the rules have worked on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from intray.errors import NotFoundError, PermissionDeniedError
from intray.permissions import EVERYTHING, Actor, Sql, changeable, visible

FIELDS = {  # of the API → columns
    "id": "id",
    "owner": "owner_id",
    "rule": "rule_id",
    "folder": "folder",
    "uid": "uid",
    "subject": "subject",
    "received": "received_at",
    "processed": "processed_at",
    "status": "status",
    "error": "error",
}


@dataclass(frozen=True)
class ProcessedMail:
    id: int
    owner_id: int | None
    rule_id: int
    folder: str
    uid: str  # of the mail server
    subject: str
    received_at: int
    processed_at: int
    status: str  # SUCCESS | FAILED | …
    error: str | None


async def ids(
    db: aiosqlite.Connection, actor: Actor, order: str, where: Sql = EVERYTHING
) -> list[int]:
    """Ids of all that fit, in order; `order` and `where` are about alias `o`."""
    wanted = visible(actor, "processedmail", "o") & where
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM processed_mail o WHERE {wanted.condition} ORDER BY {order}",
        wanted.parameters,
    )
    return [row[0] for row in rows]


async def read(
    db: aiosqlite.Connection, actor: Actor, wanted: Sequence[int]
) -> list[ProcessedMail]:
    """These in this order; those gone or hidden are left out."""
    allowed = visible(actor, "processedmail", "o")
    columns = ", ".join(f"o.{column}" for column in FIELDS.values())
    rows = await db.execute_fetchall(
        f"SELECT {columns} FROM json_each(?) w CROSS JOIN processed_mail o ON o.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (json.dumps(list(wanted)), *allowed.parameters),
    )
    return [ProcessedMail(*row) for row in rows]


async def get(db: aiosqlite.Connection, actor: Actor, mail_id: int) -> ProcessedMail:
    """Raises NotFoundError, also for what the actor may not see."""
    found = await read(db, actor, [mail_id])
    if not found:
        raise NotFoundError("No ProcessedMail matches the given query.")
    return found[0]


async def delete(tx: aiosqlite.Connection, actor: Actor, wanted: Sequence[int]) -> list[int]:
    """Forget these; gives the ids of those that there were, as far as the actor sees them.

    Raises PermissionDeniedError, and forgets none, if one of them may only be seen.
    """
    seen, changed = visible(actor, "processedmail", "o"), changeable(actor, "processedmail", "o")
    rows = list(
        await tx.execute_fetchall(
            f"SELECT o.id, {changed.condition} FROM processed_mail o"
            f" WHERE o.id IN (SELECT value FROM json_each(?)) AND {seen.condition} ORDER BY o.id",
            (*changed.parameters, json.dumps(list(wanted)), *seen.parameters),
        )
    )
    if not all(row[1] for row in rows):
        raise PermissionDeniedError
    found = [row[0] for row in rows]
    await tx.execute(
        "DELETE FROM processed_mail WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(found),),
    )
    return found
