"""The process in which expressions are tried: one question in, a line for each answer out.

Each expression has its time of the processor; all of them share a limit of memory.
"""

import json
import re
import resource
import signal
import sys
from types import FrameType

LIMIT_S = 0.1  # for one expression, compiled and tried, of the processor's time
MEMORY_BYTES = 256 * 1024 * 1024

MATCHES, DIFFERS, TOO_LONG = "1", "0", "?"


def main() -> int:
    """Answer the question on standard input; gives the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _time_is_over)
    question = json.loads(sys.stdin.buffer.read())
    for pattern, is_insensitive in question["expressions"]:
        answer = tried(pattern, question["text"], is_insensitive=is_insensitive)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    return 0


def tried(pattern: str, text: str, *, is_insensitive: bool) -> str:
    """MATCHES, DIFFERS (also what is no expression) or TOO_LONG."""
    try:
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
        try:
            flags = re.IGNORECASE if is_insensitive else re.NOFLAG
            return MATCHES if re.search(pattern, text, flags) else DIFFERS
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except (TimeoutError, MemoryError):
        return TOO_LONG
    except (re.error, RecursionError, OverflowError):
        return DIFFERS


def _time_is_over(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
