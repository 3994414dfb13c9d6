"""ZIP archives of stored files, written piece by piece: memory stays flat, however large they get.

Call it on a thread. Papers are compressed already, so by default they are only put together.
"""

import errno
import os
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Protocol

from intray.clock import to_datetime
from intray.store import durable

_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # that the format can tell


@dataclass(frozen=True)
class Member:
    name: str  # in the archive, with `/` between folders; harmless already
    path: Path
    modified_at: int


class Out(Protocol):
    """Where the archive goes: a file or a connection."""

    def write(self, content: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


class StoppedError(Exception):
    """Whoever wanted the archive went away."""


def write_zip(
    target: Out,
    members: Iterable[Member],
    zone: tzinfo,
    *,
    compression: int = zipfile.ZIP_STORED,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Raises OSError for a file that cannot be read or written, StoppedError.

    `target` need not be able to seek, but then `compression` must not be ZIP_STORED: programs that
    unpack while they receive cannot tell where such a member ends.
    """
    with zipfile.ZipFile(target, "w", compression) as archive:
        for member in members:
            _add(archive, member, zone, stopped)


def unique(names: Iterable[str]) -> list[str]:
    """The same names, further ones of a kind with `_01`, `_02` … before the ending.

    Names that differ in case alone count as the same: not every computer can hold both.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        path = PurePosixPath(name)
        candidate, number = name, 0
        while candidate.casefold() in taken:
            number += 1
            candidate = str(path.with_name(f"{path.stem}_{number:02}{path.suffix}"))
        taken.add(candidate.casefold())
        found.append(candidate)
    return found


class ZipFileOut:
    """A new durable file as `zipfile` writes it: ahead, and back to the heads of members."""

    def __init__(self, file: durable.NewFile) -> None:
        self._file = file
        self._position = 0

    def write(self, content: bytes) -> int:
        over = min(len(content), self._file.size - self._position)
        if over > 0:
            self._file.rewrite(self._position, content[:over])
        if over < len(content):
            self._file.write(content[max(over, 0) :])
        self._position += len(content)
        return len(content)

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._file.size}
        self._position = start[whence] + position
        return self._position

    def seekable(self) -> bool:
        return True

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass  # whoever opened the file finishes it


def _add(
    archive: zipfile.ZipFile, member: Member, zone: tzinfo, stopped: Callable[[], bool]
) -> None:
    with os.fdopen(os.open(member.path, _PLAIN), "rb", buffering=0) as source:
        status = os.fstat(source.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(member.path))
        info = zipfile.ZipInfo(member.name, _moment(member.modified_at, zone))
        info.compress_type = archive.compression
        info.external_attr = 0o644 << 16
        info.file_size = status.st_size
        with archive.open(info, "w") as packed:
            while chunk := source.read(durable.CHUNK_BYTES):
                if stopped():
                    raise StoppedError
                packed.write(chunk)


def _moment(instant_us: int, zone: tzinfo) -> tuple[int, int, int, int, int, int]:
    moment = to_datetime(instant_us, zone)
    year = min(max(moment.year, _FIRST_YEAR), _LAST_YEAR)
    return (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
