"""Originals: written once, named by their content, never renamed or edited.

Order: content synced, meta file published, blob published, folders synced. When `publish` returns
the paper survives a pulled plug, and can be adopted even if the database never hears of it.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intray.config import Paths
from intray.store import durable, hand_overs, removed_marks

log = logging.getLogger(__name__)

MODE = 0o440
META_LIMIT_BYTES = 16 * 1024


@dataclass(frozen=True)
class Staged:
    """A complete, synced file in staging/."""

    path: Path
    checksum: str
    size: int  # bytes


class StagedFile:
    """A file that is being received into staging/ and hashed on the way."""

    def __init__(self, paths: Paths) -> None:
        self._file = durable.NewFile(paths.staging / uuid.uuid4().hex)
        self._hash = hashlib.sha256()

    @property
    def size(self) -> int:
        return self._file.size

    def reserve(self, size: int) -> None:
        self._file.reserve(size)

    def write(self, content: bytes) -> None:
        self._hash.update(content)
        self._file.write(content)

    def finish(self) -> Staged:
        """Raises OSError, and then nothing is left of it."""
        self._file.finish(MODE)
        return Staged(self._file.path, self._hash.hexdigest(), self._file.size)

    def discard(self) -> None:
        self._file.discard()


def publish(paths: Paths, staged: Staged, meta: dict[str, Any]) -> None:
    """Make the staged file a blob, durably; takes it out of staging/ in any case but an error.

    A blob that exists is read again before it is trusted: a damaged one is replaced. Waits while
    the blob is being removed for good; afterwards it is left alone until its row is there.
    """
    with hand_overs.bringing(paths.blob(staged.checksum)):
        removed_marks.lift(paths, staged.checksum)
        _publish(paths, staged, meta)


def _publish(paths: Paths, staged: Staged, meta: dict[str, Any]) -> None:
    blob = paths.blob(staged.checksum)
    meta_file = meta_path(paths, staged.checksum)
    # The two levels below are synced always: a killed run may have left them unsynced.
    roots = [
        made.parent
        for folder in (meta_file.parent, blob.parent)
        for made in durable.make_unsynced_folders(folder)[1:]
    ]
    if read_meta(paths, staged.checksum) is None:
        _write_meta(paths, meta_file, meta)
    if intact(paths, staged.checksum):
        durable.unlink(staged.path)
    else:
        if blob.exists():
            log.error("The stored original %s was damaged and is repaired", staged.checksum)
        durable.rename(staged.path, blob)
    for folder in (meta_file.parent, blob.parent):
        durable.sync_folder(folder)
        durable.sync_folder(folder.parent)
    for root in roots:
        durable.sync_folder(root)
    durable.sync_folder(paths.staging)


def discard(staged: Staged) -> None:
    """Give up a staged file that was not published."""
    durable.unlink(staged.path)


def intact(paths: Paths, checksum: str) -> bool:
    """Whether the blob is there and its content fits its name. Reads all of it."""
    try:
        return checksum_of(paths.blob(checksum)) == checksum
    except FileNotFoundError:
        return False
    except OSError as error:
        log.error("The stored original %s cannot be read: %s", checksum, error)
        return False


def checksum_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def meta_path(paths: Paths, checksum: str) -> Path:
    return paths.meta / checksum[:2] / checksum[2:4] / f"{checksum}.json"


def read_meta(paths: Paths, checksum: str) -> dict[str, Any] | None:
    """What was noted beside the blob; None if that is missing or damaged."""
    try:
        found = json.loads(meta_path(paths, checksum).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def stored_checksums(paths: Paths, *, newer_than: float = 0) -> Iterator[str]:
    """Names of all blobs in folders that changed since this time (seconds since 1970)."""
    for outer in _folders(paths.blobs):
        for inner in _folders(outer):
            if inner.stat().st_mtime < newer_than:
                continue
            yield from (entry.name for entry in inner.iterdir() if len(entry.name) == 64)


def _folders(path: Path) -> list[Path]:
    try:
        return sorted(entry for entry in path.iterdir() if entry.is_dir())
    except FileNotFoundError:
        return []


def _write_meta(paths: Paths, target: Path, meta: dict[str, Any]) -> None:
    content = json.dumps(meta, ensure_ascii=False).encode()
    if len(content) > META_LIMIT_BYTES:
        content = json.dumps(meta | {"overrides": {}}, ensure_ascii=False).encode()
    staging = paths.staging / f"{uuid.uuid4().hex}.json"
    durable.replace_file(target, content, mode=MODE, staging=staging)
