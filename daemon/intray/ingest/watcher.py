"""The consume folder: events are hints, the scan is the truth."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from intray.clock import now_us
from intray.config import Consumer, Paths
from intray.errors import DiskFullError, IntrayError, NotFoundError, ReadOnlyError
from intray.events import IntakeChanged
from intray.ingest.claim import ChangedError, SourceError
from intray.ingest.hints import open_hints
from intray.ingest.lookout import SCAN_S, Lookout
from intray.ingest.state import DISK_FULL, IntakeState
from intray.ingest.take import NotYet, Removed, Stays, Taker
from intray.ingest.tracker import Tracked, Tracker
from intray.ingest.types import Register, WaitingFile
from intray.store.space import Space, translated

log = logging.getLogger(__name__)

PROBE_S = 30.0  # is there space again?
GATHER_S = 0.05  # events that come together are looked at together
BATCH = 50  # files between two looks at what is new
SHOWN = 500
TRIES = 3
BACKOFF_S = 5.0
WITHOUT_LEASE = 3  # times the quiet time, where nobody can say whether a writer is there


@dataclass
class Watcher:
    """Enter it with `open_watcher`."""

    paths: Paths
    consumer: Consumer
    state: IntakeState
    taker: Taker
    tracker: Tracker
    lookout: Lookout
    probe_s: float = PROBE_S
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _probe_at: float = 0.0
    _needed_bytes: int = 0  # by the file that found the disk full
    _told: list[tuple[str, str]] = field(default_factory=list)

    def waiting(self) -> list[WaitingFile]:
        """Files in the folder and why they are there, oldest first, at most SHOWN."""
        return self.tracker.waiting(SHOWN)

    def retry(self, name: str) -> None:
        """Try this file (its path below the folder) again at once. Raises NotFoundError."""
        if not self.tracker.retry(name, time.monotonic()):
            raise NotFoundError(f"No file {name} waits in the folder.")
        self._wake.set()

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self.lookout.look()
                await self._take_due()
                self._tell()
            except Exception:
                log.exception("Looking into the consume folder failed; trying again")
                await asyncio.sleep(BACKOFF_S)
            await self._wait()

    async def _wait(self) -> None:
        now = time.monotonic()
        due = self.tracker.next_due()
        if self.state.paused is not None:
            due = self._probe_at if self.state.paused == DISK_FULL else None
        until = min(self.lookout.scan_at, due if due is not None else self.lookout.scan_at)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(until - now, 0)):
                await self._wake.wait()
                await asyncio.sleep(0 if self._stopping else GATHER_S)
        self._wake.clear()

    async def _take_due(self) -> None:
        if self.state.paused == DISK_FULL and time.monotonic() >= self._probe_at:
            await self._probe()
        for file in self.tracker.due(time.monotonic(), BATCH):
            if self.state.paused is not None or self._stopping:
                return
            try:
                await self._take(file)
            except Exception:  # one strange file must not keep the others waiting
                log.exception("%s could not be taken", file.found.place)
                self.tracker.postpone(file, time.monotonic() + SCAN_S, "other")

    async def _take(self, file: Tracked) -> None:
        try:
            await self._take_once(file)
        except OSError as error:
            if not isinstance(translated(error), ReadOnlyError):
                await self._failed(file, error)
                return
            log.error("Storing %s failed, trying once more: %s", file.found.place, error)
            try:
                await self._take_once(file)
            except OSError as second:
                await self._failed(file, second)

    async def _take_once(self, file: Tracked) -> None:
        """Raises OSError where our own disk failed."""
        now = time.monotonic()
        quiet_s = now - file.quiet_since
        try:
            outcome = await self.taker.take(
                file.found,
                quiet_s=quiet_s,
                trusted_s=self.tracker.quiet_s * WITHOUT_LEASE,
                patient=quiet_s < self.consumer.incomplete_after_s,
            )
        except ChangedError:
            self._look_again(file, now)
        except SourceError as error:
            self._unreadable(file, error)
        except DiskFullError as error:
            self._disk_full(file, str(error))
        except ReadOnlyError as error:
            self.state.fail(str(error))
        except IntrayError as error:
            log.warning("%s has to wait: %s", file.found.place, error)
            self.tracker.postpone(file, now + BACKOFF_S, "other")
        else:
            self._settle(file, outcome, now)

    def _settle(self, file: Tracked, outcome: Removed | Stays | NotYet, now: float) -> None:
        match outcome:
            case Removed():
                self.tracker.gone(file.found.place)
            case Stays(reason):
                log.info("%s stays in the folder: %s", file.found.place, reason)
                self.tracker.settle(file, reason)
            case NotYet("incomplete"):
                due_at = file.quiet_since + self.consumer.incomplete_after_s
                self.tracker.postpone(file, due_at, "incomplete")
            case NotYet(reason):
                self.tracker.postpone(file, now + max(self.tracker.quiet_s, 0.1), reason)

    def _look_again(self, file: Tracked, now: float) -> None:
        found = self.lookout.at(file.found.place)
        if found is None:
            self.tracker.gone(file.found.place)
        elif found == file.found:  # changed and changed back, or opened by a writer
            file.quiet_since = now
            self.tracker.postpone(file, now + max(self.tracker.quiet_s, 0.1), "writing")
        else:
            self.tracker.see(found, now, now_us())

    def _unreadable(self, file: Tracked, error: Exception) -> None:
        file.failures += 1
        log.warning("%s cannot be read: %s", file.found.place, error)
        if file.failures >= TRIES:
            self.tracker.settle(file, "unreadable")
        else:
            wait_s = BACKOFF_S * file.failures
            self.tracker.postpone(file, time.monotonic() + wait_s, "unreadable")

    async def _failed(self, file: Tracked, error: OSError) -> None:
        """Our own disk did not take the file; the source is untouched."""
        known = translated(error)
        if isinstance(known, DiskFullError):
            self._disk_full(file, str(error))
        elif isinstance(known, ReadOnlyError):
            log.error("The disk fails, nothing more is written: %s", error)
            self.state.fail(str(error))
        else:
            log.exception("%s could not be stored", file.found.place, exc_info=error)
            self.tracker.postpone(file, time.monotonic() + BACKOFF_S, "other")

    def _disk_full(self, file: Tracked, message: str) -> None:
        log.warning("No file is taken until there is space again: %s", message)
        self._needed_bytes = 2 * file.found.identity.size
        self._probe_at = time.monotonic() + self.probe_s
        self.state.pause(DISK_FULL)

    async def _probe(self) -> None:
        self._probe_at = time.monotonic() + self.probe_s
        try:
            await asyncio.to_thread(self.taker.space.probe, self.paths.staging, self._needed_bytes)
        except (DiskFullError, OSError):
            return
        log.info("There is space again")
        self.state.resume(DISK_FULL)

    def _tell(self) -> None:
        """The list changed: those who show it should ask again."""
        shown = [(file.name, file.reason) for file in self.waiting()]
        if shown != self._told:
            self._told = shown
            self.state.events.publish(IntakeChanged())

    async def _stop(self, task: asyncio.Task[None]) -> None:
        """Let the file under way finish; what is not done then, recovery does."""
        self._stopping = True
        self._wake.set()
        await asyncio.wait([task], timeout=5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def open_watcher(
    paths: Paths,
    consumer: Consumer,
    register: Register,
    state: IntakeState,
    supported: Collection[str],
    *,
    space: Space | None = None,
    probe_s: float = PROBE_S,
) -> AsyncIterator[Watcher]:
    """Files dropped into the folder become documents until the block is left."""
    space = space or Space()
    taker = Taker(paths, register, supported, consumer.delete_duplicates, space)
    tracker = Tracker(consumer.stability_delay_s)
    lookout = Lookout(paths.consume_dir, consumer, state, tracker)
    watcher = Watcher(paths, consumer, state, taker, tracker, lookout, probe_s)
    async with AsyncExitStack() as stack:
        if consumer.polling_interval_s <= 0:
            lookout.hints = await stack.enter_async_context(
                open_hints(paths.consume_dir, watcher._wake.set)
            )
        task = asyncio.create_task(watcher._run(), name="watcher")
        try:
            yield watcher
        finally:
            await watcher._stop(task)
