"""The consume folder as it is now: which files lie there, and which of them concern us."""

import heapq
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intray.config import Consumer

OWN_FOLDER = ".intray"  # where a file goes for the moment between taken and removed
DEPTH_LIMIT = 4
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Identity:
    """Two looks at a file that give the same identity found the same bytes."""

    device: int
    inode: int
    size: int  # bytes
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Identity":
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class Place:
    """A file below the consume folder."""

    subdirs: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return "/".join((*self.subdirs, self.name))

    def below(self, folder: Path) -> Path:
        return folder.joinpath(*self.subdirs, self.name)


@dataclass(frozen=True)
class Found:
    place: Place
    identity: Identity
    links: int  # names that the file has


@dataclass(frozen=True)
class Look:
    """What one scan saw."""

    files: list[Found]
    folders: list[Path]  # that can be watched
    complete: bool  # False: there are more files than were asked for


class Rules:
    """What is left alone."""

    def __init__(self, consumer: Consumer) -> None:
        self._patterns = [re.compile(pattern) for pattern in consumer.ignore_patterns]
        self._folders = {OWN_FOLDER, *consumer.ignore_dirs}
        self._depth = DEPTH_LIMIT if consumer.recursive else 0

    def ignores_file(self, name: str) -> bool:
        return any(pattern.search(name) for pattern in self._patterns)

    def enters(self, subdirs: tuple[str, ...]) -> bool:
        return len(subdirs) <= self._depth and not any(
            name in self._folders or self.ignores_file(name) for name in subdirs
        )


def scan(consume_dir: Path, rules: Rules, *, limit: int, done: Callable[[Found], bool]) -> Look:
    """The oldest files for which `done` is false, at most `limit`. Raises OSError."""
    folders: list[Path] = []
    candidates = (found for found in _walk(consume_dir, rules, folders) if not done(found))
    files = heapq.nsmallest(limit + 1, candidates, key=lambda found: found.identity.mtime_ns)
    return Look(files[:limit], folders, len(files) <= limit)


def look_at(consume_dir: Path, rules: Rules, place: Place) -> Found | None:
    """This file as it is now; None if it is gone or none of ours."""
    if rules.ignores_file(place.name) or not rules.enters(place.subdirs):
        return None
    try:
        status = os.lstat(place.below(consume_dir))
    except OSError:
        return None
    return _found(place, status)


def open_folder(consume_dir: Path, subdirs: tuple[str, ...]) -> int:
    """A descriptor of the folder. A link on the way below consume_dir is an OSError."""
    descriptor = os.open(consume_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in subdirs:
        try:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _walk(consume_dir: Path, rules: Rules, folders: list[Path]) -> Iterator[Found]:
    pending: list[tuple[str, ...]] = [()]
    while pending:
        subdirs = pending.pop()
        folder = consume_dir.joinpath(*subdirs)
        folders.append(folder)
        try:
            entries = os.scandir(folder)
        except OSError:
            if not subdirs:
                raise
            continue  # removed meanwhile, or not ours to read
        with entries:
            for entry in entries:
                found = _entry(subdirs, entry, rules, pending)
                if found is not None:
                    yield found


def _entry(
    subdirs: tuple[str, ...],
    entry: "os.DirEntry[str]",
    rules: Rules,
    pending: list[tuple[str, ...]],
) -> Found | None:
    try:
        if entry.is_dir(follow_symlinks=False):
            if rules.enters((*subdirs, entry.name)):
                pending.append((*subdirs, entry.name))
            return None
        if rules.ignores_file(entry.name):
            return None
        return _found(Place(subdirs, entry.name), entry.stat(follow_symlinks=False))
    except OSError:  # gone between the two calls
        return None


def _found(place: Place, status: os.stat_result) -> Found | None:
    """None for links, pipes and devices: they are never followed."""
    if not stat.S_ISREG(status.st_mode):
        return None
    return Found(place, Identity.of(status), status.st_nlink)
