"""Archive PDF and thumbnail: made from an original, and makeable again at any time."""

import errno
import hashlib
import os
import stat
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intray.config import Paths
from intray.store import durable

MODE = 0o440
MOST_BYTES = 1024 * 1024 * 1024  # of a file; workers cannot write more than half of that
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Published:
    checksum: str  # SHA-256 in hex
    size: int  # bytes


def publish(
    paths: Paths, checksum: str, name: str, files: Mapping[str, Path]
) -> dict[str, Published]:
    """Copy a worker's files into derived/<checksum>/<name>/, all of them at once.

    The row that refers to the folder is written afterwards; raises OSError.
    """
    staging = paths.staging / f"derived-{uuid.uuid4().hex}"
    durable.make_scratch(staging)
    try:
        published = {file: _copy(path, staging / file) for file, path in files.items()}
        target = paths.derived_folder(checksum, name)
        durable.make_folders(target.parent)
        durable.sync_folder(staging)
        durable.rename(staging, target)
        durable.sync_folder(target.parent)
    except BaseException:
        durable.remove_scratch(staging)
        raise
    return published


def remove_others(paths: Paths, checksum: str, *, keep: str) -> None:
    """Remove what earlier readings of this original left."""
    folder = paths.derived / checksum
    if folder.is_dir():
        for entry in folder.iterdir():
            if entry.name != keep:
                durable.remove_tree(entry)


def _copy(source: Path, target: Path) -> Published:
    """Hostile papers went through the worker: no link is followed, no pipe waited for."""
    digest = hashlib.sha256()
    with os.fdopen(os.open(source, _PLAIN), "rb") as stream, durable.NewFile(target) as copy:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(source))
        while chunk := stream.read(durable.CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
            if copy.size > MOST_BYTES:
                raise OSError(errno.EFBIG, "too large", str(source))
        copy.finish(MODE)
    return Published(digest.hexdigest(), copy.size)
