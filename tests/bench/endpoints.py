"""What apps ask most, over 10,000 documents: CPU of the daemon and wall time of each request, and
for how long the largest answers keep everybody else waiting.
"""

import http.client
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from many import settle, wait_for_index
from pages import born_digital_pdf
from table import Table

from support.appliance import Appliance, running
from support.processes import cpu_seconds
from support.seed import seed_library, vocabulary

DOCUMENTS = 10_000
FIELDS = 10
TAGS_OF_A_LARGE_OFFICE = 2_000
REQUESTS = 200
FEW_REQUESTS = 30
HELD_LIMIT_MS = 50.0
ACCEPT = "application/json; version="


@dataclass
class Ask:
    """One kind of request; several paths are asked in turn."""

    name: str
    paths: list[str]
    version: int = 10
    body: object = None
    goal_ms: float | None = None  # of CPU
    heavy: bool = False  # asked a tenth as often


@dataclass
class Client:
    """Keeps its connection, as apps do."""

    appliance: Appliance
    _connection: http.client.HTTPConnection | None = field(default=None, init=False)

    def ask(self, path: str, version: int = 10, body: object = None) -> bytes:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.appliance.port)
        headers = {
            "Accept": f"{ACCEPT}{version}",
            "Authorization": f"Token {self.appliance.token}",
            "Content-Type": "application/json",
        }
        content = None if body is None else json.dumps(body)
        self._connection.request("GET" if body is None else "POST", path, content, headers)
        answer = self._connection.getresponse()
        received = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {received[:300]!r}")
        return received


def measure(table: Table, folder: Path, *, quick: bool) -> None:
    appliance = Appliance(folder / "endpoints")
    with _filled(appliance, tags=200):
        client = Client(appliance)
        for ask in _asks(appliance):
            requests = FEW_REQUESTS if quick else REQUESTS
            _measure(table, client, ask, max(3, requests // 10) if ask.heavy else requests)
    appliance = _probed(folder / "held")
    with _filled(appliance, tags=TAGS_OF_A_LARGE_OFFICE):
        _held(table, appliance, quick)


@contextmanager
def _filled(appliance: Appliance, *, tags: int) -> Iterator[None]:
    """Running and at rest, with a paper that was read, as the last document."""
    database = appliance.data_dir / "db" / "intray.db"
    seed_library(database, documents=DOCUMENTS, tags=tags, custom_fields=FIELDS)
    with running(appliance):
        appliance.drop("paper.pdf", born_digital_pdf("endpoints"))
        wait_for_index(appliance)
        appliance.wait_until_read(documents=DOCUMENTS + 1)
        settle(appliance)
        yield


def _asks(appliance: Appliance) -> list[Ask]:
    newest = appliance.get("/api/documents/?ordering=-id&page_size=1&fields=id")["results"][0]["id"]
    known = vocabulary()[5:400:4]
    everything = "page_size=100000"
    full = "page_size=250&truncate_content=true&full_perms=true&ordering=-created,id"
    ids = appliance.get("/api/documents/?page_size=100&fields=id")["results"]
    return [
        Ask("documents, 25", ["/api/documents/?page_size=25"], goal_ms=8),
        Ask("documents, 250, full_perms", [f"/api/documents/?{full}"], heavy=True),
        Ask("documents, ids only, 25,000", ["/api/documents/?fields=id&page_size=25000"]),
        Ask("one document", [f"/api/documents/{each['id']}/?full_perms=true" for each in ids]),
        Ask("thumb", [f"/api/documents/{newest}/thumb/"]),
        Ask("download", [f"/api/documents/{newest}/download/"]),
        Ask("query, one word", [f"/api/documents/?query={w}" for w in known], goal_ms=12),
        Ask("text, part of a word", [f"/api/documents/?text={w[1:4]}" for w in known]),
        Ask("tags, all 200", [f"/api/tags/?{everything}"]),
        Ask("correspondents, all 200", [f"/api/correspondents/?{everything}"]),
        Ask("custom_fields", [f"/api/custom_fields/?{everything}"]),
        Ask("saved_views", [f"/api/saved_views/?{everything}"]),
        Ask("statistics", ["/api/statistics/"]),
        Ask("ui_settings", ["/api/ui_settings/"]),
        Ask("tasks", ["/api/tasks/?acknowledged=false&page_size=100"]),
        Ask("tasks, version 9", ["/api/tasks/"], version=9),
        Ask(
            "selection_data of 100",
            ["/api/documents/selection_data/"],
            body={"documents": [each["id"] for each in ids]},
        ),
        Ask("autocomplete", [f"/api/search/autocomplete/?term={w[:3]}" for w in known]),
    ]


def _measure(table: Table, client: Client, ask: Ask, requests: int) -> None:
    pid = _pid(client.appliance)
    for path in ask.paths[:10]:
        size = len(client.ask(path, ask.version, ask.body))
    before, times = cpu_seconds(pid), []
    for number in range(requests):
        began = time.monotonic()
        client.ask(ask.paths[number % len(ask.paths)], ask.version, ask.body)
        times.append((time.monotonic() - began) * 1000)
    cpu_ms = (cpu_seconds(pid) - before) / requests * 1000
    p95 = statistics.quantiles(times, n=20)[-1]
    note = f"p95 wall {p95:.1f} ms, {size / 1000:.1f} kB"
    table.add(f"CPU of {ask.name}", cpu_ms, "ms", ask.goal_ms, note)


def _probed(root: Path) -> Appliance:
    """A daemon that measures its own loop."""
    report = root / "holds.json"
    return Appliance(
        root,
        settings={
            "INTRAY_BENCH_HOLDS": str(report),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        program=(str(Path(__file__).parent / "probed_daemon.py"),),
    )


def _held(table: Table, appliance: Appliance, quick: bool) -> None:
    client = Client(appliance)
    for name, path in (
        ("documents, all", "/api/documents/?page_size=100000"),
        ("documents, all, full_perms", "/api/documents/?page_size=100000&full_perms=true"),
        ("documents, ids only", "/api/documents/?page_size=100000&fields=id"),
        ("tags, all 2,000", "/api/tags/?page_size=100000"),
        ("tags, all 2,000, full_perms", "/api/tags/?page_size=100000&full_perms=true"),
    ):
        for version in (9, 10):
            client.ask(path, version)
            _longest(appliance)
            for _ in range(1 if quick else 3):
                size = len(client.ask(path, version))
            held = _longest(appliance)
            note = f"CPU {held['cpu']:.1f} ms, {size / 1e6:.2f} MB"
            if max(held["cpu"], held["wall"]) > HELD_LIMIT_MS:
                note += f", {held['who'][:160]}"
            what = f"loop held by {name}, version {version}"
            table.add(what, held["wall"], "ms", HELD_LIMIT_MS, note)


def _longest(appliance: Appliance) -> dict[str, float]:
    """Since the last call."""
    report = appliance.root / "holds.json"
    report.unlink(missing_ok=True)
    os.kill(_pid(appliance), signal.SIGUSR1)
    deadline = time.monotonic() + 10
    while not report.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the daemon does not tell how long its loop was held")
        time.sleep(0.01)
    return dict(json.loads(report.read_text()))


def _pid(appliance: Appliance) -> int:
    assert appliance.process is not None
    return appliance.process.pid
