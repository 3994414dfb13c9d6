"""Starting, watching and ending one worker process with everything that it started."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intray.reading import protocol

TERM_S = 5.0  # between SIGTERM and SIGKILL
POLL_S = 0.02

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TESSDATA_PREFIX", "TZ")
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")

log = logging.getLogger(__name__)


def worker_command() -> list[str]:
    """The program itself; -P keeps files in the working folder from being imported."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker"]
    return [sys.executable, "-P", "-m", "intray", "worker"]


def worker_environment(scratch_dir: Path, memory_mb: int) -> dict[str, str]:
    """Nothing of our own environment but what programs need to run: it may hold secrets."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **passed_on,
        "LANG": "C.UTF-8",
        "HOME": str(scratch_dir),
        "TMPDIR": str(scratch_dir),
        "OMP_THREAD_LIMIT": "1",  # Tesseract's further threads mostly spin
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "INTRAY_WORKER_PARENT": str(os.getpid()),
        "INTRAY_WORKER_MEMORY_MB": str(memory_mb),
    }


@dataclass(eq=False)
class WorkerProcess:
    process: asyncio.subprocess.Process
    complaints: deque[str] = field(default_factory=lambda: deque(maxlen=20))  # its stderr
    leaving: bool = False  # it takes no further document
    idle_timer: asyncio.TimerHandle | None = None
    _listener: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def send(self, message: protocol.Message) -> None:
        """Says nothing if the worker is gone: whoever waits for its answer finds out."""
        stdin = self.process.stdin
        if stdin is None or stdin.is_closing():
            return
        with contextlib.suppress(ConnectionError):
            stdin.write(protocol.encode(message))
            await stdin.drain()

    def post(self, message: protocol.Message) -> None:
        """Like send, for short messages from where nothing can be awaited."""
        stdin = self.process.stdin
        if stdin is not None and not stdin.is_closing():
            stdin.write(protocol.encode(message))

    async def receive(self) -> protocol.Message | None:
        """The next message; None when the worker is gone. Raises ValueError for nonsense."""
        if self.process.stdout is None:
            return None
        line = await self.process.stdout.readline()
        return protocol.decode(line) if line else None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Also what it started: the group outlives its leader."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    async def end(self) -> None:
        """SIGTERM, some seconds, SIGKILL; returns when the worker is reaped."""
        self.kill(signal.SIGTERM)
        await self.exited(TERM_S)
        await self.reap()

    async def reap(self) -> None:
        self.kill()
        await self.exited(TERM_S)
        if self.process.stdout is not None:
            self.process.stdout.feed_eof()  # a runaway grandchild may hold the pipes open
        self.process._transport.close()  # type: ignore[attr-defined]  # no other way to let go
        if self._listener is not None:
            self._listener.cancel()

    async def exited(self, timeout_s: float) -> bool:
        """Not Process.wait: that waits for everybody who holds a pipe of the process, too."""
        deadline = time.monotonic() + timeout_s
        while self.alive and time.monotonic() < deadline:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(POLL_S)
        return not self.alive

    async def listen(self) -> None:
        stream = self.process.stderr
        while stream is not None and (line := await stream.readline()):
            text = line.decode(errors="replace").rstrip()[:500]
            self.complaints.append(text)
            log.debug("worker %d: %s", self.process.pid, text)


async def start_worker(
    command: Sequence[str], scratch_dir: Path, environment: Mapping[str, str]
) -> WorkerProcess:
    """A new worker in a session of its own. Raises OSError if it cannot be started."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=scratch_dir,
        env=environment,
        start_new_session=True,
        limit=protocol.MAX_LINE,
    )
    worker = WorkerProcess(process)
    worker._listener = asyncio.create_task(_listen(worker))
    return worker


async def _listen(worker: WorkerProcess) -> None:
    with contextlib.suppress(ValueError):  # a line without end: it has said enough
        await worker.listen()


def group_memory_mb(group: int) -> int:
    """Resident memory of all processes of the group; reads /proc, so better in a thread."""
    total = 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                total += int(fields[21]) * _PAGE_SIZE
    return total // 1_000_000
