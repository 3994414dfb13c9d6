"""Read and understood: what a job does with a stored document."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from intray.config import Config
from intray.documents import records
from intray.documents.records import Stored
from intray.errors import IntrayError, NotFoundError
from intray.events import DocumentsChanged, Events, JobProgress
from intray.jobs import journal
from intray.jobs.journal import MAX_ATTEMPTS, Job
from intray.matching.match import Matches
from intray.pipeline import describe, filing, hooks
from intray.pipeline.current import SupersededError, note_failure, require_current
from intray.pipeline.defaults import default_created
from intray.pipeline.outcome import Outcome
from intray.reading.pool import ReadingPool
from intray.reading.types import (
    ArchiveMade,
    Finished,
    MetadataKnown,
    PageRead,
    ReadingError,
    Source,
    TextKnown,
    ThumbnailMade,
)
from intray.scripts import ScriptError
from intray.store import derived, durable
from intray.store.database import Database

log = logging.getLogger(__name__)

ARCHIVE = "archive.pdf"
THUMBNAIL = "thumb.webp"
LASTING_NOTICES = ("number_taken", "incomplete")  # of the hand-over: reading does not mend them


@dataclass(frozen=True)
class Pipeline:
    """Works on one job at a time; the runner calls it for several at once."""

    database: Database
    events: Events
    config: Config
    pool: ReadingPool

    async def process(self, job: Job) -> None:
        """Read the job's document. Ends with the job finished, or back in the queue."""
        try:
            async with self.database.transaction() as tx:
                attempt = await journal.start(tx, job.id)
                document = await records.stored(tx, job.document_id or 0)
        except NotFoundError:
            await self._abandon(job)
            return
        self._tell(job, "started", "reading")
        if attempt > MAX_ATTEMPTS:
            await self._give_up(
                job,
                "needs_attention",
                "Reading this file was interrupted again and again. The original is safe.",
            )
            return
        try:
            async with self._work_dir() as work_dir:
                outcome = await self._read(job, document, attempt, work_dir)
                await self._file(job, document, outcome)
        except asyncio.CancelledError:
            await asyncio.shield(self._undo_start(job))
            raise
        except ReadingError as error:
            await self._failed_attempt(job, attempt, error)
        except ScriptError as error:
            await self._give_up(job, "pre_consume_script_error", str(error))
        except SupersededError:
            await self._finish_superseded(job)
        except NotFoundError:  # removed for good meanwhile
            await self._abandon(job)
        except (IntrayError, OSError) as error:
            if isinstance(error, IntrayError) or durable.is_full(error):
                await self._undo_start(job)  # the box is at fault, not the file
            raise

    async def _read(self, job: Job, document: Stored, attempt: int, work_dir: Path) -> Outcome:
        outcome = Outcome()
        original = self.config.paths.blob(document.checksum)
        original = await hooks.before_reading(self.config, job, document, original, work_dir)
        source = Source(original, document.mime_type, document.original_name, attempt)
        async with aclosing(self.pool.read(source, work_dir)) as steps:
            async for step in steps:
                match step:
                    case PageRead(page, pages):
                        self._tell(job, "started", "reading", page, pages)
                    case TextKnown():
                        outcome.created = await self._keep_text(job, document, step, outcome)
                        outcome.has_text = True
                        self._tell(job, "started", "archiving")
                    case ThumbnailMade(path):
                        outcome.files[THUMBNAIL] = path
                    case ArchiveMade(path):
                        outcome.files[ARCHIVE] = path
                    case MetadataKnown() if original == self.config.paths.blob(document.checksum):
                        outcome.metadata = step  # not of what a script made of it
                    case Finished(notice, message):
                        outcome.notice, outcome.message = notice, message
        return outcome

    async def _keep_text(
        self, job: Job, document: Stored, known: TextKnown, outcome: Outcome
    ) -> str | None:
        """Text is searchable from here on, before the archive is built. Gives the date taken.

        A paper that is read again keeps what people made of it: rules file it only once.
        """
        found = Matches()
        if not document.was_read and not document.is_filed:
            found = await filing.matches(self.database, document.id, known.text)
        async with self.database.transaction() as tx:
            now = await require_current(tx, document)
            replaceable = not document.is_filed and now.created in (
                self._default_created(job),
                outcome.created,
            )
            created = self._created(job, known) if replaceable else None
            await records.apply_text(
                tx,
                document.id,
                content=known.text,
                page_count=known.page_count,
                language=known.language,
                dates=known.dates,
                created=created,
            )
            await filing.file(tx, job, document.id, found, outcome.matches)
        outcome.matches = found
        self.events.publish(DocumentsChanged((document.id,)))
        return created or outcome.created

    def _created(self, job: Job, known: TextKnown) -> str | None:
        """The date found in the text, unless the sender has set one."""
        if not known.dates or job.kind != "consume_file" or "created" in job.overrides:
            return None
        return known.dates[0]

    def _default_created(self, job: Job) -> str:
        """What a document has whose date neither the file's name nor a person has told."""
        modified_at = job.modified_at or job.created_at
        names_no_date = replace(self.config, dates=replace(self.config.dates, filename_order=None))
        return default_created(job.file_name, modified_at, names_no_date)

    async def _file(self, job: Job, document: Stored, outcome: Outcome) -> None:
        self._tell(job, "started", "filing")
        name = f"{job.id}-{uuid.uuid4().hex[:8]}"
        published = await asyncio.to_thread(
            derived.publish, self.config.paths, document.checksum, name, outcome.files
        )
        try:
            notice = await self._apply(job, document, outcome, name, published.get(ARCHIVE))
        except (NotFoundError, SupersededError):
            folder = self.config.paths.derived_folder(document.checksum, name)
            await asyncio.to_thread(durable.remove_tree, folder)  # nothing will refer to it
            raise
        await asyncio.to_thread(
            derived.remove_others, self.config.paths, document.checksum, keep=name
        )
        self.events.publish(DocumentsChanged((document.id,)))
        notice = await self._run_post_consume(job, document) or notice
        self._tell(job, "success", "done", error_code=notice)

    async def _apply(
        self,
        job: Job,
        document: Stored,
        outcome: Outcome,
        name: str,
        archive: derived.Published | None,
    ) -> str | None:
        """The files are shown from here on. Gives what a person should know."""
        notice = outcome.notice
        if notice is None and document.notice in LASTING_NOTICES:
            notice = document.notice
        async with self.database.transaction() as tx:
            await require_current(tx, document)
            if not document.is_first and not outcome.has_text:
                await records.forget_text(tx, document.id)
            await records.apply_derived(
                tx,
                document.id,
                derived=name,
                archive_checksum=archive.checksum if archive else None,
                archive_size=archive.size if archive else None,
            )
            if outcome.metadata is not None:
                made = archive.checksum if archive else None
                await describe.keep(tx, document.checksum, made, outcome.metadata)
            await records.set_reading(
                tx,
                document.id,
                state="done" if outcome.has_text or notice is None else "failed",
                notice=notice,
            )
            await journal.succeed(tx, job.id, error_code=notice, error_message=outcome.message)
        return notice

    async def _run_post_consume(self, job: Job, document: Stored) -> str | None:
        """The owner's script comes last: the document is complete whatever becomes of it."""
        try:
            await hooks.after_filing(self.config, self.database, job, document.id)
        except ScriptError as error:
            log.warning("%s", error)
            code = "post_consume_script_error"
            async with self.database.transaction() as tx:
                await journal.succeed(tx, job.id, error_code=code, error_message=str(error))
            return code
        return None

    async def _failed_attempt(self, job: Job, attempt: int, error: ReadingError) -> None:
        if error.retry and attempt < MAX_ATTEMPTS:
            log.warning("Attempt %d at %s failed: %s", attempt, job.file_name, error)
            async with self.database.transaction() as tx:
                await journal.requeue(tx, job.id)
        else:
            await self._give_up(job, error.reason, str(error))

    async def _give_up(self, job: Job, code: str, message: str) -> None:
        """The document stays, unread; a person sees why and may try again."""
        log.warning("%s is stored but could not be read: %s", job.file_name, message)
        async with self.database.transaction() as tx:
            if job.document_id is not None:
                await note_failure(tx, job.document_id, job.checksum, code)
            await journal.succeed(tx, job.id, error_code=code, error_message=message)
        if job.document_id is not None:
            self.events.publish(DocumentsChanged((job.document_id,)))
        self._tell(job, "success", "done", error_code=code)

    async def _finish_superseded(self, job: Job) -> None:
        async with self.database.transaction() as tx:
            await journal.succeed(tx, job.id)
        self._tell(job, "success", "done")

    async def _abandon(self, job: Job) -> None:
        async with self.database.transaction() as tx:
            await journal.fail(
                tx,
                job.id,
                error_code="document_deleted",
                error_message="The document was deleted before it was read.",
            )
        self._tell(job, "failure", "done", error_code="document_deleted")

    async def _undo_start(self, job: Job) -> None:
        with contextlib.suppress(IntrayError):  # a full disk: the attempt stays counted
            async with self.database.transaction() as tx:
                await journal.undo_start(tx, job.id)

    @asynccontextmanager
    async def _work_dir(self) -> AsyncIterator[Path]:
        path = self.config.paths.scratch_dir / uuid.uuid4().hex
        await asyncio.to_thread(durable.make_scratch, path)
        try:
            yield path
        finally:
            await asyncio.shield(asyncio.to_thread(durable.remove_scratch, path))

    def _tell(
        self,
        job: Job,
        state: str,
        stage: str,
        page: int = 0,
        pages: int = 0,
        error_code: str | None = None,
    ) -> None:
        self.events.publish(
            JobProgress(
                uuid=job.uuid,
                file_name=job.file_name,
                state=state,
                stage=stage,
                page=page,
                pages=pages,
                document_id=job.document_id,
                error_code=error_code,
                owner_id=job.owner_id,
            )
        )
