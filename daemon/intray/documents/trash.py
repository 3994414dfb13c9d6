"""Documents in the trash: which ones somebody may restore or remove for good, and doing it."""

import json
from collections.abc import Sequence

import aiosqlite

from intray.clock import now_us
from intray.errors import PermissionDeniedError, ValidationError
from intray.permissions import Actor, Sql, owned, visible
from intray.store import removal

DAY_US = 24 * 3600 * 1_000_000
CLOCK = "trash_clock"  # in table state: when the days in the trash were counted last
CHUNK = 200  # documents removed in one transaction by the daily chore: others wait for it


def owned_by(actor: Actor) -> Sql:
    """What the actor sees in the trash: own documents and those of nobody."""
    trashed = Sql("d.deleted_at IS NOT NULL")
    mine = owned(actor, "d")
    return trashed if mine.condition == "1" else trashed & mine


async def selected(
    db: aiosqlite.Connection, actor: Actor, wanted: Sequence[int] | None
) -> list[int]:
    """Ids of documents in the trash that the actor may restore or remove; None: all of them.

    Raises PermissionDeniedError for what the actor sees but does not own, and ValidationError
    for what is not in the trash or not to be seen.
    """
    mine = owned_by(actor)
    if wanted is None:
        rows = await db.execute_fetchall(
            f"SELECT d.id FROM documents d WHERE {mine.condition} ORDER BY d.id", mine.parameters
        )
        return [row[0] for row in rows]
    seen = visible(actor, "document", "d")
    rows = list(
        await db.execute_fetchall(
            f"SELECT d.id, {mine.condition} AS is_own"
            " FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
            f" WHERE d.deleted_at IS NOT NULL AND {seen.condition} ORDER BY w.key",
            (*mine.parameters, json.dumps(list(wanted)), *seen.parameters),
        )
    )
    if len({row["id"] for row in rows}) < len(set(wanted)):
        message = "Some documents in the list have not yet been deleted."
        raise ValidationError({"documents": [message]})
    if not all(row["is_own"] for row in rows):
        raise PermissionDeniedError
    return list(dict.fromkeys(row["id"] for row in rows))


async def restore(tx: aiosqlite.Connection, ids: Sequence[int]) -> None:
    """Take these documents out of the trash."""
    await tx.execute(
        "UPDATE documents SET deleted_at = NULL, modified_at = ?"
        " WHERE deleted_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (now_us(), json.dumps(list(ids))),
    )


async def empty(tx: aiosqlite.Connection, ids: Sequence[int]) -> None:
    """Remove these documents for good; their files follow, see `store.removal`."""
    await removal.remove(tx, ids)


async def count_days(tx: aiosqlite.Connection, now: int) -> None:
    """What lies in the trash is older by the days since this was last called, but one at most.

    Called once a day. Instants alone do not tell how long something lies there: a small box
    without a battery wakes up in the past, and jumps by months when it hears the time.
    """
    rows = list(await tx.execute_fetchall("SELECT value FROM state WHERE key = ?", (CLOCK,)))
    if rows and int(rows[0][0]) <= now < int(rows[0][0]) + DAY_US * 9 // 10:
        return  # counted today
    await tx.execute("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (CLOCK, str(now)))
    await tx.execute(
        "UPDATE trash_ages SET days = days + 1 WHERE document_id IN"
        " (SELECT id FROM documents WHERE deleted_at IS NOT NULL)"
    )
    await tx.execute(
        "INSERT OR IGNORE INTO trash_ages (document_id) SELECT id FROM documents"
        " WHERE deleted_at IS NOT NULL"
    )


async def overdue(
    db: aiosqlite.Connection, now: int, delay_days: int, limit: int = CHUNK
) -> list[int]:
    """Documents that lay in the trash for so many days, by our count and by the clock."""
    rows = await db.execute_fetchall(
        "SELECT d.id FROM documents d JOIN trash_ages a ON a.document_id = d.id"
        " WHERE d.deleted_at <= ? AND a.days >= ? ORDER BY d.id LIMIT ?",
        (now - delay_days * DAY_US, delay_days, limit),
    )
    return [row[0] for row in rows]
