"""Whether papers are taken at the moment, and why not."""

from collections.abc import Callable
from dataclasses import dataclass

from intray.events import Events, IntakeChanged

DISK_FULL = "disk_full"
READ_ONLY = "read_only"
FOLDER_MISSING = "folder_missing"
TRIES = 2  # one new attempt with a new file, never more


@dataclass
class IntakeState:
    """Shared by all doors. `paused` is None, disk_full or folder_missing (both go away by
    themselves), or read_only.
    """

    events: Events
    on_failed_disk: Callable[[str], None] = lambda reason: None  # stops other writers too
    paused: str | None = None
    _errors: int = 0  # of the disk, one after the other

    def pause(self, reason: str) -> None:
        """Take nothing until `resume` is called with the same reason."""
        if self.paused is None:
            self._set(reason)

    def resume(self, reason: str) -> None:
        """The reason is gone. A failed disk stays failed."""
        if self.paused == reason:
            self._set(None)

    def disk_error(self, reason: str) -> None:
        """A write failed; the second time in a row the disk counts as failed."""
        self._errors += 1
        if self._errors >= TRIES:
            self.fail(reason)

    def stored(self) -> None:
        """A paper was written without an error."""
        self._errors = 0

    def fail(self, reason: str) -> None:
        """The disk failed twice: nothing more is written until the next start."""
        self.on_failed_disk(reason)
        self._set(READ_ONLY)

    def _set(self, paused: str | None) -> None:
        if paused != self.paused:
            self.paused = paused
            self.events.publish(IntakeChanged())
