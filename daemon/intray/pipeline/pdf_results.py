"""What comes of work on PDF files: how each result is described, and what becomes of originals."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiosqlite

from intray.accounts import users
from intray.clock import now_us
from intray.custom_fields import values as custom_values
from intray.documents import records, versions
from intray.editing import orders, sources
from intray.editing.orders import Order
from intray.editing.sources import Source
from intray.errors import IntrayError, NotFoundError, PermissionDeniedError
from intray.ingest.types import Received
from intray.jobs.journal import Job
from intray.store import grants


class PdfWorkError(IntrayError):
    """The work cannot be done, whoever tries it how often: `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # each reason has its own


def require_as_seen(order: Order, used: Sequence[Source]) -> None:
    """Numbers of pages mean those of the file that the person looked at. Raises PdfWorkError."""
    if not order.names_pages:
        return
    for document in used:
        if order.seen.get(document.id) != document.checksum:
            raise PdfWorkError(
                "document_changed",
                f"{document.original_name} got another file meanwhile."
                " Please look at it and try again.",
            )


async def require_allowed(db: aiosqlite.Connection, job: Job, order: Order) -> None:
    """Work may wait for hours: rights that were taken meanwhile count, as do accounts.

    Raises NotFoundError.
    """
    asker = None if job.owner_id is None else await users.actor(db, job.owner_id)
    try:
        if asker is None:
            raise PermissionDeniedError
        await grants.require_changeable(
            db, asker, "document", "documents", order.document_ids, own=order.needs_ownership
        )
    except PermissionDeniedError:
        raise NotFoundError("A document may no longer be changed by whoever asked.") from None


async def made(db: aiosqlite.Connection, job: Job, order: Order) -> list[int | None]:
    """The document of each output; None for what is no document yet."""
    uuids = [orders.output_uuid(job.uuid, index) for index in range(len(order.outputs))]
    rows = await db.execute_fetchall(
        "SELECT CASE WHEN j.id IS NULL THEN NULL"
        " ELSE coalesce(j.document_id, j.duplicate_of, 0) END"
        " FROM json_each(?) w LEFT JOIN jobs j ON j.uuid = w.value ORDER BY w.key",
        (json.dumps(uuids),),
    )
    return [row[0] for row in rows]


async def describe(
    db: aiosqlite.Connection, job: Job, order: Order, used: Sequence[Source]
) -> list[Received]:
    """What each output is; its bytes are not known yet."""
    first = used[0]
    about = Received(
        checksum="",
        size=0,
        mime_type=sources.PDF,
        file_name=first.original_name,
        source=job.source,
        modified_at=now_us(),
        owner_id=job.owner_id,
    )
    results = [
        replace(about, job_uuid=orders.output_uuid(job.uuid, index))
        for index in range(len(order.outputs))
    ]
    if order.makes_version:
        base = await versions.first_checksum(db, first.id)
        return [replace(each, version_of=first.id, base=base) for each in results]
    wanted: dict[str, Any] = {}
    if order.described_by is not None:
        wanted = await sources.attributes(db, order.described_by)
        wanted |= await _custom_fields(db, job, order.described_by)
    named = [
        replace(each, file_name=order.file_name_of(first.original_name, index))
        for index, each in enumerate(results)
    ]
    if not wanted:
        return named
    return [
        replace(each, overrides={**wanted, "title": order.name_of(wanted["title"], index)})
        for index, each in enumerate(named)
    ]


def told(order: Order, made: Sequence[int]) -> str:
    """A sentence for people who look at the task."""
    ids = ", ".join(map(str, made))
    if order.makes_version:
        return f"Success. Document id {ids} has a new version."
    many = len(made) != 1
    return f"Success. New document{'s' if many else ''} id {ids} created."


async def delete_originals(
    tx: aiosqlite.Connection, order: Order, used: Sequence[Source]
) -> list[int]:
    """Into the trash, but for those that have another file by now; gives which ones.

    `used` is empty where a crash came before the end: then those as the person saw them.
    """
    expected = {each.id: each.checksum for each in used} or dict(order.seen)
    ids = await sources.unchanged(tx, expected)
    await records.trash(tx, ids)
    return ids


async def _custom_fields(
    db: aiosqlite.Connection, job: Job, document_id: int
) -> dict[str, dict[str, Any]]:
    """As far as whoever asked for the work may see them."""
    asker = None if job.owner_id is None else await users.actor(db, job.owner_id)
    if asker is None:
        return {}
    found = await custom_values.of_documents(db, asker, [document_id])
    values = {str(each.field_id): each.value for each in found.get(document_id, ())}
    return {"custom_fields": values} if values else {}
