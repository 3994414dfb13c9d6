"""One quiet file: inspected, copied, registered, released."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from intray.config import Paths
from intray.ingest import claim
from intray.ingest.claim import Copy
from intray.ingest.folder import Found, Place
from intray.ingest.lease import Writers
from intray.ingest.meta import to_meta
from intray.ingest.names import clean_name
from intray.ingest.supersede import Recent, RecentlyStored, continues
from intray.ingest.types import Received, Register, Registered
from intray.store import blobs
from intray.store.space import Space

log = logging.getLogger(__name__)

SIZE_LIMIT_BYTES = 4 * 1024**3


@dataclass(frozen=True)
class Removed:
    """The file left the folder; it is a document."""


@dataclass(frozen=True)
class Stays:
    """The file stays in the folder for this reason, until it changes or a person asks."""

    reason: str


@dataclass(frozen=True)
class NotYet:
    """The scanner has not finished, as it seems."""

    reason: str  # writing | incomplete | unstable


Outcome = Removed | Stays | NotYet


@dataclass
class Taker:
    paths: Paths
    register: Register
    supported: Collection[str]
    delete_duplicates: bool
    space: Space
    _recent: RecentlyStored = field(default_factory=RecentlyStored)

    async def take(
        self, found: Found, *, quiet_s: float, trusted_s: float, patient: bool
    ) -> Outcome:
        """Make the file a document and remove it.

        `trusted_s` of quiet count where nobody can say whether a writer is there. With `patient`
        a file that ends too early is left alone. Raises ChangedError, SourceError, IntrayError,
        and OSError of our own disk.
        """
        if found.identity.size == 0:
            return Stays("empty")
        if found.links != 1:
            return Stays("linked")
        if found.identity.size > SIZE_LIMIT_BYTES:
            return Stays("too_large")
        seen = await asyncio.to_thread(claim.inspect, self.paths.consume_dir, found, self.supported)
        if seen.writers is Writers.SOME:
            return NotYet("writing")
        if seen.writers is Writers.UNKNOWN and quiet_s < trusted_s:
            return NotYet("unstable")
        if not seen.supported:
            return Stays("unsupported_type")
        if not seen.complete and patient:
            return NotYet("incomplete")
        return await self._store(found, seen.mime_type, incomplete=not seen.complete)

    async def _store(self, found: Found, mime_type: str, *, incomplete: bool) -> Outcome:
        copy = await asyncio.to_thread(claim.copy, self.paths, found, mime_type, self.space)
        try:
            received = await self._received(found, copy, incomplete)
            await asyncio.to_thread(blobs.publish, self.paths, copy.staged, to_meta(received))
        except BaseException:
            with contextlib.suppress(OSError):  # published already, or wiped at the next start
                await asyncio.to_thread(blobs.discard, copy.staged)
            raise
        registered = await self.register(received)
        if registered.duplicate_of is not None and not self.delete_duplicates:
            return Stays("duplicate")
        return await self._release(found, received, registered)

    async def _release(self, found: Found, received: Received, registered: Registered) -> Outcome:
        try:
            moved = await asyncio.to_thread(claim.release, self.paths.consume_dir, found)
        except FileNotFoundError:
            moved = None  # somebody else took it away meanwhile
        except OSError as error:
            log.warning("%s is stored but cannot be removed: %s", found.place, error)
            return Stays("not_removable")
        if registered.document_id is not None:
            recent = Recent(registered.document_id, received.checksum, time.monotonic())
            self._recent.note(found.place, recent)
            if moved is not None:
                self._recent.note(moved, recent)
        return Removed()

    async def _received(self, found: Found, copy: Copy, incomplete: bool) -> Received:
        former = await self._superseded(found.place, copy)
        return Received(
            checksum=copy.staged.checksum,
            size=copy.staged.size,
            mime_type=copy.mime_type,
            file_name=clean_name(found.place.name),
            source="folder_consume",
            modified_at=found.identity.mtime_ns // 1000,
            subdirs=tuple(clean_name(name) for name in found.place.subdirs),
            incomplete=incomplete,
            supersedes=former.document_id if former else None,
            base=former.checksum if former else None,
        )

    async def _superseded(self, place: Place, copy: Copy) -> Recent | None:
        recent = self._recent.at(place, time.monotonic())
        if recent is None or recent.checksum == copy.staged.checksum:
            return None
        stored = self.paths.blob(recent.checksum)
        longer = await asyncio.to_thread(continues, stored, copy.staged.path, copy.mime_type)
        return recent if longer else None
