"""Lists of workflows and of their parts. They belong to nobody: model permissions decide."""

import json
from collections.abc import Sequence
from typing import Any

import aiosqlite

from intray.errors import NotFoundError
from intray.permissions import EVERYTHING, Sql
from intray.workflows.fields import WORKFLOW
from intray.workflows.parts import PARTS, PartKind


async def ids(db: aiosqlite.Connection, where: Sql = EVERYTHING) -> list[int]:
    """Ids of all workflows that fit, in their order; `where` is about alias `o`."""
    rows = await db.execute_fetchall(
        f"SELECT o.id FROM workflows o WHERE {where.condition} ORDER BY o.position, o.id",
        where.parameters,
    )
    return [row[0] for row in rows]


async def read(db: aiosqlite.Connection, wanted: Sequence[int]) -> list[dict[str, Any]]:
    """These workflows in this order, with `triggers` and `actions`; those gone are left out."""
    listed = json.dumps(list(wanted))
    rows = await db.execute_fetchall(
        f"SELECT {WORKFLOW.selected()} FROM json_each(?) w CROSS JOIN workflows o"
        " ON o.id = w.value ORDER BY w.key",
        (listed,),
    )
    found = {row["id"]: WORKFLOW.from_row(row) | {"triggers": [], "actions": []} for row in rows}
    for kind in PARTS:
        used = await db.execute_fetchall(
            f"SELECT u.workflow_id, {kind.declared.selected()} FROM json_each(?) w"
            f" CROSS JOIN {kind.uses} u ON u.workflow_id = w.value"
            f" CROSS JOIN {kind.declared.table} o ON o.id = u.part_id ORDER BY u.position",
            (listed,),
        )
        for row in used:
            found[row["workflow_id"]][kind.field].append(kind.declared.from_row(row))
    return list(found.values())


async def get(db: aiosqlite.Connection, workflow_id: int) -> dict[str, Any]:
    """Raises NotFoundError."""
    found = await read(db, [workflow_id])
    if not found:
        raise NotFoundError("No Workflow matches the given query.")
    return found[0]


async def part_ids(db: aiosqlite.Connection, kind: PartKind) -> list[int]:
    rows = await db.execute_fetchall(f"SELECT id FROM {kind.declared.table} ORDER BY id")
    return [row[0] for row in rows]


async def read_parts(
    db: aiosqlite.Connection, kind: PartKind, wanted: Sequence[int]
) -> list[dict[str, Any]]:
    """These triggers or actions in this order; those gone are left out."""
    rows = await db.execute_fetchall(
        f"SELECT {kind.declared.selected()} FROM json_each(?) w"
        f" CROSS JOIN {kind.declared.table} o ON o.id = w.value ORDER BY w.key",
        (json.dumps(list(wanted)),),
    )
    return [kind.declared.from_row(row) for row in rows]


async def get_part(db: aiosqlite.Connection, kind: PartKind, part_id: int) -> dict[str, Any]:
    """Raises NotFoundError."""
    found = await read_parts(db, kind, [part_id])
    if not found:
        raise NotFoundError(f"No {kind.declared.label} matches the given query.")
    return found[0]


async def existing_parts(
    db: aiosqlite.Connection, kind: PartKind, wanted: Sequence[int]
) -> set[int]:
    """Those of the ids that there are."""
    rows = await db.execute_fetchall(
        f"SELECT id FROM {kind.declared.table} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    )
    return {row[0] for row in rows}
