"""Jobs that change PDF files: each result is a new version or a new document, like any paper.

A result is published as every original is, and becomes a row in the transaction that ends the job
and, where that is wanted, puts the originals into the trash. After a crash in between, recovery
adopts the published files as their notes say; the job then finds them by the number of the job
that reads them, makes what is missing, and ends. Nothing is made twice, nothing is overwritten.
"""

import asyncio
import contextlib
import logging
import os
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from intray.config import Config
from intray.editing import orders, sources
from intray.editing.orders import Order
from intray.editing.passwords import Passwords
from intray.editing.process import Editor
from intray.editing.sources import Source
from intray.editing.types import MAX_BYTES, Assembly, EditingError
from intray.errors import IntrayError, NotFoundError
from intray.events import DocumentsDeleted, Events, JobProgress
from intray.ingest.meta import to_meta
from intray.ingest.types import Received
from intray.jobs import journal
from intray.jobs.journal import MAX_ATTEMPTS, Job
from intray.pipeline import pdf_results
from intray.pipeline.pdf_results import PdfWorkError
from intray.pipeline.register import Registrar
from intray.store import blobs, durable, hand_overs
from intray.store.blobs import Staged, StagedFile
from intray.store.database import Database
from intray.store.space import Space

log = logging.getLogger(__name__)

CHANGED = " An original was changed meanwhile and was not deleted."
LEAST_ROOM_BYTES = 100_000_000
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass
class PdfWork:
    """One job at a time: two that turn the same document come after each other."""

    database: Database
    events: Events
    config: Config
    register: Registrar
    editor: Editor
    passwords: Passwords
    space: Space = field(default_factory=Space)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def process(self, job: Job) -> None:
        """Ends with the job finished, or back in the queue."""
        async with self._turn:
            async with self.database.transaction() as tx:
                attempt = await journal.start(tx, job.id)
            self._tell(job, "started", "reading")
            try:
                await self._work(job, orders.from_json(job.overrides), attempt)
            except asyncio.CancelledError:
                await asyncio.shield(self._undo_start(job))
                raise
            except EditingError as error:
                await self._failed_attempt(job, attempt, error)
            except (PdfWorkError, NotFoundError) as error:
                code = error.code if isinstance(error, PdfWorkError) else "document_deleted"
                await self._fail(job, code, str(error))
            except ValueError:
                await self._fail(job, "unknown_job", "This version does not know this work.")
            except (IntrayError, OSError) as error:
                if isinstance(error, IntrayError) or durable.is_full(error):
                    await self._undo_start(job)  # the box is at fault, not the file
                raise

    async def _work(self, job: Job, order: Order, attempt: int) -> None:
        async with self.database.read() as db:
            made = await pdf_results.made(db, job, order)
        used: list[Source] = []
        results: list[Received] = []
        if None in made:
            if attempt > MAX_ATTEMPTS:
                raise EditingError("editing_failed")
            async with self.database.read() as db:
                await pdf_results.require_allowed(db, job, order)
                used = await sources.load(db, order.document_ids, order.version_ids)
            pdf_results.require_as_seen(order, used)
            async with self._work_dir() as work_dir:
                paths = await self._edit(job, order, used, work_dir)
                async with self.database.read() as db:
                    described = await pdf_results.describe(db, job, order, used)
                for path, known, result in zip(paths, made, described, strict=True):
                    if known is None:
                        results.append(await asyncio.to_thread(self._publish, path, result))
        await self._finish(job, order, results, used)

    async def _edit(
        self, job: Job, order: Order, used: Sequence[Source], work_dir: Path
    ) -> list[Path]:
        archive = bool(order.parameters.get("archive_fallback"))
        files = [each.pdf(self.config.paths, archive=archive) for each in used]
        for document, path in zip(used, files, strict=True):
            if path is None:
                raise PdfWorkError("not_a_pdf", f"{document.original_name} is no PDF file.")
        password = None
        if order.method == "remove_password":
            password = self.passwords.of(job.uuid)
            if password is None:
                raise PdfWorkError(
                    "password_forgotten",
                    "Intray was restarted before the password was used, and does not store it."
                    " Please enter it again.",
                )
        assembly = Assembly(
            tuple(path for path in files if path is not None),
            order.outputs,
            job.uuid,
            password,
            room_bytes=await asyncio.to_thread(self._room, work_dir),
        )
        try:
            return await self.editor.edit(assembly, work_dir)
        except EditingError as error:
            error.add_note(used[error.source].original_name)
            raise

    def _room(self, work_dir: Path) -> int:
        """Bytes for all outputs. A scratch folder in memory is smaller than any reserve."""
        return min(MAX_BYTES, max(LEAST_ROOM_BYTES, self.space.left(work_dir)))

    def _publish(self, path: Path, described: Received) -> Received:
        """Durable when this returns, and a document whatever happens then."""
        staged = self._staged(path)
        received = replace(described, checksum=staged.checksum, size=staged.size)
        try:
            blobs.publish(self.config.paths, staged, to_meta(received))
        except OSError:
            with contextlib.suppress(OSError):  # published already, or wiped at the next start
                blobs.discard(staged)
            raise
        return received

    def _staged(self, path: Path) -> Staged:
        paths = self.config.paths
        self.space.require(paths.staging, path.lstat().st_size)
        file = StagedFile(paths)
        try:
            with os.fdopen(os.open(path, _PLAIN), "rb") as stream:
                while chunk := stream.read(durable.CHUNK_BYTES):
                    file.write(chunk)
            return file.finish()
        finally:
            file.discard()

    async def _finish(
        self, job: Job, order: Order, results: Sequence[Received], used: Sequence[Source]
    ) -> None:
        deleted: list[int] = []
        async with self.database.transaction() as tx:
            registered = [await self.register.within(tx, received) for received in results]
            made = [each for each in await pdf_results.made(tx, job, order) if each]
            if order.described_by is not None and not order.makes_version:
                await sources.share_alike(tx, made, order.document_ids)
            if order.deletes_originals:
                deleted = await pdf_results.delete_originals(tx, order, used)
            kept = order.deletes_originals and len(deleted) < len(order.document_ids)
            reason = pdf_results.told(order, made) + (CHANGED if kept else "")
            await journal.succeed(tx, job.id, result={"documents": made, "reason": reason})
        self.passwords.forget(job.uuid)
        for received, each in zip(results, registered, strict=True):
            hand_overs.settled(self.config.paths.blob(received.checksum))
            self.register.tell(received, each)
        if deleted:
            self.events.publish(DocumentsDeleted(tuple(deleted)))
        self._tell(job, "success", "done")

    async def _failed_attempt(self, job: Job, attempt: int, error: EditingError) -> None:
        if error.retry and attempt < MAX_ATTEMPTS:
            log.warning("Attempt %d at job %d failed: %s", attempt, job.id, error)
            async with self.database.transaction() as tx:
                await journal.requeue(tx, job.id)
            return
        names = "".join(f"{name}: " for name in getattr(error, "__notes__", ()))
        await self._fail(job, error.code, f"{names}{error}")

    async def _fail(self, job: Job, code: str, message: str) -> None:
        async with self.database.transaction() as tx:
            await journal.fail(tx, job.id, error_code=code, error_message=message)
        self.passwords.forget(job.uuid)
        self._tell(job, "failure", "done", code)

    async def _undo_start(self, job: Job) -> None:
        with contextlib.suppress(IntrayError):
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

    def _tell(self, job: Job, state: str, stage: str, error_code: str | None = None) -> None:
        self.events.publish(
            JobProgress(
                uuid=job.uuid,
                file_name=job.file_name,
                state=state,
                stage=stage,
                document_id=job.document_id,
                error_code=error_code,
                owner_id=job.owner_id,
            )
        )
