"""Power cuts while a paper is removed for good: it does not come back, and no other one goes."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from model import Recording, without
from protocol import LONGER, SCAN
from recorded import Doors, record


@dataclass(frozen=True)
class Count:
    states: int
    lost: int  # the other paper is gone
    came_back: int  # the blob is there, and neither note nor mark says that it was removed


@dataclass(frozen=True)
class Removal:
    recording: Recording
    root: Path

    def check(self) -> Count:
        states = lost = came_back = 0
        for _, disk in self.recording.states():
            states += 1
            lost += not disk.whole(str(self._blob(LONGER)))
            marked = str(self.root / "removed" / _checksum(SCAN)) in disk.names
            came_back += disk.whole(str(self._blob(SCAN))) and disk.committed and not marked
        return Count(states, lost, came_back)

    def without_syncing_marks(self) -> "Removal":
        return replace(self, recording=without(self.recording, "sync_folder", "/removed"))

    def _blob(self, content: bytes) -> Path:
        checksum = _checksum(content)
        return self.root / "blobs" / checksum[:2] / checksum[2:4] / checksum


async def removal(root: Path) -> Removal:
    async def prepare(parts: Doors) -> None:
        await parts.upload("other.txt", LONGER)
        await parts.upload("scan.txt", SCAN)
        await parts.throw_away(SCAN)

    async def work(parts: Doors) -> None:
        await parts.remove_files()

    return Removal(await record(root, prepare, work), root)


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
