"""Taking one file out of the consume folder: copy, and when the paper is safe, remove.

The scanner's file is never moved into the store, and goes only after the document is committed.
"""

import contextlib
import errno
import os
import stat
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from intray.config import Paths
from intray.ingest.completeness import is_complete
from intray.ingest.folder import OWN_FOLDER, Found, Identity, Place, open_folder
from intray.ingest.lease import Writers, writers
from intray.ingest.sniff import HEAD_BYTES, sniff
from intray.store import durable
from intray.store.blobs import Staged, StagedFile
from intray.store.space import Space

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
NAME_BYTES = 255


class ChangedError(Exception):
    """The file is not the one that was seen; it has to become quiet again."""


class SourceError(Exception):
    """The file cannot be read."""


@dataclass(frozen=True)
class Inspection:
    mime_type: str
    supported: bool
    complete: bool
    writers: Writers


@dataclass(frozen=True)
class Copy:
    staged: Staged
    mime_type: str


def inspect(consume_dir: Path, found: Found, supported: Collection[str]) -> Inspection:
    """Type, structure and writers. Raises ChangedError, SourceError."""
    with _opened(consume_dir, found) as descriptor:
        open_writers = writers(descriptor)
        with _reading(), os.fdopen(os.dup(descriptor), "rb") as stream:
            mime_type = sniff(stream.read(HEAD_BYTES), found.place.name)
            complete = is_complete(stream, found.identity.size, mime_type)
        return Inspection(mime_type, mime_type in supported, complete, open_writers)


def copy(paths: Paths, found: Found, mime_type: str, space: Space) -> Copy:
    """A durable copy in staging/.

    Raises ChangedError, SourceError, DiskFullError (not enough space), OSError (of our disk).
    """
    size = found.identity.size
    space.require(paths.staging, 2 * size)
    with _opened(paths.consume_dir, found) as descriptor:
        if writers(descriptor) is Writers.SOME:
            raise ChangedError
        file = StagedFile(paths)
        try:
            file.reserve(size)
            while chunk := _read(descriptor):
                file.write(chunk)
            if file.size != size or Identity.of(os.fstat(descriptor)) != found.identity:
                raise ChangedError
            return Copy(file.finish(), mime_type)
        finally:
            file.discard()


def release(consume_dir: Path, found: Found) -> Place | None:
    """Remove the file, whose bytes are a document by now.

    Gives the place of newer bytes if somebody wrote some meanwhile. Raises OSError.
    """
    durable.make_folders(consume_dir / OWN_FOLDER)
    own = open_folder(consume_dir, (OWN_FOLDER,))
    try:
        folder = open_folder(consume_dir, found.place.subdirs)
        try:
            return _release(own, folder, found)
        finally:
            os.close(folder)
    finally:
        os.close(own)


def _release(own: int, folder: int, found: Found) -> Place | None:
    taken = _taken_name(found.place.name)
    durable.rename(found.place.name, taken, source_folder=folder, target_folder=own)
    if _is_untouched(own, taken, found.identity):
        durable.unlink(taken, folder=own)
        durable.sync_open_folder(folder)
        return None
    return give_back(own, taken, folder, found.place)


def give_back(own: int, taken: str, folder: int, place: Place) -> Place:
    """Put a file of our own folder under its name again, or under a free one like it."""
    for number in range(1, 10_000):
        name = place.name if number == 1 else _numbered(place.name, number)
        try:
            _move_to_free_name(own, taken, folder, name)
        except FileExistsError:
            continue
        durable.sync_open_folder(folder)
        return Place(place.subdirs, name)
    raise FileExistsError(place.name)


def _move_to_free_name(own: int, taken: str, folder: int, name: str) -> None:
    """Raises FileExistsError if somebody else's file has the name."""
    try:
        durable.link(taken, name, source_folder=own, target_folder=folder)
    except FileExistsError:
        there = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if there.st_ino != os.stat(taken, dir_fd=own, follow_symlinks=False).st_ino:
            raise
        # A crash came between the link and the unlink below.
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # A network drive without hard links: a moment remains in which a new file is replaced.
        if name in os.listdir(folder):
            raise FileExistsError(name) from error
        durable.rename(taken, name, source_folder=own, target_folder=folder)
        return
    durable.unlink(taken, folder=own)


def original_name(taken: str) -> str:
    """The name that a file in our own folder came with."""
    return taken.partition("-")[2] or taken


def _taken_name(name: str) -> str:
    prefix = f"{uuid.uuid4().hex}-"
    raw = os.fsencode(name)
    return prefix + os.fsdecode(raw[max(0, len(raw) + len(prefix) - NAME_BYTES) :])


def _numbered(name: str, number: int) -> str:
    path = Path(name)
    stem = os.fsdecode(os.fsencode(path.stem)[: NAME_BYTES - 32])
    return f"{stem} ({number}){path.suffix[:16]}"


def _is_untouched(own: int, taken: str, identity: Identity) -> bool:
    """Same bytes and no writer: what lies there is what was stored."""
    descriptor = os.open(taken, _READ, dir_fd=own)
    try:
        if writers(descriptor) is Writers.SOME:
            return False
        return Identity.of(os.fstat(descriptor)) == identity
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _opened(consume_dir: Path, found: Found) -> Iterator[int]:
    """A descriptor of exactly the file that was seen."""
    with _reading():
        folder = open_folder(consume_dir, found.place.subdirs)
        try:
            descriptor = os.open(found.place.name, _READ, dir_fd=folder)
        finally:
            os.close(folder)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or Identity.of(status) != found.identity:
            raise ChangedError
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> bytes:
    with _reading():
        return os.read(descriptor, durable.CHUNK_BYTES)


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise ChangedError from error
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from error
