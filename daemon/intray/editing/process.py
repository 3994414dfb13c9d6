"""Starts the process that edits PDF files, and ends it whatever it does."""

import asyncio
import contextlib
import json
import os
import signal
import stat
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intray.config import Workers
from intray.editing.types import CODES, Assembly, EditingError

LIMIT_S = 300.0
ANSWER_BYTES = 64 * 1024
REAP_S = 5.0

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TZ")


@dataclass(frozen=True)
class Editor:
    workers: Workers
    command: tuple[str, ...] = ()  # instead of the program itself
    limit_s: float = LIMIT_S

    async def edit(self, assembly: Assembly, work_dir: Path) -> list[Path]:
        """The outputs, in the work folder. Raises EditingError."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(self.command or _command()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=work_dir,
                env=_environment(work_dir, self.workers.memory_mb),
                start_new_session=True,
            )
        except OSError as error:
            raise EditingError("editing_failed") from error
        try:
            async with asyncio.timeout(min(self.limit_s, self.workers.timeout_s)):
                answer = await _ask(process, _request(assembly))
        except TimeoutError:
            raise EditingError("editing_deadline") from None
        finally:
            await asyncio.shield(_end(process))
        return await asyncio.to_thread(_outputs, answer, assembly, work_dir)


def _request(assembly: Assembly) -> bytes:
    """Over a pipe: arguments and environment of a process can be read by others."""
    return json.dumps(
        {
            "sources": [str(path.absolute()) for path in assembly.sources],
            "outputs": [output.as_json() for output in assembly.outputs],
            "identity": assembly.identity,
            "password": assembly.password,
            "room_bytes": assembly.room_bytes,
        }
    ).encode()


async def _ask(process: Process, request: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(ConnectionError):  # it is gone: the empty answer says so
        process.stdin.write(request)
        await process.stdin.drain()
    process.stdin.close()
    answer = b""
    while len(answer) <= ANSWER_BYTES and (chunk := await process.stdout.read(ANSWER_BYTES)):
        answer += chunk
    return answer


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(REAP_S):
            await process.wait()


def _outputs(answer: bytes, assembly: Assembly, work_dir: Path) -> list[Path]:
    """What a process says that has handled hostile files is checked, word by word."""
    try:
        told: dict[str, Any] = json.loads(answer)
        if told.get("error") in CODES:
            source, page = int(told["source"]), int(told["page"])
            raise EditingError(
                told["error"],
                source=source if 0 <= source < len(assembly.sources) else 0,
                page=page,
            )
        if len(told["pages"]) != len(assembly.outputs):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EditingError("editing_failed") from None
    paths = [work_dir / f"{index}.pdf" for index in range(len(assembly.outputs))]
    if not all(_is_plain(path) for path in paths):
        raise EditingError("editing_failed")
    return paths


def _is_plain(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0


def _environment(work_dir: Path, memory_mb: int) -> dict[str, str]:
    """Nothing of our own environment but what is needed to run: it may hold secrets."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **passed_on,
        "LANG": "C.UTF-8",
        "HOME": str(work_dir),
        "TMPDIR": str(work_dir),
        "MALLOC_ARENA_MAX": "2",
        "INTRAY_WORKER_PARENT": str(os.getpid()),
        "INTRAY_WORKER_MEMORY_MB": str(memory_mb),
    }


def _command() -> Sequence[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "pdf-worker"]
    return [sys.executable, "-P", "-m", "intray", "pdf-worker"]
