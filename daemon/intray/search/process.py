"""An index process as the daemon sees it: started at the first request, gone when idle."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process

from intray.errors import IntrayError
from intray.search.wire import HEAD, Message, pack, unpack

START_LIMIT_S = 30.0  # a first answer may have to wait for imports on a slow card
ANSWER_LIMIT_S = 10.0
CLOSE_LIMIT_S = 2.0

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TZ")


class ProcessLostError(IntrayError):
    """The process died or did not answer in time; it is gone, the next request starts another."""

    code, status = "search_unavailable", 503


class IndexProcess:
    """One request at a time. `idle_s`: it leaves after so long without one."""

    def __init__(self, idle_s: float, *, nice: int = 0, limit_s: float = ANSWER_LIMIT_S) -> None:
        self._idle_s = idle_s
        self.nice = nice  # of processes started from now on
        self._limit_s = limit_s
        self._process: Process | None = None
        self._lock = asyncio.Lock()
        self._leaving: asyncio.TimerHandle | None = None
        self._exits: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> bool:
        return self._process is not None

    async def ask(self, message: Message) -> Message:
        """Raises ProcessLostError."""
        # A request is never left half-read in the pipe, also when the asker goes away.
        answer = asyncio.ensure_future(self._ask(message))
        answer.add_done_callback(_look_at)
        return await asyncio.shield(answer)

    async def warm(self) -> None:
        """Have it started, for a question that is about to come."""
        async with self._lock:
            await self._started()
            self._leave_later()

    async def close(self) -> None:
        """What takes longer than a moment is killed: each commit is whole or absent."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT_S), self._lock:
                self._let_go()
        self._kill()
        await asyncio.gather(*self._exits, return_exceptions=True)

    async def _ask(self, message: Message) -> Message:
        async with self._lock:
            fresh = self._process is None
            try:
                process = await self._started()
                async with asyncio.timeout(START_LIMIT_S if fresh else self._limit_s):
                    return await _exchange(process, message)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                self._kill()
                raise ProcessLostError(
                    f"The search process was lost: {type(error).__name__}"
                ) from error
            finally:
                self._leave_later()

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *_command(),
                stdin=PIPE,
                stdout=PIPE,
                limit=1024 * 1024,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the daemon; this one ends with its pipe
            )
            if self.nice:
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, self._process.pid, self.nice)
        return self._process

    def _leave_later(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        if self._process is not None:
            loop = asyncio.get_running_loop()
            self._leaving = loop.call_later(self._idle_s, self._leave_if_idle)

    def _leave_if_idle(self) -> None:
        if not self._lock.locked():
            self._let_go()

    def _let_go(self) -> None:
        process, self._process = self._process, None
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        if process is not None:
            task = asyncio.ensure_future(_ended(process))
            self._exits.add(task)
            task.add_done_callback(self._exits.discard)

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        self._let_go()


def _look_at(answer: asyncio.Future[Message]) -> None:
    """So that nothing is logged of an answer that nobody waits for any more."""
    if not answer.cancelled():
        answer.exception()


async def _exchange(process: Process, message: Message) -> Message:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pack(message))
    await process.stdin.drain()
    head = await process.stdout.readexactly(HEAD.size)
    body_length, raw_length = HEAD.unpack(head)
    body = await process.stdout.readexactly(body_length)
    return unpack(body, await process.stdout.readexactly(raw_length) if raw_length else b"")


async def _ended(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "search-worker"]
    return [sys.executable, "-P", "-m", "intray.search.worker"]


def _environment() -> dict[str, str]:
    """Ours may hold secrets, such as the administrator's first password."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "LANG": "C.UTF-8"}
