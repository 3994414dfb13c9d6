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
from typing import BinaryIO, Protocol

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
    """The same names, as `Names` tells them apart."""
    taken = Names()
    return [taken.take(name) for name in names]


class Names:
    """Names of one archive: further ones of a kind get `_01`, `_02` … before the ending.

    Names that differ in case alone count as the same: not every computer can hold both.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}  # the last one given to a name

    def take(self, name: str) -> str:
        path, key = PurePosixPath(name), name.casefold()
        candidate, number = name, self._numbers.get(key, 0)
        while candidate.casefold() in self._taken:
            number += 1
            candidate = str(path.with_name(f"{path.stem}_{number:02}{path.suffix}"))
        self._numbers[key] = number
        self._taken.add(candidate.casefold())
        return candidate


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


def open_member(path: Path) -> BinaryIO:
    """A plain file and nothing behind a link. Raises OSError."""
    source = os.fdopen(os.open(path, _PLAIN), "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
        source.close()
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    return source


def describe(info: zipfile.ZipInfo, member: Member, zone: tzinfo, size: int) -> None:
    """Fill in what the archive tells of a member beside its name."""
    info.date_time = _moment(member.modified_at, zone)
    info.external_attr = 0o644 << 16
    info.file_size = size


def _add(
    archive: zipfile.ZipFile, member: Member, zone: tzinfo, stopped: Callable[[], bool]
) -> None:
    with open_member(member.path) as source:
        info = zipfile.ZipInfo(member.name)
        info.compress_type = archive.compression
        describe(info, member, zone, os.fstat(source.fileno()).st_size)
        with archive.open(info, "w") as packed:
            while chunk := source.read(durable.CHUNK_BYTES):
                if stopped():
                    raise StoppedError
                packed.write(chunk)


def _moment(instant_us: int, zone: tzinfo) -> tuple[int, int, int, int, int, int]:
    moment = to_datetime(instant_us, zone)
    year = min(max(moment.year, _FIRST_YEAR), _LAST_YEAR)
    return (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
