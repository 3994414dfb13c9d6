"""Search by itself: CPU of each kind of query in all processes, beside SQLite's FTS5.

Usage alone: python tests/bench/search.py [documents]
"""

import asyncio
import gc
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from table import Table

from intray import allocator
from intray.permissions import Actor
from intray.search.engine import Found, Search, open_search
from intray.store.database import open_database
from support.seed import seed_library, vocabulary

DOCUMENTS = 10_000
QUERIES = 60
ADMIN = Actor(1, "admin", is_superuser=True)
USER = Actor(2, "user")
ROWS = 25

Ask = Callable[[str], Awaitable[object]]


@dataclass(frozen=True)
class Kind:
    """Queries of one kind, with the goal for 10,000 documents, and the same for FTS5."""

    name: str
    queries: list[str]
    ask: Ask
    goal: float | None
    fts: list[str] | None = None


def measure(table: Table, folder: Path, documents: int = DOCUMENTS) -> None:
    asyncio.run(_measure(table, folder, documents))


async def _measure(table: Table, folder: Path, documents: int) -> None:
    path = folder / "search" / "intray.db"
    await asyncio.to_thread(seed_library, path, documents=documents)
    async with _opened(path) as search:
        await _build(table, search, documents)
        size = sum(file.stat().st_size for file in (path.parent / "index").rglob("*.*"))
        table.add("  on the disk", size / 1e6, "MB", None)
    async with _opened(path) as search:
        fts = await asyncio.to_thread(_fts, path)
        await search.query("anything", ADMIN)
        for kind in _kinds(search):
            await _compare(table, search, kind, fts)
        reader = search._reader._process
        assert reader is not None
        table.add("memory of the reading process (PSS)", _pss(reader.pid), "MB", None)
    fts.close()
    await asyncio.to_thread(_opening, table, path.parent / "index")
    table.add("daemon by itself, database open (PSS)", await _idle(path, "none"), "MB", None)
    table.add("  after searching, all of it idle again", await _idle(path, "some"), "MB", None)


async def _build(table: Table, search: Search, documents: int) -> None:
    began = _cpu(search)
    await search.flush()
    writer = search._indexer._writer._process
    assert writer is not None
    spent = _cpu(search) - began
    table.add("index built: CPU for 100 documents", spent / documents * 1e5, "ms", 1000.0)
    table.add("  peak memory of the writing process", _peak(writer.pid), "MB", 300.0)


async def _idle(path: Path, searches: str) -> float:
    """Memory of a fresh process that opens database and search, and maybe searches and indexes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--idle", str(path), searches, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return float(output)


async def _be_idle(path: Path, searches: bool) -> None:
    async with (
        open_database(path) as database,
        open_search(path.parent / "index", database, ZoneInfo("Europe/Berlin")) as search,
    ):
        await asyncio.sleep(1)
        if searches:
            for word in vocabulary()[5:105]:
                found = await search.query(f"{word} {word[:4]}*", ADMIN)
                await _whole_request(search, found)
                await search.autocomplete(word[:3], 10, USER)
            async with database.transaction() as tx:
                await tx.execute("UPDATE documents SET title = title || ' new' WHERE id < 200")
            await search.flush()
            await search._reader.close()
            await search._indexer.close()
        gc.collect()
        print(_pss(None))


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Search]:
    async with (
        open_database(path) as database,
        open_search(path.parent / "index", database, ZoneInfo("Europe/Berlin")) as search,
    ):
        yield search


def _kinds(search: Search) -> list[Kind]:
    rng = random.Random(7)
    known = vocabulary()
    common, rarer = known[5:400], known[5:4000]

    def draw(count: int, words: list[str] = rarer) -> list[list[str]]:
        return [rng.sample(words, count) for _ in range(QUERIES)]

    async def query(text: str) -> object:
        return await search.query(text, ADMIN)

    async def whole(text: str) -> object:
        return await _whole_request(search, await search.query(text, USER))

    ones = [word for [word] in draw(1)]
    often = [word for [word] in draw(1, common)]
    pairs = [" ".join(two) for two in draw(2, common)]
    prefixes = [word[:4] + "*" for word in ones]
    return [
        Kind("one word", ones, query, 3.0, ones),
        Kind("one common word", often, query, 3.0, often),
        Kind("two words, AND", pairs, query, 3.0, pairs),
        Kind("two words, OR", _joined(pairs, " OR "), query, None, _joined(pairs, " OR ")),
        Kind("one without another", _joined(pairs, " NOT "), query, None, _joined(pairs, " NOT ")),
        Kind("prefix", prefixes, query, 3.0, prefixes),
        Kind("wildcard inside", [f"{w[:2]}*{w[-2:]}" for w in ones], query, None),
        Kind("phrase", [f'"{p}"' for p in pairs], query, 10.0, [f'"{p}"' for p in pairs]),
        Kind("word and month", [f"{w} created:[2015 to 2018]" for w in often], query, 10.0),
        Kind("word and tag", [f'{w} tag:"Tag 007"' for w in often], query, None),
        Kind("part of a word", [w[1:4] for w in ones], _text(search), None),
        Kind("completion", [w[:3] for w in ones], _complete(search, ADMIN), 5.0),
        Kind("completion of a user", [w[:3] for w in ones], _complete(search, USER), 5.0),
        Kind("more like this", [str(rng.randint(1, 1000)) for _ in ones], _like(search), None),
        Kind("whole: count, 25 rows, highlights", pairs, whole, 12.0),
    ]


def _joined(pairs: list[str], operator: str) -> list[str]:
    return [pair.replace(" ", operator) for pair in pairs]


def _text(search: Search) -> Ask:
    return lambda text: search.text(text, title_only=False)


def _complete(search: Search, actor: Actor) -> Ask:
    return lambda text: search.autocomplete(text, 10, actor)


def _like(search: Search) -> Ask:
    return lambda text: search.more_like(int(text))


async def _whole_request(search: Search, found: Found) -> object:
    """What a list does with hits: permissions, count, one page of rows, their highlights."""
    async with search._database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT d.id FROM json_each(?) hit JOIN documents d ON d.id = hit.value"
            " WHERE d.deleted_at IS NULL AND d.owner_id IS NULL ORDER BY hit.key",
            (json.dumps(found.ids),),
        )
        page = [row[0] for row in rows][:ROWS]
        marks = ", ".join("?" * len(page))
        rows = await db.execute_fetchall(
            f"SELECT content FROM document_contents WHERE document_id IN ({marks})", page
        )
    return [found.highlight(row[0]) for row in rows]


async def _compare(table: Table, search: Search, kind: Kind, fts: sqlite3.Connection) -> None:
    cold = await _times(search, kind)
    warm = await _times(search, kind)
    note = f"p50 {statistics.median(warm):.2f}, first time p95 {_p95(cold):.1f}"
    if kind.fts is not None:
        note += f", FTS5 p95 {_p95(_fts_times(fts, kind.fts)):.2f}"
    table.add(f"CPU p95: {kind.name}", _p95(warm), "ms", kind.goal, note)


async def _times(search: Search, kind: Kind) -> list[float]:
    times = []
    for query in kind.queries:
        began = _cpu(search)
        await kind.ask(query)
        times.append((_cpu(search) - began) * 1000)
    return times


def _fts(path: Path) -> sqlite3.Connection:
    fts = sqlite3.connect(":memory:", check_same_thread=False)
    fts.execute("CREATE VIRTUAL TABLE f USING fts5(title, content)")
    with sqlite3.connect(path) as source:
        rows = source.execute(
            "SELECT id, title, content FROM documents JOIN document_contents ON document_id = id"
        )
        fts.executemany("INSERT INTO f (rowid, title, content) VALUES (?, ?, ?)", rows)
    return fts


def _fts_times(fts: sqlite3.Connection, queries: list[str]) -> list[float]:
    times = []
    for query in queries:
        began = time.process_time()
        fts.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank", (query,)).fetchall()
        times.append((time.process_time() - began) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _cpu(search: Search) -> float:
    """Seconds of this process and of both index processes."""
    total = time.process_time()
    for process in (search._reader._process, search._indexer._writer._process):
        if process is not None and process.returncode is None:
            tasks = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
            total += sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    return total


def _peak(pid: int) -> float:
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmHWM:") / 1000


def _pss(pid: int | None) -> float:
    return _kilobytes(Path(f"/proc/{pid or 'self'}/smaps_rollup"), "Pss:") / 1000


def _kilobytes(file: Path, name: str) -> int:
    line = next(line for line in file.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


def _opening(table: Table, home: Path) -> None:
    """In this process; imports numpy and Whoosh, which the daemon never does."""
    from intray.search.snapshot import Opener

    folder = home / (home / "current").read_text()
    memory, began = _pss(None), time.process_time()
    Opener(folder, 1 << 20).newest()
    table.add("opening the index: CPU", (time.process_time() - began) * 1000, "ms", 50.0)
    table.add("  memory", _pss(None) - memory, "MB", 20.0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--idle"]:
        allocator.settle()
        asyncio.run(_be_idle(Path(sys.argv[2]), sys.argv[3] == "some"))
    else:
        with tempfile.TemporaryDirectory(prefix="intray-bench-") as name:
            measure(Table(), Path(name), int(sys.argv[1]) if sys.argv[1:] else DOCUMENTS)
