"""The daemon with a clock at its event loop: how long one callback kept all others waiting.

Run like `python -m intray`. On SIGUSR1 it writes the longest times since the last SIGUSR1, in ms,
to the file that INTRAY_BENCH_HOLDS names, and begins anew. Wall time counts what the machine did
meanwhile, CPU time what the callback did itself.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from intray import app
from intray.__main__ import main

REPORT = Path(os.environ["INTRAY_BENCH_HOLDS"])
serve = app.serve
run = asyncio.Handle._run
longest = {"wall": 0.0, "cpu": 0.0, "who": ""}


def timed(handle: asyncio.Handle) -> None:
    wall, cpu = time.perf_counter(), time.thread_time()
    run(handle)
    wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
    if cpu * 1000 > longest["cpu"]:
        longest["cpu"], longest["who"] = cpu * 1000, repr(handle)
    longest["wall"] = max(longest["wall"], wall * 1000)


def tell() -> None:
    partial = REPORT.with_suffix(".part")
    partial.write_text(json.dumps(longest))
    partial.rename(REPORT)
    longest.update(wall=0.0, cpu=0.0, who="")


async def probed(*arguments: object) -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell)
    asyncio.Handle._run = timed
    await serve(*arguments)


if __name__ == "__main__":
    app.serve = probed
    sys.exit(main())
