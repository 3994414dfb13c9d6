"""Gives memory back: settings of glibc's malloc for a process that lives for months.

By default a large block that is freed once (a password hash needs 19 MB for a moment) makes malloc
keep all later ones of its size, and every thread gets a pool of its own. Names and numbers:
mallopt(3).
"""

import contextlib
import ctypes
import gc

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_MAPPED_FROM_BYTES = 256 * 1024  # blocks from this size on go back to the system when freed
_POOLS = 2


def settle() -> None:
    """Call once, before threads are started. Without glibc nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _MAPPED_FROM_BYTES)
        mallopt(_M_ARENA_MAX, _POOLS)


def keep_what_is_there() -> None:
    """Call once, when everything is loaded: the collector never looks at it again.

    Otherwise each full collection walks over all modules and holds the event loop meanwhile, for
    20 ms on a fast machine.
    """
    gc.collect()
    gc.freeze()
