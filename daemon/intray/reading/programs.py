"""Running other programs from the worker: bounded in time, dead when the worker is."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path


class ProgramError(Exception):
    """The program failed, crashed or took too long."""


def run(command: Sequence[str | Path], timeout_s: float, folder: Path | None = None) -> str:
    """What it printed, both streams. Raises ProgramError."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            [*_dies_with_us(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProgramError(f"{name} took longer than {timeout_s:.0f} s") from error
    except OSError as error:
        raise ProgramError(f"{name} cannot be started: {error}") from error
    printed = done.stdout.decode(errors="replace").strip()
    if done.returncode != 0:
        raise ProgramError(f"{name} ended with {done.returncode}: {printed[-300:]}")
    return printed


def installed(name: str) -> bool:
    return shutil.which(name) is not None


@cache
def _dies_with_us() -> tuple[str, ...]:
    """A killed worker cannot end its children, and the kernel's death signal is not inherited."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()
