"""What reading costs against bare Tesseract on the same page images, in the same run.

Alone: python tests/bench/reading.py [--quick]
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pages
from table import Table

from intray.config import Dates, Ocr, Workers
from intray.reading.pool import ReadingPool, open_pool
from intray.reading.types import ArchiveMade, Finished, Source, TextKnown, ThumbnailMade
from support import processes

OCR = Ocr(
    languages=("eng",),
    mode="auto",
    pages=0,
    clean="none",
    deskew=False,
    rotate_pages=True,
    rotate_pages_threshold=12.0,
    output_type="pdfa",
    image_dpi=None,
    max_image_pixels=100_000_000,
    archive="auto",
)
ALL_STEPS = {TextKnown, ThumbnailMade, ArchiveMade, Finished}


def measure(table: Table, folder: Path, *, quick: bool = False) -> None:
    """`quick`: fewer rounds, so the ratios waver more."""
    rounds = 1 if quick else 3
    numbers = list(range(10))
    images = [pages.save_png(pages.page(n), folder / f"page-{n}.png") for n in numbers]
    singles = [_saved(folder / f"scan-{n}.pdf", [n]) for n in numbers]
    ten = _saved(folder / "ten.pdf", numbers)
    digital = folder / "digital.pdf"
    digital.write_bytes(pages.born_digital_pdf("bench"))
    asyncio.run(_measure(table, folder, images, singles, ten, digital, rounds))


async def _measure(
    table: Table,
    folder: Path,
    images: list[Path],
    singles: list[Path],
    ten: Path,
    digital: Path,
    rounds: int,
) -> None:
    bare = _median([_bare_cpu(images[:3]) / 3 for _ in range(rounds)])
    table.add("reading: bare tesseract, one page, CPU", bare, "s", None)
    async with _pool(folder) as pool:
        cold = await _cpu(pool, [singles[0]])
        table.add("reading: one-page scan, cold worker, CPU ratio", cold / bare, "x", None)
        await _cpu(pool, singles[:2])  # the second worker is warm from here on, too
        warm = _median([await _cpu(pool, singles[:3]) / 3 for _ in range(rounds)])
        table.add("reading: one-page scan, warm, CPU ratio", warm / bare, "x", 1.5)
        whole = _median([await _cpu(pool, [ten]) / 10 for _ in range(rounds)])
        bare_ten = _bare_cpu(images) / 10
        table.add("reading: ten-page scan, CPU ratio per page", whole / bare_ten, "x", 1.3)
        await _cpu(pool, [digital])
        started = time.monotonic()
        await _cpu(pool, [digital])
        table.add("reading: born-digital PDF, warm", time.monotonic() - started, "s", 1.0)
    bare_wall = _wall(lambda: _bare_two_at_a_time(images + images))
    async with _pool(folder) as pool:
        started = time.monotonic()
        await _cpu(pool, singles + singles)
        ours = time.monotonic() - started
    table.add("reading: 20 one-page scans, wall ratio", ours / bare_wall, "x", 1.4)


def _pool(folder: Path) -> ReadingPool:
    workers = Workers(
        task_workers=1, threads_per_worker=2, timeout_s=1800, idle_s=60, memory_mb=1500
    )
    return open_pool(OCR, workers, Dates("DMY", None, ()), folder / "scratch")


def _saved(path: Path, numbers: list[int]) -> Path:
    path.write_bytes(pages.scan_pdf([pages.page(number) for number in numbers]))
    return path


async def _cpu(pool: ReadingPool, sources: list[Path]) -> float:
    """CPU seconds of all workers and what they started while these are read."""
    before = {pid: processes.cpu_seconds(pid) for pid in pool.worker_pids}
    await asyncio.gather(*(_read(pool, source) for source in sources))
    after = {pid: processes.cpu_seconds(pid) for pid in pool.worker_pids}
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


async def _read(pool: ReadingPool, source: Path) -> None:
    with tempfile.TemporaryDirectory() as work_dir:
        request = Source(source, "application/pdf", source.name, 1)
        async with aclosing(pool.read(request, Path(work_dir))) as steps:
            seen = {type(step) async for step in steps}
    missing = ALL_STEPS - seen - ({ArchiveMade} if source.name == "digital.pdf" else set())
    if missing:
        raise SystemExit(f"{source.name} was not read in full: {missing}")


def _bare(image: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["tesseract", image, "stdout", "-l", "eng"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )


def _bare_cpu(images: list[Path]) -> float:
    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = used()
    for image in images:
        _bare(image).wait()
    return used() - before


def _bare_two_at_a_time(images: list[Path]) -> None:
    waiting = list(images)
    running: list[subprocess.Popen[bytes]] = []
    while waiting or running:
        while waiting and len(running) < 2:
            running.append(_bare(waiting.pop()))
        running = [process for process in running if process.poll() is None]
        time.sleep(0.01)


def _wall(action: Callable[[], None]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="intray-bench-") as place:
        measure(Table(), Path(place), quick="--quick" in sys.argv)
