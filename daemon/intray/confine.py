"""What a worker may not do, set by itself before it touches a document."""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

FILE_SIZE_MB = 512
OPEN_FILES = 256
FURTHER_PROCESSES = 1024  # of the whole user, beside those that run already
STACK_MB = 64
CPU_BASE_S = 60
CPU_PER_PAGE_S = 60
NICE = 10
OOM_SCORE = 800  # the kernel takes a worker before it takes the main process

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_MB = 1_000_000


def confine(parent_pid: int | None, memory_mb: int) -> None:
    """Limits on memory, files, processes; death with the parent; last in line for the CPU."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if parent_pid is not None and os.getppid() != parent_pid:
        os._exit(0)  # it died before the kernel was told
    _limit(resource.RLIMIT_AS, memory_mb * _MB)
    _limit(resource.RLIMIT_FSIZE, FILE_SIZE_MB * _MB)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_STACK, STACK_MB * _MB)
    if os.getuid() != 0:
        _limit(resource.RLIMIT_NPROC, _threads_of_user() + FURTHER_PROCESSES)
    with contextlib.suppress(OSError):
        os.nice(NICE)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))


def allow_cpu(pages: int) -> None:
    """From now on so many CPU seconds as this many pages may take; a child inherits the limit."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = CPU_BASE_S + CPU_PER_PAGE_S * pages
    soft = int(used.ru_utime + used.ru_stime) + budget
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (value, value))


def _threads_of_user() -> int:
    """The kernel counts the threads of all processes of the user against its limit."""
    user, count = os.getuid(), 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if entry.stat().st_uid == user:
                    count += sum(1 for _ in Path(entry.path, "task").iterdir())
    return count
