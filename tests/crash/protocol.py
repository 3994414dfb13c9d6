"""The promise, checked in every state that a power cut may leave; and programs that break it."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from model import Disk, Recording, with_release_first, without
from recorded import Doors, record

SCAN = b"a scan of a bill\n" * 200
LONGER = SCAN + b"and its second page\n" * 100


@dataclass(frozen=True)
class Count:
    states: int
    lost: int  # a paper is nowhere, though its sender may have forgotten it
    dangling: int  # a document has no original


@dataclass(frozen=True)
class Case:
    """One flow, and where its paper may be."""

    name: str
    recording: Recording
    root: Path
    content: bytes
    from_folder: bool

    def check(self, *, durable_commit: bool = True) -> Count:
        states = lost = dangling = 0
        for _, disk in self.recording.states(durable_commit=durable_commit):
            states += 1
            stored = disk.committed and disk.whole(str(self._blob))
            lost += not (stored or self._is_with_the_sender(disk))
            dangling += disk.committed and not disk.whole(str(self._blob))
        return Count(states, lost, dangling)

    def _is_with_the_sender(self, disk: Disk) -> bool:
        if not self.from_folder:
            return not disk.acknowledged
        consume = f"{self.root}/consume/"
        held = (path for path in disk.names if path.startswith(consume) and path.endswith(".txt"))
        return any(disk.whole(path) for path in held)

    @property
    def _blob(self) -> Path:
        checksum = hashlib.sha256(self.content).hexdigest()
        return self.root / "blobs" / checksum[:2] / checksum[2:4] / checksum


async def cases(root: Path) -> list[Case]:
    """All flows of both doors."""
    return [case async for case in _cases(root)]


async def _cases(root: Path) -> AsyncIterator[Case]:
    async def nothing(parts: Doors) -> None:
        pass

    async def dropped(parts: Doors) -> None:
        parts.drop("scan.txt", SCAN)

    async def stored(parts: Doors) -> None:
        parts.drop("first.txt", SCAN)
        await parts.take("first.txt")
        parts.drop("scan.txt", SCAN)

    async def rotten(parts: Doors) -> None:
        await stored(parts)
        checksum = hashlib.sha256(SCAN).hexdigest()
        blob = parts.paths.blob(checksum)
        blob.chmod(0o600)
        blob.write_bytes(b"rotten")

    async def shorter_stored(parts: Doors) -> None:
        parts.drop("scan.txt", SCAN)
        await parts.take("scan.txt")
        parts.drop("scan.txt", LONGER)

    async def removed(parts: Doors) -> None:
        await stored(parts)
        await parts.throw_away(SCAN)
        await parts.remove_files()

    async def being_removed(parts: Doors) -> None:
        await stored(parts)
        await parts.throw_away(SCAN)

    async def take(parts: Doors) -> None:
        await parts.take("scan.txt")

    async def upload(parts: Doors) -> None:
        await parts.upload("scan.txt", SCAN)

    async def upload_version(parts: Doors) -> None:
        base = hashlib.sha256(SCAN).hexdigest()
        await parts.upload("scan.txt", LONGER, version_of=1, base=base)

    flows = (
        ("folder, new", dropped, take, SCAN),
        ("folder, duplicate", stored, take, SCAN),
        ("folder, duplicate of a damaged original", rotten, take, SCAN),
        ("folder, longer file of the same name", shorter_stored, take, LONGER),
        ("upload, new", nothing, upload, SCAN),
        ("upload, duplicate", stored, upload, SCAN),
        ("upload, another version", stored, upload_version, LONGER),
        ("folder, removed for good before", removed, take, SCAN),
        ("upload, removed for good before", removed, upload, SCAN),
        ("upload, removed for good just now", being_removed, upload, SCAN),
    )
    for number, (name, prepare, work, content) in enumerate(flows):
        own = root / str(number)
        recording = await record(own, prepare, work)
        case = Case(name, recording, own, content, name.startswith("folder"))
        if prepare is rotten:
            inode = recording.existing[str(case._blob)]
            case = replace(case, recording=replace(recording, damaged=frozenset((inode,))))
        yield case


MUTANTS: dict[str, Callable[[Case], Count]] = {
    "no sync of the file": lambda case: _changed(case, without(case.recording, "sync")).check(),
    "no sync of the folders": lambda case: _changed(
        case, without(case.recording, "sync_folder", "/blobs")
    ).check(),
    "commit with synchronous=NORMAL": lambda case: case.check(durable_commit=False),
    "source removed before the commit": lambda case: _changed(
        case, with_release_first(case.recording, f"{case.root}/consume")
    ).check(),
}


def _changed(case: Case, recording: Recording) -> Case:
    return replace(case, recording=recording)
