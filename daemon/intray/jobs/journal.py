"""Rows of the journal: one for each paper received and each job asked for.

A job's row is written in the transaction that makes its document durable. `attempts` is counted
before each try, so that a file that kills its worker cannot do so for ever.
"""

import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.errors import NotFoundError

MAX_ATTEMPTS = 3
READINGS = ("consume_file", "reprocess_document")
ONE_AT_A_TIME = ("bulk_update", "build_share_link")
_RANDOM_UUID = (  # version 4; thousands of them are made by one statement
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||"
    " substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) ||"
    " substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)


@dataclass(frozen=True)
class Job:
    """`error_code` beside state `success` means: stored safely, but not (fully) readable."""

    id: int
    uuid: str
    kind: str  # see api/tasks/shapes.py
    source: str  # scheduled | web_ui | api_upload | folder_consume | system | manual
    state: str  # pending | started | success | failure | revoked
    attempts: int
    file_name: str
    mime_type: str | None
    checksum: str | None
    modified_at: int | None  # of the file that was handed over
    overrides: dict[str, Any]  # what was asked for; `documents`: ids of those it is about
    document_id: int | None
    duplicate_of: int | None
    error_code: str | None
    error_message: str | None
    owner_id: int | None
    acknowledged: bool
    created_at: int
    started_at: int | None
    done_at: int | None
    result: dict[str, Any] | None  # what came of it, beside the document

    @property
    def document_ids(self) -> list[int]:
        """The documents it is about or has made."""
        ids = [] if self.document_id is None else [self.document_id]
        for named in (self.overrides, self.result or {}):
            documents = named.get("documents")
            if isinstance(documents, list):
                ids += [number for number in documents if number not in ids]
        return ids


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


async def add_many(
    tx: aiosqlite.Connection,
    jobs: Iterable[tuple[str, str, dict[str, Any], int | None]],
    *,
    kind: str,
    source: str,
    owner_id: int | None,
) -> None:
    """New pending jobs: UUID, file name, what is asked for, and document of each."""
    now = now_us()
    await tx.executemany(
        "INSERT INTO jobs (uuid, file_name, overrides, document_id, kind, source, owner_id,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (job_uuid, file_name, json.dumps(overrides), document_id, kind, source, owner_id, now)
            for job_uuid, file_name, overrides, document_id in jobs
        ],
    )


async def add_for_documents(
    tx: aiosqlite.Connection,
    document_ids: Sequence[int],
    *,
    kind: str,
    source: str,
    owner_id: int | None,
) -> list[int]:
    """A new pending job for each document that no reading waits for or is under way for.

    Gives the ids of those documents.
    """
    rows = await tx.execute_fetchall(
        "INSERT INTO jobs (uuid, kind, source, file_name, mime_type, checksum, document_id,"
        f" owner_id, created_at) SELECT {_RANDOM_UUID}, ?, ?, d.original_name, d.mime_type,"
        " d.checksum, d.id, ?, ? FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        " WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.document_id = d.id"
        "  AND j.state IN ('pending', 'started') AND j.kind IN (?, ?))"
        " ORDER BY w.key RETURNING document_id",
        (kind, source, owner_id, now_us(), json.dumps(list(document_ids)), *READINGS),
    )
    return [row[0] for row in rows]


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
    result: dict[str, Any] | None = None,
) -> None:
    """`result` is shown; in it `documents` are ids, and `reason` is a sentence for people."""
    await _finish(tx, job_id, "success", error_code, error_message, None, result)


async def fail(
    tx: aiosqlite.Connection,
    job_id: int,
    *,
    error_code: str,
    error_message: str,
    duplicate_of: int | None = None,
    result: dict[str, Any] | None = None,
) -> None:
    await _finish(tx, job_id, "failure", error_code, error_message, duplicate_of, result)


async def unfinished(
    db: aiosqlite.Connection, limit: int, *, apart: Collection[str] = (), only_apart: bool = False
) -> list[Job]:
    """Jobs that wait or were interrupted, oldest first, but papers that were read before last:
    a new one does not wait for thousands of them. Of each kind of ONE_AT_A_TIME there is one at
    most: thousands of them leave room for papers.

    Kinds named by `apart` are left out, or with `only_apart` the only ones.
    """
    rows = await db.execute_fetchall(
        "SELECT * FROM jobs WHERE state IN ('pending', 'started')"
        " AND (kind IN (SELECT value FROM json_each(?))) = ?"
        f" AND (kind NOT IN {ONE_AT_A_TIME} OR id IN (SELECT min(o.id) FROM jobs o"
        f"  WHERE o.state IN ('pending', 'started') AND o.kind IN {ONE_AT_A_TIME} GROUP BY o.kind))"
        " ORDER BY kind = 'reprocess_document', id LIMIT ?",
        (json.dumps(list(apart)), only_apart, limit),
    )
    return [from_row(row) for row in rows]


async def _finish(
    tx: aiosqlite.Connection,
    job_id: int,
    state: str,
    error_code: str | None,
    error_message: str | None,
    duplicate_of: int | None,
    result: dict[str, Any] | None,
) -> None:
    now = now_us()
    shown = None if result is None else json.dumps(result, ensure_ascii=False)
    await tx.execute(
        "UPDATE jobs SET state = ?, error_code = ?, error_message = ?, duplicate_of = ?,"
        " result = ?, started_at = coalesce(started_at, ?), done_at = ? WHERE id = ?",
        (state, error_code, error_message, duplicate_of, shown, now, now, job_id),
    )


def from_row(row: aiosqlite.Row) -> Job:
    """A row of `SELECT * FROM jobs` as a Job."""
    values = dict(row)
    values["overrides"] = json.loads(values["overrides"])
    values["result"] = json.loads(values["result"]) if values["result"] else None
    values["acknowledged"] = bool(values["acknowledged"])
    return Job(**values)
