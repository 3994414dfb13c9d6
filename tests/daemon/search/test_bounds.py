"""Evil queries: each ends in time, and nothing that others wait for is held."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from search_library import ADMIN, ZONE

from intray.search.engine import Search, open_search
from intray.store.database import Database, open_database

DOCUMENTS = 400
EVIL = [
    "a*", "*a*", "?", "??*", "*", "a* b* c* d* e* f* g* h*",
    " OR ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    " ".join(f"?{letter}*{letter}*" for letter in "abcdefghijklm"),
    "*a*a*a*a*a*a*a*a*a*b", "a" * 5000, "*" * 5000, "?" * 300, "(" * 3000, "((((((((((a))))))))))",
    "NOT " * 900 + "a", "-" * 2000, "a OR " * 700, '"' + "a b c d e f " * 100 + '"', '"' * 999,
    "title:" * 400, "created:[" + "1" * 500 + " to]x", "tag:" + "a," * 900,
    "id:[1 to " + "9" * 400 + "]",
    "asn:" + "9" * 1000, "\x00\x01\ud7ff", "%_%\\'; DROP TABLE documents; --", "ae" * 32 + "*",
    "checksum:*", "original_filename:" + "*a" * 300, "tag:" + "*a" * 300 + "b",
]  # fmt: skip


@pytest.fixture(scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil")
    rng = random.Random(1)
    async with open_database(folder / "intray.db") as database, database.transaction() as tx:
        await tx.execute("INSERT INTO tags (name) VALUES (?)", ("a" * 100,))
        for number in range(1, DOCUMENTS + 1):
            text = " ".join(
                "".join(rng.choices("abcdefghijklmnüö", k=rng.randint(1, 12))) for _ in range(300)
            )
            await tx.execute(
                "INSERT INTO documents (id, checksum, original_name, mime_type, size, title,"
                " created, added_at, modified_at) VALUES (?1, ?1, 'a', 'a/b', 1, 'a', '2026-01-01',"
                " 0, 0)",
                (number,),
            )
            await tx.execute(
                "INSERT INTO document_contents (document_id, content) VALUES (?, ?)",
                (number, text),
            )
    return folder


@pytest.fixture
async def search(filled: Path) -> AsyncIterator[Search]:
    async with (
        open_database(filled / "intray.db") as database,
        open_search(filled / "index", database, ZONE) as search,
    ):
        await search.flush()
        await search.query("warm", ADMIN)
        yield search


async def test_evil_queries_end_in_time_and_hold_nobody_up(search: Search) -> None:
    longest_pause = 0.0

    async def heartbeat() -> None:
        nonlocal longest_pause
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            longest_pause = max(longest_pause, time.perf_counter() - began)

    beating = asyncio.create_task(heartbeat())
    slow = []
    for query in EVIL:
        for ask in (search.query(query, ADMIN), search.text(query, title_only=False)):
            began = time.process_time(), time.monotonic()
            try:
                found = await ask
                found.highlight("a" * 10_000 + " b-" * 10_000)
            except Exception as error:
                assert getattr(error, "status", 500) in (400, 503), (query[:40], error)
            if time.monotonic() - began[1] > 3:
                slow.append((query[:40], time.monotonic() - began[1]))
    beating.cancel()

    assert not slow
    assert longest_pause < 0.5


async def test_many_questions_at_once_all_get_answers(search: Search) -> None:
    asked = [search.query(f"{letter}*", ADMIN) for letter in "abcdefghij" * 5]

    found = await asyncio.gather(*asked)

    assert all(hits.ids for hits in found)


async def test_an_asker_who_goes_away_does_not_confuse_the_next(search: Search) -> None:
    for _ in range(20):
        task = asyncio.ensure_future(search.query("a*", ADMIN))
        await asyncio.sleep(0.003)
        task.cancel()
        await asyncio.wait([task])

    assert (await search.query("zzzz", ADMIN)).ids == []
    assert len((await search.query("*", ADMIN)).ids) == DOCUMENTS


async def test_idle_processes_leave_and_come_back(tmp_path: Path, database: Database) -> None:
    async with open_search(tmp_path / "index", database, ZONE) as search:
        await search.flush()
        search._reader._idle_s = 0.05
        await search.query("anything", ADMIN)
        process = search._reader._process
        assert process is not None
        async with asyncio.timeout(10):
            await process.wait()
        assert not search._reader.running

        await search.query("anything", ADMIN)

        assert search._reader.running
