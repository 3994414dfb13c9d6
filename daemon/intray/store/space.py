"""How much may still be written: the database and edits keep a reserve that no paper takes."""

import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from intray.errors import DiskFullError, IntrayError, ReadOnlyError
from intray.store import durable

RESERVE_BYTES = 500_000_000
RESERVE_SHARE = 0.05
PROBE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Space:
    """The larger of the two is kept free."""

    reserve_bytes: int = RESERVE_BYTES
    reserve_share: float = RESERVE_SHARE

    def require(self, folder: Path, needed_bytes: int) -> None:
        """Raise DiskFullError unless so much can be written and the reserve stays."""
        free, reserve = self._measured(folder)
        if free < needed_bytes + reserve:
            raise DiskFullError(needed_bytes + reserve, free)

    def left(self, folder: Path) -> int:
        """Bytes that can be written before the reserve is touched."""
        free, reserve = self._measured(folder)
        return max(0, free - reserve)

    def _measured(self, folder: Path) -> tuple[int, int]:
        """Free bytes, and how many of them are the reserve."""
        disk = os.statvfs(folder)
        whole = disk.f_blocks * disk.f_frsize
        reserve = max(self.reserve_bytes, int(whole * self.reserve_share))
        return disk.f_bavail * disk.f_frsize, reserve

    def probe(self, folder: Path, needed_bytes: int) -> None:
        """Raise DiskFullError or OSError unless so much can be written; quotas show only so."""
        self.require(folder, needed_bytes)
        with durable.NewFile(folder / uuid.uuid4().hex) as file:
            file.reserve(PROBE_BYTES)


def translated(error: OSError) -> IntrayError | None:
    """What a failed write means: disk full, disk failing, or None for anything else."""
    if durable.is_full(error):
        return DiskFullError(0, 0)
    if durable.is_failing(error):
        return ReadOnlyError()
    return None
