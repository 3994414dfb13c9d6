"""The real worker: what it may not do, and that it never outlives the program."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest
from reading_builders import LETTER, digital_pdf, picture, read, scanned_pdf

pytestmark = pytest.mark.asyncio(loop_scope="module")


PARENT = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from reading_builders import *
from intray.reading.pool import open_pool
async def main():
    async with open_pool(ocr(), workers(), dates(), Path({folder!r}) / "scratch") as pool:
        await read(pool, Path({folder!r}), Path({folder!r}, "scan.pdf").read_bytes())
asyncio.run(main())
"""


def limits(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:46].strip() for line in lines}


def members(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if fields[3] == str(session) and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_a_worker_is_last_in_line_and_bounded(pool, tmp_path):
    await read(pool, tmp_path, digital_pdf(LETTER))
    (pid,) = pool.worker_pids

    status = Path(f"/proc/{pid}/status").read_text()

    assert os.getsid(pid) == os.getpgid(pid) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    assert Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == "800"
    assert "NoNewPrivs:\t1" in status
    bounds = limits(pid)
    assert bounds["Max address space"] == str(1500 * 1_000_000)
    assert bounds["Max file size"] == str(512 * 1_000_000)
    assert bounds["Max open files"] == "256"
    assert bounds["Max core file size"] == "0"
    assert bounds["Max cpu time"] != "unlimited"


async def test_neither_worker_nor_tesseract_outlive_a_killed_program(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(scanned_pdf([picture(dpi=300)] * 4, dpi=300))
    script = PARENT.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    deadline = time.monotonic() + 20
    worker = None
    while time.monotonic() < deadline:
        worker = next(iter(children(parent.pid)), None)
        if worker and len(members(worker)) > 1:  # a tesseract is at work
            break
        await asyncio.sleep(0.02)
    assert worker

    parent.kill()
    await parent.wait()

    while members(worker) and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    assert members(worker) == []
