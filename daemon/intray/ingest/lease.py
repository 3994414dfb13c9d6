"""Does anybody have the file open for writing? The kernel knows, by way of leases."""

import fcntl
import signal
from enum import Enum


class Writers(Enum):
    NONE = "none"
    SOME = "some"
    UNKNOWN = "unknown"  # not our file, or a file system without leases


def writers(descriptor: int) -> Writers:
    """Ask for a read lease, which is refused exactly while a writer is there, and give it back."""
    try:
        # Between the two calls a writer may come. The default signal of a lease (SIGIO) would end
        # the process; this one is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return Writers.SOME
    except OSError:
        return Writers.UNKNOWN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return Writers.NONE
