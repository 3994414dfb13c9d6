"""Rows of the journal: one for each paper received and each job asked for.

A job's row is written in the transaction that makes its document durable. `attempts` is counted
before each try, so that a file that kills its worker cannot do so for ever.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.errors import NotFoundError

MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Job:
    """`error_code` beside state `success` means: stored safely, but not (fully) readable."""

    id: int
    uuid: str
    kind: str  # consume_file | reprocess_document
    source: str  # folder_consume | api_upload | web_ui | manual
    state: str  # pending | started | success | failure | revoked
    attempts: int
    file_name: str
    mime_type: str | None
    checksum: str | None
    modified_at: int | None  # of the file that was handed over
    overrides: dict[str, Any]
    document_id: int | None
    duplicate_of: int | None
    error_code: str | None
    error_message: str | None
    owner_id: int | None
    acknowledged: bool
    created_at: int
    started_at: int | None
    done_at: int | None


async def add(
    tx: aiosqlite.Connection,
    *,
    kind: str,
    source: str,
    file_name: str,
    job_uuid: str | None = None,
    mime_type: str | None = None,
    checksum: str | None = None,
    modified_at: int | None = None,
    overrides: dict[str, Any] | None = None,
    document_id: int | None = None,
    owner_id: int | None = None,
) -> int:
    """A new pending job; gives its id."""
    cursor = await tx.execute(
        "INSERT INTO jobs (uuid, kind, source, file_name, mime_type, checksum, modified_at,"
        " overrides, document_id, owner_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job_uuid or str(uuid.uuid4()),
            kind,
            source,
            file_name,
            mime_type,
            checksum,
            modified_at,
            json.dumps(overrides or {}),
            document_id,
            owner_id,
            now_us(),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


async def get(db: aiosqlite.Connection, job_id: int) -> Job:
    cursor = await db.execute("SELECT * FROM jobs WHERE id = ?", (job_id,))
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no job {job_id}.")
    return from_row(row)


async def by_uuid(db: aiosqlite.Connection, job_uuid: str) -> Job:
    cursor = await db.execute("SELECT * FROM jobs WHERE uuid = ?", (job_uuid,))
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no job {job_uuid}.")
    return from_row(row)


async def of_hand_over(
    db: aiosqlite.Connection, *, checksum: str, file_name: str, modified_at: int
) -> Job | None:
    """The job of this very hand-over: a crash came before its release, or it stays there."""
    cursor = await db.execute(
        "SELECT * FROM jobs WHERE checksum = ? AND file_name = ? AND modified_at = ?"
        " AND source = 'folder_consume'"
        " AND (document_id IS NOT NULL OR duplicate_of IS NOT NULL) ORDER BY id DESC",
        (checksum, file_name, modified_at),
    )
    row = await cursor.fetchone()
    return None if row is None else from_row(row)


async def start(tx: aiosqlite.Connection, job_id: int) -> int:
    """Count one more attempt, before it is made; gives its number."""
    cursor = await tx.execute(
        "UPDATE jobs SET state = 'started', attempts = attempts + 1, done_at = NULL,"
        " error_code = NULL, error_message = NULL, started_at = coalesce(started_at, ?)"
        " WHERE id = ? RETURNING attempts",
        (now_us(), job_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no job {job_id}.")
    return int(row[0])


async def requeue(tx: aiosqlite.Connection, job_id: int, *, fresh: bool = False) -> None:
    """Back to the queue. `fresh`: a person asks for it, so earlier attempts do not count."""
    await tx.execute(
        "UPDATE jobs SET state = 'pending', acknowledged = 0, done_at = NULL,"
        " attempts = CASE WHEN ? THEN 0 ELSE attempts END WHERE id = ?",
        (fresh, job_id),
    )


async def undo_start(tx: aiosqlite.Connection, job_id: int) -> None:
    """The attempt was ended by us (shutdown), not by the file: it does not count."""
    await tx.execute(
        "UPDATE jobs SET state = 'pending', attempts = max(attempts - 1, 0)"
        " WHERE id = ? AND state = 'started'",
        (job_id,),
    )


async def succeed(
    tx: aiosqlite.Connection,
    job_id: int,
    *,
    error_code: str | None = None,
    error_message: str | None = None,
) -> None:
    await _finish(tx, job_id, "success", error_code, error_message, None)


async def fail(
    tx: aiosqlite.Connection,
    job_id: int,
    *,
    error_code: str,
    error_message: str,
    duplicate_of: int | None = None,
) -> None:
    await _finish(tx, job_id, "failure", error_code, error_message, duplicate_of)


async def unfinished(db: aiosqlite.Connection, limit: int) -> list[Job]:
    """The oldest jobs that wait or were interrupted, oldest first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM jobs WHERE state IN ('pending', 'started') ORDER BY id LIMIT ?", (limit,)
    )
    return [from_row(row) for row in rows]


async def _finish(
    tx: aiosqlite.Connection,
    job_id: int,
    state: str,
    error_code: str | None,
    error_message: str | None,
    duplicate_of: int | None,
) -> None:
    await tx.execute(
        "UPDATE jobs SET state = ?, error_code = ?, error_message = ?, duplicate_of = ?,"
        " started_at = coalesce(started_at, ?), done_at = ? WHERE id = ?",
        (state, error_code, error_message, duplicate_of, now_us(), now_us(), job_id),
    )


def from_row(row: aiosqlite.Row) -> Job:
    """A row of `SELECT * FROM jobs` as a Job."""
    values = dict(row)
    values["overrides"] = json.loads(values["overrides"])
    values["acknowledged"] = bool(values["acknowledged"])
    return Job(**values)
