"""The whole product from drop to found, against bare tesseract on the same page images."""

import os
import resource
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pages
from table import Table

from support.appliance import Appliance
from support.processes import cpu_seconds, pss_mb

SETTLED_S = 120  # idle memory is taken so long after start and after the last document
STABILITY_S = 5.0
ENVIRONMENT = {**os.environ, "OMP_THREAD_LIMIT": "1"}


def tesseract(image: Path) -> None:
    subprocess.run(
        ["tesseract", str(image), str(image.with_suffix("")), "-l", "eng"],
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
    )


def tesseract_cpu(images: list[Path]) -> tuple[float, float]:
    """CPU and wall seconds of reading the images one after the other."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    for image in images:
        tesseract(image)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - began


def measure(table: Table, folder: Path, *, quick: bool) -> None:
    images = [
        pages.save_png(pages.page(n, marker=pages.marker(n)), folder / f"page{n}.png")
        for n in range(44)
    ]
    appliance = Appliance(folder / "box")
    table.add("start to first answer, no documents", appliance.start(), "s", 1.5)
    try:
        pid = appliance.process.pid if appliance.process else 0
        _idle(table, pid, "idle memory after start", quick)
        appliance.drop("warm.pdf", _scan([40]))
        appliance.wait_until_read(documents=1)
        _one_page(table, appliance, pid, images)
        _ten_pages(table, appliance, pid, images)
        _twenty_scans(table, appliance, images)
        _latency(table, appliance, images)
        _idle(table, pid, "idle memory after the last document", quick)
    finally:
        appliance.stop()


def _scan(numbers: list[int]) -> bytes:
    return pages.scan_pdf([pages.page(n, marker=pages.marker(n)) for n in numbers])


def _one_page(table: Table, appliance: Appliance, pid: int, images: list[Path]) -> None:
    ratios = []
    for number in (0, 1, 2):
        bare, _ = tesseract_cpu([images[number]])
        whole = _cpu_of(appliance, pid, [number], documents=number + 2)
        ratios.append(whole / bare)
    table.add("CPU of a one-page scan / bare tesseract", sorted(ratios)[1], "x", 1.5, _list(ratios))


def _ten_pages(table: Table, appliance: Appliance, pid: int, images: list[Path]) -> None:
    numbers = list(range(3, 13))
    bare, _ = tesseract_cpu([images[number] for number in numbers])
    whole = _cpu_of(appliance, pid, numbers, documents=5)
    table.add("CPU of a ten-page scan / bare tesseract", whole / bare, "x", 1.3)


def _cpu_of(appliance: Appliance, pid: int, numbers: list[int], *, documents: int) -> float:
    content = _scan(numbers)
    before = cpu_seconds(pid)
    appliance.drop(f"scan{numbers[0]}.pdf", content)
    appliance.wait_until_read(documents=documents)
    appliance.wait_until_found(pages.marker(numbers[-1]))
    time.sleep(2)
    return cpu_seconds(pid) - before


def _twenty_scans(table: Table, appliance: Appliance, images: list[Path]) -> None:
    numbers = range(13, 33)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tesseract, [images[number] for number in numbers]))
    bare = time.monotonic() - began
    contents = [_scan([number]) for number in numbers]
    began = time.monotonic()
    for number, content in zip(numbers, contents, strict=True):
        appliance.drop(f"stack{number}.pdf", content)
    appliance.wait_until_read(documents=25, timeout_s=600)
    whole = time.monotonic() - began - STABILITY_S
    table.add(
        "wall time of 20 scans / tesseract two at a time",
        whole / bare,
        "x",
        1.4,
        f"{whole:.1f} s : {bare:.1f} s, less the stability delay",
    )


def _latency(table: Table, appliance: Appliance, images: list[Path]) -> None:
    beyond = []
    for number in (33, 34, 35):
        _, bare = tesseract_cpu([images[number]])
        content = _scan([number])
        beyond.append(_seconds_until_found(appliance, f"late{number}.pdf", content, number) - bare)
    table.add(
        "drop to found beyond bare tesseract",
        sorted(beyond)[1],
        "s",
        2 + STABILITY_S,
        _list(beyond),
    )
    digital = [
        _seconds_until_found(
            appliance, f"digital{n}.pdf", pages.born_digital_pdf(pages.marker(n)), n
        )
        for n in (36, 37, 38)
    ]
    table.add(
        "drop of a born-digital PDF to found",
        sorted(digital)[1],
        "s",
        2 + STABILITY_S,
        _list(digital),
    )


def _seconds_until_found(appliance: Appliance, name: str, content: bytes, number: int) -> float:
    began = time.monotonic()
    appliance.drop(name, content)
    appliance.wait_until_found(pages.marker(number))
    return time.monotonic() - began


def _idle(table: Table, pid: int, what: str, quick: bool) -> None:
    time.sleep(5 if quick else SETTLED_S)
    sizes = pss_mb(pid)
    table.add(
        what,
        sum(sizes.values()),
        "MB",
        None if quick else 60,
        f"{len(sizes)} processes" + (", not settled" if quick else ""),
    )


def _list(values: list[float]) -> str:
    return "median of " + ", ".join(f"{value:.2f}" for value in values)
