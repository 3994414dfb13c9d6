"""Stored: received bytes become a document and a job, in one transaction."""

import uuid
from dataclasses import dataclass

import aiosqlite

from intray.attributes import tags
from intray.clock import now_us
from intray.config import Config
from intray.documents import records
from intray.documents.records import Known, NewDocument
from intray.events import DocumentsChanged, Events, JobProgress
from intray.ingest.types import Received, Registered
from intray.jobs import journal
from intray.pipeline.defaults import default_created, default_title
from intray.store.database import Database


@dataclass(frozen=True)
class Registrar:
    """Called by every door once the bytes are durable; see `intray.ingest.types.Register`."""

    database: Database
    events: Events
    config: Config

    async def __call__(self, received: Received) -> Registered:
        """Make the document durable and visible; when this returns, the sender may forget it."""
        async with self.database.transaction() as tx:
            known = await records.find_by_checksum(tx, received.checksum)
            if known is None:
                registered = await self._new(tx, received)
            else:
                registered = await self._again(tx, received, known)
        self._tell(received, registered)
        return registered

    async def _new(self, tx: aiosqlite.Connection, received: Received) -> Registered:
        if received.supersedes is not None:
            document_id = received.supersedes
            await records.supersede(
                tx,
                document_id,
                checksum=received.checksum,
                original_name=received.file_name,
                mime_type=received.mime_type,
                size=received.size,
            )
            await records.restore(tx, document_id)  # thrown away too early: there is more of it
        else:
            document_id = await records.create(tx, await self._new_document(tx, received))
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

    def _tell(self, received: Received, registered: Registered) -> None:
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
