"""Looking into the consume folder: a scan now and then, and what inotify reports in between."""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from intray.clock import now_us
from intray.config import Consumer
from intray.ingest.folder import Found, Look, Place, Rules, look_at, scan
from intray.ingest.hints import Hints
from intray.ingest.mounts import is_remote
from intray.ingest.state import FOLDER_MISSING, IntakeState
from intray.ingest.tracker import LIMIT, Tracker
from intray.store import durable

log = logging.getLogger(__name__)

SCAN_S = 60.0
UNWATCHED_SCAN_S = 5.0  # where the kernel reports nothing
SYNCED_AT_ONCE = 20


@dataclass
class Lookout:
    folder: Path
    consumer: Consumer
    state: IntakeState
    tracker: Tracker
    hints: Hints | None = None  # None: polling only
    scan_at: float = 0.0  # the next regular scan, monotonic
    _more: bool = False  # files on disk beyond those that are tracked

    _remote: bool = False  # a network drive: changes made elsewhere are not reported

    def __post_init__(self) -> None:
        self._rules = Rules(self.consumer)

    def at(self, place: Place) -> Found | None:
        """This file as it is now."""
        return look_at(self.folder, self._rules, place)

    async def look(self) -> None:
        """Bring the tracker up to date, as far as time and hints ask for it."""
        hints = self.hints
        refill = self._more and len(self.tracker.tracked) < LIMIT // 2
        scan_wanted = refill or (hints is not None and hints.scan_wanted)
        if scan_wanted or time.monotonic() >= self.scan_at:
            await self._scan()
        elif hints is not None and hints.places:
            await self._follow_hints(hints.take())

    async def _scan(self) -> None:
        if self.hints is not None:
            self.hints.scan_wanted = False
            self.hints.places.clear()
        still_settled: set[Place] = set()
        try:
            look = await asyncio.to_thread(self._scan_folder, still_settled)
        except OSError as error:
            log.warning("The consume folder cannot be read: %s", error)
            self.state.pause(FOLDER_MISSING)
            self.scan_at = time.monotonic() + UNWATCHED_SCAN_S
            return
        self.state.resume(FOLDER_MISSING)
        self.tracker.see_all(look.files, still_settled, time.monotonic(), now_us())
        self._more = not look.complete
        self.scan_at = time.monotonic() + self._interval_s()

    def _scan_folder(self, still_settled: set[Place]) -> Look:
        """In a thread. New folders are watched before they are scanned, so nothing slips by."""

        def done(found: Found) -> bool:
            if self.tracker.is_settled(found):
                still_settled.add(found.place)
                return True
            return False

        self._remote = is_remote(self.folder)
        known: list[Path] = []
        while True:
            if self.hints is not None:
                self.hints.follow(known or [self.folder])
            look = scan(self.folder, self._rules, limit=LIMIT, done=done)
            if self.hints is None or set(look.folders) <= set(known):
                return look
            known = look.folders

    def _interval_s(self) -> float:
        if self.consumer.polling_interval_s > 0:
            return self.consumer.polling_interval_s
        watched = self.hints is not None and self.hints.reliable and not self._remote
        return SCAN_S if watched else UNWATCHED_SCAN_S

    async def _follow_hints(self, places: dict[Place, bool]) -> None:
        looks = await asyncio.to_thread(self._look_at, places)
        now = time.monotonic()
        for place, found in looks.items():
            if found is None:
                self.tracker.gone(place)
                continue
            self.tracker.see(found, now, now_us())
            if places[place]:
                self.tracker.closed(place, now)

    def _look_at(self, places: dict[Place, bool]) -> dict[Place, Found | None]:
        looks = {place: self.at(place) for place in places}
        if len(places) <= SYNCED_AT_ONCE:
            for place, closed in places.items():
                if closed and looks[place] is not None:
                    # The file server does not sync when the scanner is told that all went well.
                    with contextlib.suppress(OSError):
                        durable.sync_written_by_others(place.below(self.folder))
        return looks
