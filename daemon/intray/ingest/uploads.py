"""The door for papers sent over HTTP. What it answers is durable."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from intray.clock import now_us
from intray.config import Paths
from intray.errors import (
    DiskFullError,
    ReadOnlyError,
    UnsupportedTypeError,
    UploadTooLargeError,
    ValidationError,
)
from intray.ingest.meta import to_meta
from intray.ingest.names import clean_name
from intray.ingest.sniff import HEAD_BYTES, sniff
from intray.ingest.state import DISK_FULL, READ_ONLY, IntakeState
from intray.ingest.types import Received, Register, Registered
from intray.store import blobs
from intray.store.blobs import Staged, StagedFile
from intray.store.space import Space, translated

log = logging.getLogger(__name__)

WRITE_BYTES = 1024 * 1024  # collected before a thread writes them
_T = TypeVar("_T")


@dataclass(frozen=True)
class Uploads:
    paths: Paths
    register: Register
    state: IntakeState
    supported: Collection[str]  # MIME types
    limit_bytes: int
    space: Space = field(default_factory=Space)

    async def receive(
        self,
        chunks: AsyncIterator[bytes],
        *,
        file_name: str,
        source: str,
        owner_id: int | None,
        overrides: dict[str, Any],
        version_of: int | None = None,
        base: str | None = None,
    ) -> Registered:
        """Store what comes and make it a document; when this returns, the sender may forget it.

        `version_of`, `base`: the document whose newest version it becomes, as in Received.

        Raises UploadTooLargeError, UnsupportedTypeError, ValidationError (nothing in it),
        DiskFullError, ReadOnlyError, and what `register` raises.
        """
        if self.state.paused == READ_ONLY:
            raise ReadOnlyError
        described = Received(
            checksum="",
            size=0,
            mime_type="",
            file_name=clean_name(file_name),
            source=source,
            modified_at=now_us(),
            owner_id=owner_id,
            overrides=overrides,
            version_of=version_of,
            base=base,
            job_uuid=str(uuid.uuid4()),
        )
        file = await self._call(self._open)
        try:
            mime_type = await self._fill(file, chunks, described.file_name)
            work = self._store(file, replace(described, mime_type=mime_type))
            # A sender who hangs up now must not undo what is half done.
            return await asyncio.shield(asyncio.ensure_future(work))
        finally:
            await asyncio.shield(asyncio.to_thread(file.discard))

    async def _fill(self, file: StagedFile, chunks: AsyncIterator[bytes], name: str) -> str:
        """Write all of it and give its type."""
        mime_type = None
        pending = bytearray()
        async for chunk in chunks:
            pending += chunk
            if file.size + len(pending) > self.limit_bytes:
                raise UploadTooLargeError(self.limit_bytes)
            if mime_type is None and len(pending) >= HEAD_BYTES:
                mime_type = self._type(bytes(pending[:HEAD_BYTES]), name)
            if len(pending) >= WRITE_BYTES:
                await self._call(self._write, file, bytes(pending))
                pending.clear()
        if mime_type is None:
            mime_type = self._type(bytes(pending), name)
        if pending:
            await self._call(self._write, file, bytes(pending))
        return mime_type

    def _type(self, head: bytes, name: str) -> str:
        if not head:
            raise ValidationError({"document": ["The submitted file is empty."]})
        mime_type = sniff(head, name)
        if mime_type not in self.supported:
            raise UnsupportedTypeError(mime_type)
        return mime_type

    async def _store(self, file: StagedFile, described: Received) -> Registered:
        staged = await self._call(file.finish)
        received = replace(described, checksum=staged.checksum, size=staged.size)
        await self._call(self._publish, staged, received)
        self.state.stored()
        return await self.register(received)

    def _open(self) -> StagedFile:
        self.space.require(self.paths.staging, 0)
        return StagedFile(self.paths)

    def _write(self, file: StagedFile, content: bytes) -> None:
        self.space.require(self.paths.staging, len(content))
        file.write(content)

    def _publish(self, staged: Staged, received: Received) -> None:
        try:
            blobs.publish(self.paths, staged, to_meta(received))
        except OSError:
            with contextlib.suppress(OSError):  # published already, or wiped at the next start
                blobs.discard(staged)
            raise

    async def _call(self, function: Callable[..., _T], *arguments: object) -> _T:
        """In a thread, with errors of the disk as what they mean to the sender."""
        try:
            return await asyncio.to_thread(function, *arguments)
        except OSError as error:
            known = translated(error)
            if isinstance(known, DiskFullError):
                self.state.pause(DISK_FULL)
            elif isinstance(known, ReadOnlyError):
                log.error("An upload could not be written: %s", error)
                self.state.disk_error(str(error))
            if known is None:
                raise
            raise known from error
