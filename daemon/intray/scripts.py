"""The owner's own programs, run before and after a document is read.

The environment variables are those that scripts written for paperless-ngx expect. A script gets
no secret, is ended at its deadline, and its failure never takes a document away.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from intray.errors import IntrayError

log = logging.getLogger(__name__)

TIMEOUT_S = 300
OUTPUT_LINES = 200


class ScriptError(IntrayError):
    """A script is missing, failed, or did not end in time."""

    code = "script_error"

    def __init__(self, script: Path, reason: str) -> None:
        super().__init__(f"The script {script} {reason}")


async def run_script(script: Path, environment: Mapping[str, str]) -> None:
    """Run it to its end and log what it says. Raises ScriptError."""
    try:
        process = await asyncio.create_subprocess_exec(
            script,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise ScriptError(script, f"could not be started: {error.strerror}.") from error
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await _log_output(process, script)
            status = await process.wait()
    except TimeoutError as error:
        raise ScriptError(script, f"did not end within {TIMEOUT_S} seconds.") from error
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if status:
        raise ScriptError(script, f"ended with status {status}.")


async def _log_output(process: asyncio.subprocess.Process, script: Path) -> None:
    assert process.stdout is not None
    lines = 0
    while chunk := await process.stdout.read(4096):
        for line in chunk.decode(errors="replace").splitlines():
            if lines < OUTPUT_LINES:
                log.info("%s: %s", script.name, line)
            lines += 1
