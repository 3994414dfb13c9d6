"""Stored: received bytes become a document and a job, in one transaction."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.attributes import tags
from intray.clock import now_us
from intray.config import Config
from intray.custom_fields import values as custom_values
from intray.documents import records, versions
from intray.documents.records import Known, NewDocument, NewFile
from intray.errors import IntrayError
from intray.events import DocumentsChanged, Events, JobProgress
from intray.ingest.types import Received, Registered
from intray.jobs import journal
from intray.pipeline.defaults import default_created, default_title
from intray.store import hand_overs, removal
from intray.store.database import Database

_ID = re.compile(r"[0-9]{1,18}")


class OriginalRemovedError(IntrayError):
    """The same paper was removed for good at this moment; handed over again it is taken."""

    code, status = "original_removed", 503

    def __init__(self) -> None:
        super().__init__("The same file was just removed for good. Please send it again.")


@dataclass(frozen=True)
class Registrar:
    """Called by every door once the bytes are durable; see `intray.ingest.types.Register`."""

    database: Database
    events: Events
    config: Config

    async def __call__(self, received: Received) -> Registered:
        """Make the document durable and visible; when this returns, the sender may forget it."""
        async with self.database.transaction() as tx:
            registered = await self.within(tx, received)
        self.tell(received, registered)
        return registered

    async def within(self, tx: aiosqlite.Connection, received: Received) -> Registered:
        """The same in a transaction of the caller, who tells the others after the commit."""
        await self._keep(tx, received)
        known = await records.find_by_checksum(tx, received.checksum)
        if known is None:
            return await self._new(tx, received)
        return await self._again(tx, received, known)

    async def _keep(self, tx: aiosqlite.Connection, received: Received) -> None:
        """Its bytes are wanted, and there: nothing removes them until this transaction ends."""
        if received.adopted and await removal.is_noted(tx, received.checksum):
            raise OriginalRemovedError
        if not self.config.paths.blob(received.checksum).exists():
            raise OriginalRemovedError
        await removal.forgive(tx, received.checksum)

    async def _new(self, tx: aiosqlite.Connection, received: Received) -> Registered:
        document_id = await _former(tx, received)
        if document_id is None:
            document_id = await records.create(tx, await self._new_document(tx, received))
            await custom_values.attach(tx, document_id, _custom_fields(received))
        else:
            await _replace(tx, document_id, received)
        job_uuid = await _add_job(tx, received, document_id)
        return Registered(job_uuid=job_uuid, document_id=document_id, duplicate_of=None)

    async def _again(
        self, tx: aiosqlite.Connection, received: Received, known: Known
    ) -> Registered:
        """The same bytes as a document that is stored already."""
        if received.source == "folder_consume":
            earlier = await journal.of_hand_over(
                tx,
                checksum=received.checksum,
                file_name=received.file_name,
                modified_at=received.modified_at,
            )
            if earlier is not None and known.deleted_at is None:
                # A crash came between storing the file and releasing it, or it stays there.
                if earlier.duplicate_of is not None:
                    return Registered(earlier.uuid, None, known.document_id)
                return Registered(earlier.uuid, known.document_id, None)
            if known.deleted_at is not None:
                # The paper was handed over anew, so it is wanted again: the trash would lose it.
                await records.restore(tx, known.document_id)
                job_uuid = await _add_job(tx, received, known.document_id)
                return Registered(job_uuid, known.document_id, None)
        job_uuid = await _add_job(tx, received, None)
        job = await journal.by_uuid(tx, job_uuid)
        await journal.fail(
            tx,
            job.id,
            error_code="duplicate_in_trash" if known.deleted_at is not None else "duplicate",
            error_message=_duplicate_message(received, known),
            duplicate_of=known.document_id,
        )
        return Registered(job_uuid, None, known.document_id)

    async def _new_document(self, tx: aiosqlite.Connection, received: Received) -> NewDocument:
        wanted = received.overrides
        tag_ids = [*await tags.inbox_tags(tx), *wanted.get("tags", ())]
        parent_id = None
        for name in received.subdirs:
            parent_id = await tags.tag_named(tx, name)
            tag_ids.append(parent_id)
        number = wanted.get("archive_serial_number")
        number_taken = number is not None and await records.number_taken(tx, number)
        return NewDocument(
            checksum=received.checksum,
            original_name=received.file_name,
            mime_type=received.mime_type,
            size=received.size,
            title=wanted.get("title") or default_title(received.file_name),
            created=wanted.get("created")
            or default_created(received.file_name, received.modified_at, self.config),
            added_at=now_us(),
            owner_id=received.owner_id,
            correspondent_id=wanted.get("correspondent"),
            document_type_id=wanted.get("document_type"),
            storage_path_id=wanted.get("storage_path"),
            archive_serial_number=None if number_taken else number,
            tag_ids=tuple(dict.fromkeys(tag_ids)),
            notice="number_taken" if number_taken else _first_notice(received),
        )

    def tell(self, received: Received, registered: Registered) -> None:
        hand_overs.settled(self.config.paths.blob(received.checksum))
        failed = registered.duplicate_of is not None
        self.events.publish(
            JobProgress(
                uuid=registered.job_uuid,
                file_name=received.file_name,
                state="failure" if failed else "pending",
                stage="received",
                document_id=registered.document_id,
                error_code="duplicate" if failed else None,
                owner_id=received.owner_id,
            )
        )
        if registered.document_id is not None:
            self.events.publish(DocumentsChanged((registered.document_id,)))


async def _former(tx: aiosqlite.Connection, received: Received) -> int | None:
    """The document that this is another file of. None where it is a document of its own.

    The checksum says which one it is: after the loss of rows, ids are given anew. A document that
    is gone for good leaves the paper as a new one.
    """
    wanted = received.version_of or received.supersedes
    if wanted is None:
        return None
    if received.base is not None:
        known = await records.find_by_checksum(tx, received.base)
        return None if known is None else known.document_id
    return wanted if await versions.document_of(tx, wanted) == wanted else None


async def _replace(tx: aiosqlite.Connection, document_id: int, received: Received) -> None:
    file = NewFile(
        checksum=received.checksum,
        original_name=received.file_name,
        mime_type=received.mime_type,
        size=received.size,
        notice=_first_notice(received),
    )
    document = await records.stored(tx, document_id)
    if received.version_of is not None or not document.is_first:
        await versions.add(tx, document_id, file, label=received.version_label)
    else:
        await records.supersede(tx, document_id, file)
    if received.supersedes is not None:
        await records.restore(tx, document_id)  # thrown away too early: there is more of it


async def _add_job(tx: aiosqlite.Connection, received: Received, document_id: int | None) -> str:
    job_uuid = received.job_uuid or str(uuid.uuid4())
    await journal.add(
        tx,
        kind="consume_file",
        source=received.source,
        file_name=received.file_name,
        job_uuid=job_uuid,
        mime_type=received.mime_type,
        checksum=received.checksum,
        modified_at=received.modified_at,
        overrides=received.overrides,
        document_id=document_id,
        owner_id=received.owner_id,
    )
    return job_uuid


def _custom_fields(received: Received) -> dict[int, Any]:
    """Values by the ids of their fields, which are text in JSON."""
    given = received.overrides.get("custom_fields")
    if not isinstance(given, dict):
        return {}
    return {int(key): value for key, value in given.items() if _ID.fullmatch(key)}


def _first_notice(received: Received) -> str | None:
    return "incomplete" if received.incomplete else None


def _duplicate_message(received: Received, known: Known) -> str:
    """The wording that phone apps search for `(#id).` to offer a jump to the original."""
    owner_ids = (None, received.owner_id)
    title = f"{known.title} " if known.owner_id in owner_ids else ""  # no title of others' papers
    trashed = " Note: existing document is in the trash." if known.deleted_at is not None else ""
    return (
        f"Not consuming {received.file_name}: It is a duplicate of"
        f" {title}(#{known.document_id}).{trashed}"
    )
