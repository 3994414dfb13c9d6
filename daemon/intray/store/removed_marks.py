"""removed/<checksum>: empty files that say which originals were removed for good; and `settled`.

They outlive the database: a snapshot that still knows a document does not bring it back, and a
blob that a power cut brought back is not taken for a paper that lost its row.
"""

import contextlib
import time
import uuid

from intray.config import Paths
from intray.store import durable

KEPT_DAYS = 90  # no snapshot of the database is older
SETTLED = "settled"  # holds the number of the last note of a removal that was settled
_DAY_S = 24 * 3600


def all_marked(paths: Paths) -> set[str]:
    """Checksums of originals that were removed."""
    try:
        return {entry.name for entry in paths.removed.iterdir() if len(entry.name) == 64}
    except FileNotFoundError:
        return set()


def mark(paths: Paths, checksums: set[str]) -> None:
    """Durable when it returns. Raises OSError."""
    durable.make_folders(paths.removed)
    for checksum in sorted(checksums):
        durable.make_empty(paths.removed / checksum)
    durable.sync_folder(paths.removed)


def lift(paths: Paths, checksum: str) -> None:
    """The paper was handed over again. Durable when it returns."""
    if (paths.removed / checksum).exists():
        durable.unlink(paths.removed / checksum)
        durable.sync_folder(paths.removed)


def forget_old(paths: Paths) -> None:
    """Remove marks that nothing can ask for any more."""
    for checksum in all_marked(paths):
        with contextlib.suppress(FileNotFoundError):
            if (paths.removed / checksum).stat().st_mtime < time.time() - KEPT_DAYS * _DAY_S:
                durable.unlink(paths.removed / checksum)


def settled(paths: Paths) -> int:
    """All removals up to this number were carried out or forgiven."""
    try:
        return int((paths.removed / SETTLED).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def note_settled(paths: Paths, number: int) -> None:
    if number <= settled(paths):
        return
    durable.make_folders(paths.removed)
    staging = paths.staging / uuid.uuid4().hex
    content = str(number).encode()
    durable.replace_file(paths.removed / SETTLED, content, mode=0o440, staging=staging)
    durable.sync_folder(paths.removed)
