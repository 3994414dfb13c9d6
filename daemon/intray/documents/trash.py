"""Documents in the trash."""

import json
from collections.abc import Sequence

import aiosqlite

from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.permissions import Actor, Sql, changeable, owned, visible


def owned_by(actor: Actor) -> Sql:
    """What the actor sees in the trash: own documents and those of nobody."""
    trashed = Sql("d.deleted_at IS NOT NULL")
    mine = owned(actor, "d")
    return trashed if mine.condition == "1" else trashed & mine


async def selected(
    db: aiosqlite.Connection, actor: Actor, wanted: Sequence[int] | None
) -> list[int]:
    """Ids of documents in the trash that the actor may restore; None: all of them.

    Raises NotFoundError, PermissionDeniedError, ValidationError.
    """
    if wanted is None:
        mine = owned_by(actor)
        rows = await db.execute_fetchall(
            f"SELECT d.id FROM documents d WHERE {mine.condition} ORDER BY d.id", mine.parameters
        )
        return [row[0] for row in rows]
    seen, changed = visible(actor, "document", "d"), changeable(actor, "document", "d")
    rows = list(
        await db.execute_fetchall(
            f"SELECT d.id, d.deleted_at, {changed.condition} AS can_change"
            " FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
            f" WHERE {seen.condition} ORDER BY w.key",
            (*changed.parameters, json.dumps(list(wanted)), *seen.parameters),
        )
    )
    if len({row["id"] for row in rows}) < len(set(wanted)):
        raise NotFoundError("No Document matches the given query.")
    if any(row["deleted_at"] is None for row in rows):
        message = "Some documents in the list have not yet been deleted."
        raise ValidationError({"documents": [message]})
    if not all(row["can_change"] for row in rows):
        raise PermissionDeniedError
    return list(dict.fromkeys(row["id"] for row in rows))
