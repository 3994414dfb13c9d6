"""Documents that other documents name in a documentlink; triggers keep the way back.

Links that an actor cannot see, to documents of others or in the trash, are neither shown to them
nor lost when they write the rest.
"""

import json
from collections.abc import Collection, Iterable, Sequence

import aiosqlite

from intray.clock import now_us
from intray.permissions import EVERYTHING, Actor, Sql, visible


def shown_to(actor: Actor | None, table: str) -> Sql:
    """Documents of `table` that are shown as links. None: whatever is not in the trash."""
    allowed = EVERYTHING if actor is None else visible(actor, "document", table)
    return Sql(f"{table}.deleted_at IS NULL AND {allowed.condition}", allowed.parameters)


async def linkable(
    db: aiosqlite.Connection,
    actor: Actor | None,
    document_id: int | None,
    wanted: Collection[int],
) -> set[int]:
    """Which of these may be linked: visible ones, in the trash only if linked already."""
    if not wanted:
        return set()
    allowed = EVERYTHING if actor is None else visible(actor, "document", "d")
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE {allowed.condition} AND (d.deleted_at IS NULL OR EXISTS ("
        "SELECT 1 FROM custom_field_links l WHERE l.document_id = ? AND l.target_id = d.id))",
        (json.dumps(sorted(set(wanted))), *allowed.parameters, document_id),
    )
    return {row[0] for row in rows}


async def replace(
    tx: aiosqlite.Connection,
    actor: Actor | None,
    document_ids: Sequence[int],
    field_id: int,
    targets: Sequence[int],
) -> None:
    """These documents, which have the field, link to the targets and to nothing else shown."""
    sources, wanted = json.dumps(list(document_ids)), json.dumps(list(targets))
    shown = shown_to(actor, "t")
    await tx.execute(
        "DELETE FROM custom_field_links WHERE field_id = ?"
        " AND document_id IN (SELECT value FROM json_each(?))"
        " AND target_id NOT IN (SELECT value FROM json_each(?)) AND EXISTS ("
        f"SELECT 1 FROM documents t WHERE t.id = target_id AND {shown.condition})",
        (field_id, sources, wanted, *shown.parameters),
    )
    several = " WHERE s.value <> t.value" if len(document_ids) > 1 else ""
    await tx.execute(
        "INSERT OR IGNORE INTO custom_field_links (document_id, field_id, target_id, position)"
        " SELECT v.document_id, ?, t.value, t.key FROM json_each(?) s"
        " CROSS JOIN custom_field_values v ON v.document_id = s.value AND v.field_id = ?"
        f" CROSS JOIN json_each(?) t{several}",
        (field_id, sources, field_id, wanted),
    )
    await tx.executemany(
        "UPDATE custom_field_links SET position = ? WHERE field_id = ? AND target_id = ?"
        " AND position <> ? AND document_id IN (SELECT value FROM json_each(?))",
        [(place, field_id, target, place, sources) for place, target in enumerate(targets)],
    )
    await tx.execute(
        "UPDATE custom_field_values SET text_value = '[]' WHERE field_id = ? AND text_value IS NULL"
        " AND document_id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1"
        " FROM custom_field_links l WHERE l.field_id = custom_field_values.field_id"
        " AND l.document_id = custom_field_values.document_id)",
        (field_id, sources),
    )


async def neighbours(tx: aiosqlite.Connection, document_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Field and document at the other end of every link of these documents."""
    rows = await tx.execute_fetchall(
        "SELECT DISTINCT l.field_id, l.target_id FROM custom_field_links l"
        " WHERE l.document_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(document_ids)),),
    )
    return {(row[0], row[1]) for row in rows}


async def note_changed(tx: aiosqlite.Connection, document_ids: Iterable[int]) -> None:
    """Clients that ask for what is new learn of these."""
    ids = sorted(set(document_ids))
    if ids:
        await tx.execute(
            "UPDATE documents SET modified_at = ? WHERE id IN (SELECT value FROM json_each(?))",
            (now_us(), json.dumps(ids)),
        )
