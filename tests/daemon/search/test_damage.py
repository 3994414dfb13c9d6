"""The index is derived: it comes back by itself, and SQL answers meanwhile."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from search_library import ADMIN, ZONE

from intray.errors import StorageError
from intray.search import manifest, plain_sql
from intray.search.engine import Search, open_search
from intray.search.home import Home
from intray.search.indexer import Indexer
from intray.search.syntax import Text
from intray.search.writer import Entry, IndexWriter
from intray.store.database import Database

Add = Callable[..., Awaitable[int]]
Damage = Callable[[Path], None]


def _files(folder: Path, ending: str) -> list[Path]:
    return [path for path in folder.rglob(f"*{ending}") if path.is_file()]


def _truncate(folder: Path) -> None:
    for path in _files(folder, ".seg"):
        os.truncate(path, path.stat().st_size // 2)


def _remove_segments(folder: Path) -> None:
    for path in _files(folder, ".seg"):
        path.unlink()


def _garble(ending: str) -> Damage:
    def garble(folder: Path) -> None:
        for path in _files(folder, ending):
            path.write_bytes(os.urandom(path.stat().st_size))

    return garble


def _remove_all(folder: Path) -> None:
    for path in _files(folder, ""):
        path.unlink()


def _other_schema(folder: Path) -> None:
    for path in _files(folder, ".json"):
        path.write_text(path.read_text().replace('"schema": 1', '"schema": 0'))


@pytest.mark.parametrize(
    "damage",
    [
        _truncate,
        _remove_segments,
        _remove_all,
        _garble(".seg"),
        _garble(".toc"),
        _garble(".json"),
        _garble("current"),
        _other_schema,
    ],
)
async def test_a_damaged_index_is_built_anew_by_itself(
    tmp_path: Path, database: Database, add: Add, damage: Damage
) -> None:
    ids = [await add(f"invoice {number}") for number in range(5)]
    async with open_search(tmp_path / "index", database, ZONE) as search:
        await search.flush()
    damage(tmp_path / "index")

    async with open_search(tmp_path / "index", database, ZONE) as search:
        for _ in range(3):  # some damage is met only by the first question
            assert sorted((await search.query("inv*", ADMIN)).ids) == ids
            await _ready(search)
        assert search.status().error is None
        assert search.status().documents == 5


async def _ready(search: Search) -> None:
    async with asyncio.timeout(20):
        while search.status().state != "ready":
            await asyncio.sleep(0.05)


async def test_a_flipped_byte_is_found_by_looking_at_every_byte(
    tmp_path: Path, database: Database, add: Add
) -> None:
    await add("invoice")
    indexer = Indexer(tmp_path / "index", database)
    await indexer.flush()
    await indexer.check()
    assert indexer.progress.state == "ready"

    [segment] = _files(tmp_path / "index", ".seg")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    await indexer.check()

    assert indexer.progress.state == "rebuilding"
    await indexer.flush()
    assert indexer.progress.state == "ready"
    await indexer.close()


async def test_an_index_of_a_later_database_is_not_used(
    tmp_path: Path, database: Database, add: Add
) -> None:
    await add("invoice")
    indexer = Indexer(tmp_path / "index", database)
    await indexer.flush()
    await add("letter")
    await indexer.flush()
    async with database.transaction() as tx:  # as after restoring a snapshot
        await tx.execute("DELETE FROM documents WHERE id = 2")
        await tx.execute("DELETE FROM index_outbox")
        await tx.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'index_outbox'")
    await indexer.close()

    again = Indexer(tmp_path / "index", database)
    await again.flush()

    assert again.progress.documents == 1
    assert again.folder is not None
    assert again.folder.name == "2"
    await again.close()


async def test_an_intact_index_is_used_as_it_is(
    tmp_path: Path, database: Database, add: Add
) -> None:
    await add("invoice")
    for _ in range(2):
        async with open_search(tmp_path / "index", database, ZONE) as search:
            await search.flush()

    assert (tmp_path / "index" / "current").read_text() == "1"


async def test_changes_that_were_indexed_but_not_ticked_off_are_indexed_again(
    tmp_path: Path, database: Database, add: Add
) -> None:
    ids = [await add(f"invoice {number}") for number in range(3)]
    rows = await database.writer.execute_fetchall("SELECT seq, document_id FROM index_outbox")
    indexer = Indexer(tmp_path / "index", database)
    await indexer.flush()
    async with database.transaction() as tx:  # as if the power had failed in between
        await tx.executemany("INSERT INTO index_outbox VALUES (?, ?)", [tuple(r) for r in rows])
    await indexer.flush()
    search = Search(indexer, database, ZONE)

    assert sorted((await search.query("invoice", ADMIN)).ids) == ids
    assert indexer.progress.documents == 3
    await search.close()
    await indexer.close()


async def test_a_killed_writer_loses_nothing(tmp_path: Path, database: Database, add: Add) -> None:
    await add("first")
    async with open_search(tmp_path / "index", database, ZONE) as search:
        await search.flush()
        for number in range(6):
            await add(f"invoice {number} " + "word " * 2000 * number)
            flushing = asyncio.ensure_future(search.flush())
            await asyncio.sleep(0.02 * number)
            process = search._indexer._writer._process
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGKILL)
            await asyncio.wait([flushing])
            flushing.exception()
        await search.flush()

        assert len((await search.query("invoice", ADMIN)).ids) == 6
        assert search.status().documents == 7


async def test_an_interrupted_build_goes_on_where_it_was(
    tmp_path: Path, database: Database, add: Add
) -> None:
    for number in range(4):
        await add(f"invoice {number}")
    indexer = Indexer(tmp_path / "index", database)
    home = Home(tmp_path / "index")
    home.prepare()
    first = [[number, {"title": "kept", "content": "invoice"}] for number in (1, 2)]
    await indexer._put(home.next_folder(), first, [], {"seq": 0, "upto": 2})
    await indexer.close()

    again = Indexer(tmp_path / "index", database)
    await again._open()

    search = Search(again, database, ZONE)
    assert sorted((await search.query("title:kept", ADMIN)).ids) == [1, 2]
    assert sorted((await search.query("invoice", ADMIN)).ids) == [1, 2, 3, 4]
    await search.close()
    await again.close()


def test_a_folder_that_others_could_write_to_is_emptied_before_use(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "1").mkdir(parents=True)
    (folder / "1" / "_MAIN_1.toc").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    folder.chmod(0o777)

    Home(folder).prepare()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert not (folder / "1").exists()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "index").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StorageError):
        Home(tmp_path / "index").prepare()


async def test_without_an_index_sql_answers(tmp_path: Path, database: Database, add: Add) -> None:
    one = await add("Stromrechnung für Herrn Müller", title="Stadtwerke")
    two = await add("Brief", title="Rechnung")
    search = Search(Indexer(tmp_path / "index", database), database, ZONE)

    for query, wanted in {
        "rechnung": {one, two},
        "strom*": {one},
        "MÜLLER": {one},
        "rechnung -title:stadtwerke": {two},
        "st*werke OR brief": {one, two},
        "created:2026 brief": {two},
    }.items():
        assert set((await search.query(query, ADMIN)).ids) == wanted, query
    assert (await search.text("chnun", title_only=True)).ids == [two]
    assert (await search.more_like(one)).ids == []
    assert await search.autocomplete("str", 5, ADMIN) == []
    assert search.status().state == "rebuilding"


async def test_without_an_index_sql_stops_in_time(database: Database, add: Add) -> None:
    await add("invoice")

    async with database.read() as db:
        found = await plain_sql.find(db, [Text("word", ("invoice",))], limit_s=0)

    assert found == {Text("word", ("invoice",)): frozenset()}


def test_a_manifest_names_every_segment_with_size_and_sum(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path)
    writer.put([Entry(1, {"content": "invoice"})])
    writer.commit(seq=9, upto=None)

    found = manifest.read(tmp_path)

    assert found.seq == 9
    assert found.files == {path.name: manifest.sum_of(path) for path in tmp_path.glob("*.seg")}
    assert list(manifest.damaged_files(tmp_path, found)) == [None]
