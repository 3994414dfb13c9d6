"""What lies in the consume folder, since when it is quiet, and when to look again.

Pure bookkeeping on monotonic time; it touches neither files nor the clock.
"""

import heapq
from dataclasses import dataclass, field

from intray.ingest.folder import Found, Place
from intray.ingest.types import WaitingFile

LIMIT = 10_000  # files known at a time; the rest stays on disk until some of these are done


@dataclass
class Tracked:
    found: Found
    since: int  # first seen
    quiet_since: float
    due_at: float
    reason: str = "unstable"
    failures: int = 0


@dataclass(frozen=True)
class Settled:
    """Nothing more happens to the file until it changes or a person asks."""

    found: Found
    since: int
    reason: str


@dataclass
class Tracker:
    quiet_s: float
    tracked: dict[Place, Tracked] = field(default_factory=dict)
    settled: dict[Place, Settled] = field(default_factory=dict)

    def is_settled(self, found: Found) -> bool:
        known = self.settled.get(found.place)
        return known is not None and known.found == found

    def see(self, found: Found, now: float, now_us: int) -> None:
        """The file is there, as described."""
        if self.is_settled(found):
            return
        former = self.settled.pop(found.place, None)
        known = self.tracked.get(found.place)
        if known is None:
            if len(self.tracked) < LIMIT:
                since = former.since if former else now_us
                self.tracked[found.place] = Tracked(found, since, now, now + self.quiet_s)
        elif known.found != found:
            known.found, known.quiet_since, known.due_at = found, now, now + self.quiet_s
            known.reason, known.failures = "unstable", 0

    def see_all(
        self, files: list[Found], still_settled: set[Place], now: float, now_us: int
    ) -> None:
        """A scan: what it did not find has left the folder."""
        for place in [place for place in self.settled if place not in still_settled]:
            del self.settled[place]
        present = {found.place for found in files}
        for place in [place for place in self.tracked if place not in present]:
            del self.tracked[place]
        for found in files:
            self.see(found, now, now_us)

    def closed(self, place: Place, now: float) -> None:
        """A writer closed the file: it is quiet from now on, at the earliest."""
        known = self.tracked.get(place)
        if known is not None and known.reason in ("unstable", "writing"):
            known.quiet_since, known.due_at = now, now + self.quiet_s

    def gone(self, place: Place) -> None:
        self.tracked.pop(place, None)
        self.settled.pop(place, None)

    def settle(self, file: Tracked, reason: str) -> None:
        self.tracked.pop(file.found.place, None)
        self.settled[file.found.place] = Settled(file.found, file.since, reason)
        while len(self.settled) > LIMIT:
            self.settled.pop(next(iter(self.settled)))

    def postpone(self, file: Tracked, due_at: float, reason: str) -> None:
        file.due_at, file.reason = due_at, reason

    def retry(self, name: str, now: float) -> bool:
        """Look at this file at once. False if no such file waits."""
        for place, settled in list(self.settled.items()):
            if str(place) == name:
                del self.settled[place]
                self.tracked[place] = Tracked(settled.found, settled.since, now, now)
                return True
        for place, tracked in self.tracked.items():
            if str(place) == name:
                tracked.due_at, tracked.failures = now, 0
                return True
        return False

    def due(self, now: float, limit: int) -> list[Tracked]:
        """Files to look at now, oldest first."""
        ready = (file for file in self.tracked.values() if file.due_at <= now)
        return heapq.nsmallest(limit, ready, key=lambda file: file.found.identity.mtime_ns)

    def next_due(self) -> float | None:
        return min((file.due_at for file in self.tracked.values()), default=None)

    def waiting(self, limit: int) -> list[WaitingFile]:
        known: list[Tracked | Settled] = [*self.tracked.values(), *self.settled.values()]
        files = heapq.nsmallest(limit, known, key=lambda file: file.since)
        return [
            WaitingFile(
                "/".join(
                    _shown(part) for part in (*file.found.place.subdirs, file.found.place.name)
                ),
                file.found.identity.size,
                file.since,
                file.reason,
            )
            for file in files
        ]


def _shown(name: str) -> str:
    """A name that JSON can carry."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
