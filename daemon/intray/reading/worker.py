"""The worker process: reads one document after the other until the main process hangs up."""

import os
import sys
import tempfile
from pathlib import Path

from intray.confine import allow_cpu, confine
from intray.reading.channel import Channel, open_channel
from intray.reading.protocol import Message

LEAVE_ABOVE_MB = 400  # resident memory that a worker keeps for itself at most between documents
DEFAULT_MEMORY_MB = 1500


def main() -> int:
    """Entry of `intray worker`."""
    parent = os.environ.get("INTRAY_WORKER_PARENT")
    memory_mb = int(os.environ.get("INTRAY_WORKER_MEMORY_MB", DEFAULT_MEMORY_MB))
    confine(int(parent) if parent else None, memory_mb)
    channel = open_channel()
    while True:
        request = channel.request()
        if not _serve(channel, request):
            return 0


def _serve(channel: Channel, request: Message) -> bool:
    """False when the worker should not be used again."""
    from intray.reading.document import read_document  # heavy; a worker that only waits is light

    tempfile.tempdir = str(request["work_dir"])
    os.chdir(request["work_dir"])
    allow_cpu(1)
    try:
        notice, explanation = read_document(channel, request)
    except MemoryError:
        channel.say("failed", reason="memory", message="Reading needed more memory than allowed.")
        return False
    except Exception as error:  # whatever a hostile file caused, it is told and ends this attempt
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        channel.say("failed", reason="failed", message=f"{type(error).__name__}: {error}")
        return False
    os.chdir(Path(__file__).anchor)
    leaving = _resident_mb() > LEAVE_ABOVE_MB and _resident_after_collection_mb() > LEAVE_ABOVE_MB
    channel.say("finished", notice=notice, message=explanation, leaving=leaving)
    return not leaving


def _resident_after_collection_mb() -> int:
    """Costs as much as a tenth of a page, so it is not done after every document."""
    import gc

    from ocrmypdf.helpers import release_free_memory

    gc.collect()
    release_free_memory()
    return _resident_mb()


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
