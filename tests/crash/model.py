"""Every state that a power cut may leave, for a recorded sequence of file calls.

The weakest file system that keeps POSIX's promises: until a folder is synced, each name made in or
taken from it may be on the disk or not, independently of the others (a rename is two such
changes); until a file is synced, its content may be missing, torn or whole. A commit is durable at
once with synchronous=FULL, and perhaps never with NORMAL.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from intray.store.durable import Call

COMMIT = "commit"
ACKNOWLEDGED = "acknowledged"
CONTENTS = ("missing", "torn", "whole")
OPTIONAL_LIMIT = 14  # changes that are open at a time; more would take for ever


@dataclass(frozen=True)
class Change:
    """A name appears (inode) or goes (None)."""

    folder: str
    name: str
    inode: int | None


@dataclass(frozen=True)
class Disk:
    """What is found after the power is back."""

    names: dict[str, int]  # path → inode
    contents: dict[int, str]
    committed: bool
    acknowledged: bool

    def whole(self, path: str) -> bool:
        """The file is there, reachable, with all of its content."""
        return (
            path in self.names
            and self.contents.get(self.names[path]) == "whole"
            and all(str(parent) in self.names for parent in PurePosixPath(path).parents)
        )


@dataclass
class Recording:
    """What was on the disk before, and the calls after that in order."""

    existing: dict[str, int]  # files and folders, all of them durable
    damaged: frozenset[int] = frozenset()  # inodes among them
    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call) -> None:
        self.calls.append(call)

    def states(self, *, durable_commit: bool = True) -> Iterator[tuple[int, Disk]]:
        """Each state after a cut behind the first n calls, with n."""
        for cut in range(len(self.calls) + 1):
            for disk in self._after(self.calls[:cut], durable_commit):
                yield cut, disk

    def _after(self, calls: list[Call], durable_commit: bool) -> Iterator[Disk]:
        run = _Run(dict(self.existing))
        for call in calls:
            run.apply(call)
        open_changes = [i for i, done in enumerate(run.lasting) if not done]
        assert len(open_changes) <= OPTIONAL_LIMIT, "too many changes are not synced"
        dirty = sorted(run.dirty)
        commits = (True,) if run.committed and durable_commit else (False, True)
        for kept in itertools.product((False, True), repeat=len(open_changes)):
            lost = {i for i, keep in zip(open_changes, kept, strict=True) if not keep}
            names = _names(self.existing, run.changes, lost)
            for contents in itertools.product(CONTENTS, repeat=len(dirty)):
                found = dict.fromkeys({*run.inodes, *self.existing.values()}, "whole")
                found |= dict.fromkeys(self.damaged, "torn")
                found |= dict(zip(dirty, contents, strict=True))
                for committed in commits if run.committed else (False,):
                    yield Disk(names, found, committed, run.acknowledged)


@dataclass
class _Run:
    """The calls so far, as changes to names and contents."""

    now: dict[str, int]
    changes: list[Change] = field(default_factory=list)
    lasting: list[bool] = field(default_factory=list)
    dirty: set[int] = field(default_factory=set)
    committed: bool = False
    acknowledged: bool = False

    @property
    def inodes(self) -> set[int]:
        return {*self.now.values(), *(c.inode for c in self.changes if c.inode is not None)}

    def apply(self, call: Call) -> None:
        match call.name:
            case "create":
                inode = max(self.inodes, default=0) + 1
                self._change(call.path, inode)
                self.dirty.add(inode)
            case "mkdir":
                self._change(call.path, max(self.inodes, default=0) + 1)
            case "write":
                self.dirty.add(self.now[call.path])
            case "sync":
                self.dirty.discard(self.now[call.path])
            case "rename":
                inode = self.now[call.path]
                self._change(call.target, inode)
                self._change(call.path, None)
            case "link":
                self._change(call.target, self.now[call.path])
            case "unlink" | "rmdir":
                self._change(call.path, None)
            case "sync_folder":
                folder = call.path.rstrip("/")
                self.lasting = [
                    done or change.folder == folder
                    for done, change in zip(self.lasting, self.changes, strict=True)
                ]
            case "commit":
                self.committed = True
            case "acknowledged":
                self.acknowledged = True

    def _change(self, path: str, inode: int | None) -> None:
        place = PurePosixPath(path)
        self.changes.append(Change(str(place.parent), place.name, inode))
        self.lasting.append(False)
        if inode is None:
            self.now.pop(path, None)
        else:
            self.now[path] = inode


def _names(existing: dict[str, int], changes: list[Change], lost: set[int]) -> dict[str, int]:
    names = dict(existing)
    for index, change in enumerate(changes):
        if index in lost:
            continue
        path = f"{change.folder}/{change.name}"
        if change.inode is None:
            names.pop(path, None)
        else:
            names[path] = change.inode
    return names


def without(recording: Recording, name: str, part: str = "") -> Recording:
    """The same program if it did not make these calls (whose path contains `part`)."""
    calls = [call for call in recording.calls if not (call.name == name and part in call.path)]
    return replace(recording, calls=calls)


def with_release_first(recording: Recording, consume_dir: str) -> Recording:
    """The same program if it removed the scanner's file before it commits."""
    release = [c for c in recording.calls if c.path.startswith(consume_dir)]
    others = [c for c in recording.calls if not c.path.startswith(consume_dir)]
    place = next(i for i, call in enumerate(others) if call.name == COMMIT)
    return replace(recording, calls=[*others[:place], *release, *others[place:]])
