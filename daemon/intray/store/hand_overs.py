"""Who works on an original's files at the moment: a door that brings it, or what removes it.

The two exclude each other, for each original by itself. A door that found its bytes stored already
relies on them until its row is there, so they are left alone for some time after.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROW_EXPECTED_S = 600.0  # it comes at once, or not at all; the row itself is checked besides

_turn = threading.Condition()
_coming: Counter[Path] = Counter()
_expected: dict[Path, float] = {}  # blob → until when its row may come, monotonic
_going: set[Path] = set()


@contextmanager
def bringing(blob: Path) -> Iterator[None]:
    """Wait until nobody removes this blob, and then nobody does. Call it in a thread."""
    with _turn:
        _turn.wait_for(lambda: blob not in _going)
        _coming[blob] += 1
    try:
        yield
    finally:
        with _turn:
            _coming[blob] -= 1
            if not _coming[blob]:
                del _coming[blob]
            now = time.monotonic()
            for other in [other for other, until in _expected.items() if until < now]:
                del _expected[other]
            _expected[blob] = now + ROW_EXPECTED_S


def settled(blob: Path) -> None:
    """The row is there."""
    with _turn:
        _expected.pop(blob, None)


@contextmanager
def removing(blobs: Sequence[Path]) -> Iterator[set[Path]]:
    """Those of the blobs that nobody relies on; whoever brings one of them waits meanwhile."""
    with _turn:
        now = time.monotonic()
        free = {
            blob
            for blob in blobs
            if blob not in _going and not _coming[blob] and _expected.get(blob, 0) < now
        }
        _going.update(free)
    try:
        yield free
    finally:
        with _turn:
            _going.difference_update(free)
            _turn.notify_all()
