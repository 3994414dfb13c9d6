"""Every call that changes files. Nothing else in the program makes one; a test sees to that.

An observer sees each call before it is made and may let it fail: tests record the order of calls,
enumerate every state that a power cut may leave, and try every error.

A failed fsync is never repeated on the same file: the kernel may have dropped the pages.
"""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

CHUNK_BYTES = 256 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Call:
    """One change: create, write, sync, chmod, rename, link, unlink, mkdir, rmdir, sync_folder."""

    name: str
    path: str
    target: str = ""


Observer = Callable[[Call], None]
_observers: list[Observer] = []


@contextmanager
def observed_by(observer: Observer) -> Iterator[None]:
    """Show every call to this observer, which may raise OSError in its place."""
    _observers.append(observer)
    try:
        yield
    finally:
        _observers.remove(observer)


def _tell(
    name: str,
    path: Path | str,
    target: Path | str = "",
    folder: int | None = None,
    target_folder: int | None = None,
) -> None:
    if not _observers:
        return
    call = Call(name, _absolute(path, folder), _absolute(target, target_folder))
    for observer in _observers:
        observer(call)


def _absolute(path: Path | str, folder: int | None) -> str:
    if folder is None:
        return str(path)
    return str(Path(f"/proc/self/fd/{folder}").readlink() / path)


class NewFile:
    """A file being written that nobody else knows yet. Leaving the block early removes it."""

    def __init__(self, path: Path) -> None:
        _tell("create", path)
        self.path = path
        self.size = 0
        self._descriptor: int | None = os.open(path, _NEW, 0o600)

    def reserve(self, size: int) -> None:
        """Claim the space now, so that a full disk is met before the copying."""
        assert self._descriptor is not None
        if size:
            _tell("write", self.path)
            os.posix_fallocate(self._descriptor, 0, size)

    def write(self, content: bytes) -> None:
        assert self._descriptor is not None
        _tell("write", self.path)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self.size += len(content)

    def rewrite(self, offset: int, content: bytes) -> None:
        """Put these bytes over some that were written, such as a head that knows its length now."""
        assert self._descriptor is not None
        _tell("write", self.path)
        rest = memoryview(content)
        while rest:
            written = os.pwrite(self._descriptor, rest, offset)
            rest, offset = rest[written:], offset + written

    def finish(self, mode: int) -> None:
        """The content is on the disk when this returns; nobody writes to the file any more."""
        assert self._descriptor is not None
        descriptor, self._descriptor = self._descriptor, None
        try:
            _tell("chmod", self.path)
            os.fchmod(descriptor, mode)
            _tell("sync", self.path)
            os.fsync(descriptor)
        except BaseException:
            self._remove()
            raise
        finally:
            os.close(descriptor)

    def discard(self) -> None:
        """Remove it, if it was not finished."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            self._remove()

    def _remove(self) -> None:
        with contextlib.suppress(OSError):  # what stays is wiped at the next start
            unlink(self.path)

    def __enter__(self) -> "NewFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def make_empty(path: Path) -> None:
    """A file whose name is all it says; `sync_folder` makes it last."""
    _tell("create", path)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, _NEW, 0o440))


def rename(
    source: Path | str,
    target: Path | str,
    *,
    source_folder: int | None = None,
    target_folder: int | None = None,
) -> None:
    """Over a file of that name, if there is one."""
    _tell("rename", source, target, source_folder, target_folder)
    os.rename(source, target, src_dir_fd=source_folder, dst_dir_fd=target_folder)


def link(
    source: Path | str,
    target: Path | str,
    *,
    source_folder: int | None = None,
    target_folder: int | None = None,
) -> None:
    """A second name. Raises FileExistsError instead of replacing."""
    _tell("link", source, target, source_folder, target_folder)
    os.link(
        source, target, src_dir_fd=source_folder, dst_dir_fd=target_folder, follow_symlinks=False
    )


def unlink(path: Path | str, *, folder: int | None = None) -> None:
    _tell("unlink", path, folder=folder)
    os.unlink(path, dir_fd=folder)


def remove_folder(path: Path) -> None:
    """Remove an empty folder."""
    _tell("rmdir", path)
    path.rmdir()


def sync_folder(path: Path) -> None:
    """Names made in or removed from this folder are on the disk when this returns."""
    descriptor = os.open(path, _FOLDER)
    try:
        sync_open_folder(descriptor)
    finally:
        os.close(descriptor)


def sync_open_folder(descriptor: int) -> None:
    _tell("sync_folder", "", folder=descriptor)
    os.fsync(descriptor)


def sync_written_by_others(path: Path) -> None:
    """Put a file that somebody else wrote on the disk, such as one from the file server."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(path: Path, mode: int = 0o750) -> None:
    """The folder and what lacks above it, durable in their parents."""
    for made in reversed(make_unsynced_folders(path, mode)):
        sync_folder(made.parent)


def make_unsynced_folders(path: Path, mode: int = 0o750) -> list[Path]:
    """The same, but the caller syncs the parents of those made, which are given innermost first."""
    if path.is_dir():
        return []
    above = make_unsynced_folders(path.parent, mode)
    _tell("mkdir", path)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode)
    return [path, *above]


def replace_file(path: Path, content: bytes, *, mode: int, staging: Path) -> None:
    """The file holds all of this or what it held before; `sync_folder` makes it last."""
    with NewFile(staging) as new:
        new.write(content)
        new.finish(mode)
    try:
        rename(staging, path)
    except OSError:
        with contextlib.suppress(OSError):
            unlink(staging)
        raise


def touch(path: Path) -> None:
    """Note the present time on a marker."""
    _tell("touch", path)
    os.utime(path)


def lock(path: Path) -> int:
    """Hold this lock file until the descriptor is closed. Raises BlockingIOError if taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def remove_tree(path: Path) -> None:
    """Remove a folder of rebuildable files with all in it; nothing happens if it is gone."""
    _tell("remove_tree", path)
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)


def make_scratch(path: Path) -> None:
    """A folder for a worker; nothing in it must outlive a crash."""
    _tell("mkdir", path)
    path.mkdir(mode=0o700, parents=True)


def remove_scratch(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


def copy_to_scratch(source: Path, target: Path) -> None:
    """A copy that a script may alter."""
    _tell("create", target)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def is_full(error: OSError) -> bool:
    """Whether the disk or the quota has no space left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_failing(error: OSError) -> bool:
    """Whether the disk can no longer be trusted with writes."""
    return error.errno in (errno.EIO, errno.EROFS)
