"""Making, changing and deleting workflows, their triggers and actions."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import aiosqlite

from intray.errors import NotFoundError, ValidationError
from intray.store import kept
from intray.workflows.fields import WORKFLOW
from intray.workflows.parts import PARTS, Part, PartKind

NAME_TAKEN = {"name": ["workflow with this name already exists."]}
Parts = Mapping[str, Sequence[Part]]  # by field of the workflow: triggers, actions


async def create(tx: aiosqlite.Connection, values: Mapping[str, Any], parts: Parts) -> int:
    """Gives the id. Raises ValidationError for a name that another workflow has."""
    try:
        workflow_id = await kept.insert(tx, WORKFLOW, values)
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None
    await _compose(tx, workflow_id, parts)
    return workflow_id


async def update(
    tx: aiosqlite.Connection, workflow_id: int, values: Mapping[str, Any], parts: Parts
) -> None:
    """Lists of parts that are given replace those of the workflow. Raises ValidationError."""
    try:
        await kept.update(tx, WORKFLOW, workflow_id, values)
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None
    await _compose(tx, workflow_id, parts)


async def delete(tx: aiosqlite.Connection, workflow_id: int) -> None:
    """With the triggers and actions that no other workflow has. Raises NotFoundError."""
    await _compose(tx, workflow_id, {kind.field: () for kind in PARTS})
    cursor = await tx.execute("DELETE FROM workflows WHERE id = ?", (workflow_id,))
    if not cursor.rowcount:
        raise NotFoundError("No Workflow matches the given query.")


async def delete_part(tx: aiosqlite.Connection, kind: PartKind, part_id: int) -> None:
    """Its workflows stay, without it. Raises NotFoundError."""
    cursor = await tx.execute(f"DELETE FROM {kind.declared.table} WHERE id = ?", (part_id,))
    if not cursor.rowcount:
        raise NotFoundError(f"No {kind.declared.label} matches the given query.")


async def _compose(tx: aiosqlite.Connection, workflow_id: int, parts: Parts) -> None:
    for kind in PARTS:
        if kind.field in parts:
            await _replace(tx, workflow_id, kind, parts[kind.field])


async def _replace(
    tx: aiosqlite.Connection, workflow_id: int, kind: PartKind, parts: Sequence[Part]
) -> None:
    """Known parts are changed, others made; what the workflow had and nobody has now goes."""
    before = await tx.execute_fetchall(
        f"SELECT part_id FROM {kind.uses} WHERE workflow_id = ?", (workflow_id,)
    )
    await tx.execute(f"DELETE FROM {kind.uses} WHERE workflow_id = ?", (workflow_id,))
    for position, part in enumerate(parts):
        part_id = part.id
        if part_id is None:
            part_id = await kept.insert(tx, kind.declared, part.values)
        else:
            await kept.update(tx, kind.declared, part_id, part.values)
        await tx.execute(
            f"INSERT OR IGNORE INTO {kind.uses} (workflow_id, part_id, position) VALUES (?, ?, ?)",
            (workflow_id, part_id, position),
        )
    await tx.executemany(
        f"DELETE FROM {kind.declared.table} WHERE id = ?1"
        f" AND NOT EXISTS (SELECT 1 FROM {kind.uses} WHERE part_id = ?1)",
        [(row[0],) for row in before],
    )
