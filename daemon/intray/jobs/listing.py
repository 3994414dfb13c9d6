"""Lists of jobs for people: which ones, in which order, how many of each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from intray import permissions
from intray.jobs.journal import Job, from_row
from intray.permissions import EVERYTHING, Actor, Sql, owned

UNFINISHED = Sql("j.state IN ('pending', 'started')")
NEEDS_ATTENTION = Sql("j.error_code IS NOT NULL AND j.done_at IS NOT NULL AND j.acknowledged = 0")
NEWEST_FIRST = "j.created_at DESC, j.id DESC"


def visible(actor: Actor) -> Sql:
    """Staff see all jobs; others their own and those of nobody, such as papers in the folder,
    unless such a paper has become one that they may not see."""
    if actor.is_staff or actor.is_superuser:
        return EVERYTHING
    seen = permissions.visible(actor, "document", "d")
    became_private = Sql(
        "j.owner_id IS NULL AND EXISTS (SELECT 1 FROM documents d WHERE d.id = j.document_id"
        f" AND NOT {seen.condition})",
        seen.parameters,
    )
    return owned(actor, "j") & Sql(f"NOT ({became_private.condition})", became_private.parameters)


async def count(db: aiosqlite.Connection, where: Sql) -> int:
    rows = await db.execute_fetchall(
        f"SELECT count(*) FROM jobs j WHERE {where.condition}", where.parameters
    )
    return int(next(iter(rows))[0])


async def page(
    db: aiosqlite.Connection,
    where: Sql,
    order: str = NEWEST_FIRST,
    limit: int = -1,
    offset: int = 0,
) -> list[Job]:
    rows = await db.execute_fetchall(
        f"SELECT j.* FROM jobs j WHERE {where.condition} ORDER BY {order} LIMIT ? OFFSET ?",
        (*where.parameters, limit, offset),
    )
    return [from_row(row) for row in rows]


async def ids(db: aiosqlite.Connection, where: Sql, order: str, limit: int) -> list[int]:
    rows = await db.execute_fetchall(
        f"SELECT j.id FROM jobs j WHERE {where.condition} ORDER BY {order} LIMIT ?",
        (*where.parameters, limit),
    )
    return [row[0] for row in rows]


async def of_ids(db: aiosqlite.Connection, wanted: Sequence[int]) -> list[Job]:
    """These jobs in this order; those that are gone meanwhile are left out."""
    rows = await db.execute_fetchall(
        "SELECT j.* FROM json_each(?) w CROSS JOIN jobs j ON j.id = w.value ORDER BY w.key",
        (json.dumps(list(wanted)),),
    )
    return [from_row(row) for row in rows]


async def acknowledge(tx: aiosqlite.Connection, where: Sql) -> int:
    """Mark as seen by a person; gives how many there were."""
    cursor = await tx.execute(
        "UPDATE jobs SET acknowledged = 1 WHERE id IN"
        f" (SELECT j.id FROM jobs j WHERE {where.condition})",
        where.parameters,
    )
    return cursor.rowcount


def any_of(ids: Sequence[int]) -> Sql:
    return Sql("j.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


@dataclass(frozen=True)
class Counts:
    all: int
    needs_attention: int
    in_progress: int
    completed: int


async def counts(db: aiosqlite.Connection, where: Sql) -> Counts:
    rows = await db.execute_fetchall(
        "SELECT count(*),"
        f" count(*) FILTER (WHERE {NEEDS_ATTENTION.condition}),"
        f" count(*) FILTER (WHERE {UNFINISHED.condition}),"
        f" count(*) FILTER (WHERE j.state = 'success') FROM jobs j WHERE {where.condition}",
        where.parameters,
    )
    return Counts(*next(iter(rows)))


@dataclass(frozen=True)
class Summary:
    """Jobs of one kind. Durations in seconds, instants in µs, None where there is none."""

    kind: str
    total: int
    pending: int
    success: int
    failure: int
    average_duration_s: float | None
    average_wait_s: float | None
    last_run: int | None
    last_success: int | None
    last_failure: int | None


async def summary(db: aiosqlite.Connection, where: Sql) -> list[Summary]:
    rows = await db.execute_fetchall(
        "SELECT j.kind, count(*), count(*) FILTER (WHERE j.state IN ('pending', 'started')),"
        " count(*) FILTER (WHERE j.state = 'success'),"
        " count(*) FILTER (WHERE j.state = 'failure'),"
        " avg(j.done_at - j.started_at) / 1e6, avg(j.started_at - j.created_at) / 1e6,"
        " max(j.created_at), max(j.done_at) FILTER (WHERE j.state = 'success'),"
        " max(j.done_at) FILTER (WHERE j.state = 'failure')"
        f" FROM jobs j WHERE {where.condition} GROUP BY j.kind ORDER BY j.kind",
        where.parameters,
    )
    return [Summary(*row) for row in rows]
