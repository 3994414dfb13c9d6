"""A library of 10,000 documents: start, lists, search, measured as CPU of the daemon."""

import statistics
import time
from pathlib import Path

from table import Table

from support.appliance import Appliance
from support.processes import cpu_seconds
from support.seed import seed_library, vocabulary

DOCUMENTS = 10_000
REQUESTS = 200
SETTLE_LIMIT_S = 300.0  # an index built anew is merged for a minute or two


def measure(table: Table, folder: Path) -> None:
    appliance = Appliance(folder / "many")
    seed_library(appliance.data_dir / "db" / "intray.db", documents=DOCUMENTS)
    began = time.monotonic()
    appliance.start()
    wait_for_index(appliance)
    table.add("index of 10,000 documents built anew", time.monotonic() - began, "s", None)
    appliance.stop()
    table.add("start to first answer, 10,000 documents", appliance.start(), "s", 2.0)
    try:
        table.add("CPU of looking after the files at start", settle(appliance), "s", None)
        _lists(table, appliance)
        _searches(table, appliance)
    finally:
        appliance.stop()


def wait_for_index(appliance: Appliance) -> None:
    word = vocabulary()[0]
    while appliance.get("/api/status/")["tasks"]["index_status"] != "OK":
        time.sleep(0.5)
    assert appliance.found(word) > 0


def settle(appliance: Appliance) -> float:
    """CPU seconds until the daemon rests: work after a start is no cost of requests."""
    assert appliance.process is not None
    deadline = time.monotonic() + SETTLE_LIMIT_S
    spent, calm = cpu_seconds(appliance.process.pid), 0
    while calm < 2 and time.monotonic() < deadline:  # between two merges it rests for a moment
        time.sleep(2)
        before, spent = spent, cpu_seconds(appliance.process.pid)
        calm = calm + 1 if spent - before < 0.05 else 0
    return spent


def _lists(table: Table, appliance: Appliance) -> None:
    for path, goal in (
        ("/api/documents/?page_size=25", 8.0),
        ("/api/documents/?page_size=25&truncate_content=true&full_perms=true", None),
        ("/api/documents/?page_size=25&tags__id__all=7&ordering=title", None),
        ("/api/documents/?page_size=25&correspondent__id=3", None),
        ("/api/tags/?page_size=100000", None),
        ("/api/correspondents/?page_size=100000", None),
        ("/api/statistics/", None),
    ):
        table.add(f"CPU of GET {path}"[:58], _cpu_ms(appliance, [path]), "ms", goal)


def _searches(table: Table, appliance: Appliance) -> None:
    known = vocabulary()
    words = [f"/api/documents/?page_size=25&query={word}" for word in known[5:400:4]]
    table.add("CPU of a search for one word, 25 rows", _cpu_ms(appliance, words), "ms", 12.0)
    table.add("p95 wall of the same", _p95_ms(appliance, words), "ms", None)
    prefixes = [f"/api/documents/?page_size=25&query={word[:3]}*" for word in known[5:400:4]]
    table.add("CPU of a prefix search, 25 rows", _cpu_ms(appliance, prefixes), "ms", None)
    terms = [f"/api/search/autocomplete/?term={word[:3]}" for word in known[5:400:4]]
    table.add("CPU of an autocompletion", _cpu_ms(appliance, terms), "ms", None)


def _cpu_ms(appliance: Appliance, paths: list[str]) -> float:
    assert appliance.process is not None
    for path in paths[:20]:
        appliance.get(path)
    before = cpu_seconds(appliance.process.pid)
    for number in range(REQUESTS):
        appliance.get(paths[number % len(paths)])
    return (cpu_seconds(appliance.process.pid) - before) / REQUESTS * 1000


def _p95_ms(appliance: Appliance, paths: list[str]) -> float:
    times = []
    for path in paths:
        began = time.monotonic()
        appliance.get(path)
        times.append((time.monotonic() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]
