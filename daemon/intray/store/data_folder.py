"""The data folder at start: fit for papers, ours alone, and its database sound."""

import asyncio
import contextlib
import logging
import os
import sqlite3
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from intray.config import Paths
from intray.errors import StorageError
from intray.store import durable, snapshots

log = logging.getLogger(__name__)

MARKER = "running"  # there from start to orderly stop; its age says which papers to check


@dataclass
class DataFolder:
    # Blobs newer than this (seconds since 1970) may lack a row; None after an orderly stop.
    unsure_since: float | None
    restored_from: Path | None = None  # the database was damaged; this snapshot took its place
    _failed: str | None = None

    def distrust(self, failure: str | None) -> None:
        """The disk failed, so the next start checks everything; None changes nothing."""
        self._failed = self._failed or failure


@asynccontextmanager
async def open_data_folder(paths: Paths) -> AsyncIterator[DataFolder]:
    """Make what is missing, refuse what is unfit, hold the lock until the block is left.

    Raises StorageError: another daemon, a file system without the guarantees papers need, a
    damaged database without a snapshot (which is kept aside first).
    """
    with ExitStack() as stack:
        folder = await asyncio.to_thread(_enter, paths, stack)
        yield folder
        if folder._failed is None:
            await asyncio.to_thread(_leave, paths)


def mark_checked(paths: Paths) -> None:
    """Recovery is done: papers from before now are accounted for."""
    durable.touch(paths.data_dir / MARKER)


def _enter(paths: Paths, stack: ExitStack) -> DataFolder:
    try:
        _make_folders(paths)
        for path in sorted({paths.data_dir, paths.media_dir}):
            descriptor = _locked(path)
            stack.callback(os.close, descriptor)
            probe(path)
    except PermissionError as error:
        raise StorageError(f"{error.filename or paths.data_dir} may not be written.") from error
    except OSError as error:
        raise StorageError(f"The data folder {paths.data_dir} cannot be used: {error}") from error
    folder = _check_marker(paths)
    if folder.unsure_since is not None or not paths.database.exists():
        _check_database(paths, folder)
    return folder


def _make_folders(paths: Paths) -> None:
    for folder in (paths.data_dir, paths.media_dir, paths.blobs, paths.meta, paths.derived):
        durable.make_folders(folder)
    durable.make_folders(paths.staging, 0o700)
    durable.make_folders(paths.database.parent, 0o700)
    durable.make_folders(paths.consume_dir)


def _locked(folder: Path) -> int:
    try:
        return durable.lock(folder / "lock")
    except BlockingIOError:
        raise StorageError(f"Another Intray is running with the data folder {folder}.") from None


def _check_marker(paths: Paths) -> DataFolder:
    marker = paths.data_dir / MARKER
    with contextlib.suppress(FileNotFoundError):
        return DataFolder(unsure_since=marker.stat().st_mtime)
    with durable.NewFile(marker) as file:
        file.finish(0o600)
    durable.sync_folder(paths.data_dir)
    return DataFolder(unsure_since=None)


def _leave(paths: Paths) -> None:
    durable.unlink(paths.data_dir / MARKER)
    durable.sync_folder(paths.data_dir)


def _check_database(paths: Paths, folder: DataFolder) -> None:
    """A damaged or lost one becomes the newest sound snapshot, or a new one made of the papers."""
    if paths.database.exists():
        if not _is_damaged(paths.database, must_have_documents=snapshots.exist(paths)):
            return
        _put_aside(paths.database)
    elif not snapshots.exist(paths) and not any(paths.blobs.iterdir()):
        return
    folder.unsure_since = 0  # every blob is looked at
    folder.restored_from = snapshots.newest_verified(paths)
    if folder.restored_from is not None:
        _restore(folder.restored_from, paths.database)
    log.error("The database was damaged or missing; restored from: %s", folder.restored_from)


def _is_damaged(path: Path, *, must_have_documents: bool) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return True
            tables = connection.execute(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'documents'"
            )
            return must_have_documents and not tables.fetchone()[0]
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return True
        raise StorageError(f"The database {path} cannot be read: {error}") from error


def _put_aside(path: Path) -> None:
    """Keep the damaged file for whoever can repair it."""
    aside = path.parent / f"damaged-{uuid.uuid4().hex[:8]}"
    durable.make_folders(aside, 0o700)
    for name in (f"{path.name}-wal", f"{path.name}-shm", path.name):
        if (path.parent / name).exists():
            durable.rename(path.parent / name, aside / name)
    durable.sync_folder(aside)
    durable.sync_folder(path.parent)


def _restore(snapshot: Path, path: Path) -> None:
    staging = path.with_name(f"restoring-{uuid.uuid4().hex[:8]}")
    with snapshot.open("rb") as source, durable.NewFile(staging) as copy:
        while chunk := source.read(durable.CHUNK_BYTES):
            copy.write(chunk)
        copy.finish(0o600)
    durable.rename(staging, path)
    durable.sync_folder(path.parent)


def probe(folder: Path) -> None:
    """Raise StorageError unless the file system keeps the promises that papers rest on."""
    own = folder / f"probe-{uuid.uuid4().hex[:8]}"
    durable.make_scratch(own)
    try:
        for promise, holds in _PROMISES.items():
            try:
                kept = holds(own)
            except OSError:
                kept = False
            if not kept:
                raise StorageError(
                    f"The file system of {folder} has no {promise}, so papers would not be safe"
                    " there. Use a folder on ext4, XFS, Btrfs or F2FS (not FAT, exFAT or a"
                    " network drive)."
                )
    finally:
        durable.remove_scratch(own)


def _creates_exclusively(folder: Path) -> bool:
    _make(folder / "exclusive")
    try:
        _make(folder / "exclusive")
    except FileExistsError:
        return True
    return False


def _renames(folder: Path) -> bool:
    _make(folder / "before")
    _make(folder / "after")
    durable.rename(folder / "before", folder / "after")
    return not (folder / "before").exists() and (folder / "after").exists()


def _links(folder: Path) -> bool:
    _make(folder / "one")
    durable.link(folder / "one", folder / "two")
    return (folder / "two").stat().st_nlink == 2


def _syncs_folders(folder: Path) -> bool:
    durable.sync_folder(folder)
    return True


def _tells_case(folder: Path) -> bool:
    _make(folder / "case")
    return not (folder / "CASE").exists()


def _locks(folder: Path) -> bool:
    first = durable.lock(folder / "lock")
    try:
        os.close(durable.lock(folder / "lock"))
    except BlockingIOError:
        return True
    finally:
        os.close(first)
    return False


def _make(path: Path) -> None:
    with durable.NewFile(path) as file:
        file.finish(0o600)


_PROMISES: dict[str, Callable[[Path], bool]] = {
    "exclusive creation": _creates_exclusively,
    "renaming over a file": _renames,
    "hard links": _links,
    "syncing of folders": _syncs_folders,
    "difference between upper and lower case": _tells_case,
    "locks": _locks,
}
