"""What is removed for good is gone, whatever comes between; and what is wanted again stays."""

import asyncio
import contextlib
import errno
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from ingest_builders import House, pdf, sha

from intray.errors import IntrayError
from intray.ingest.meta import to_meta
from intray.ingest.recovery import recover, sweep
from intray.ingest.types import Received, Registered
from intray.store import blobs, durable, hand_overs, removal, removed_marks, snapshots
from intray.store.blobs import StagedFile
from intray.store.database import open_database
from intray.store.durable import Call
from intray.store.remover import Remover

BILL, LETTER = pdf(seed=1), pdf(seed=2)


class Killed(BaseException):
    """The daemon dies here."""


def killed_at(number: int) -> Callable[[Call], None]:
    """An observer that ends everything at this call."""
    calls = iter(range(1, 10_000))

    def observer(call: Call) -> None:
        if next(calls) >= number:
            raise Killed

    return observer


async def upload(house: House, content: bytes, name: str = "bill.pdf") -> Registered:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await house.uploads().receive(
        chunks(), file_name=name, source="api_upload", owner_id=None, overrides={}
    )


async def stored(house: House, content: bytes, **row: Any) -> int:
    """A document that was read, with its derived files."""
    document_id = (await upload(house, content)).document_id
    assert document_id is not None
    folder = house.paths.derived_folder(sha(content), "1-ab")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thumb.webp").write_bytes(b"thumbnail")
    async with house.database.transaction() as tx:
        await tx.execute(
            "UPDATE documents SET derived = '1-ab', title = 'Secret' WHERE id = ?", (document_id,)
        )
        await tx.execute("UPDATE document_contents SET content = 'Secret words'")
        await tx.execute(
            "INSERT INTO notes (document_id, note, created_at) VALUES (?, 'Secret note', 1)",
            (document_id,),
        )
    return document_id


async def empty(house: House, *document_ids: int) -> None:
    """Into the trash, and out of it for good; the files are still there."""
    async with house.database.transaction() as tx:
        await tx.execute("UPDATE documents SET deleted_at = 1")
        await removal.remove(tx, document_ids)
        await tx.execute("UPDATE documents SET deleted_at = NULL")


def remover(house: House) -> Remover:
    return Remover(house.paths, house.database)


def traces(house: House, content: bytes) -> list[str]:
    """Files that hold the paper or tell its name."""
    checksum = sha(content)
    places = {
        "blob": house.paths.blob(checksum),
        "meta": blobs.meta_path(house.paths, checksum),
        "derived": house.paths.derived / checksum,
    }
    return [name for name, path in places.items() if path.exists()]


async def restart(house: House) -> None:
    """What a start does with what it finds, and the daily sweep after it."""
    hand_overs._expected.clear()  # the other process died with its memory
    await recover(house.paths, house.database, house.register, unsure_since=0)
    await remover(house).drop_settled()
    await remover(house).settle()
    await remover(house).work_off()
    await sweep(house.paths, house.database, house.register, under_way_s=0)


async def rows(house: House, sql: str, *parameters: object) -> list[Any]:
    async with house.database.read() as db:
        return [tuple(row) for row in await db.execute_fetchall(sql, parameters)]


async def test_nothing_of_it_is_left_and_the_other_paper_is_untouched(house: House) -> None:
    await stored(house, BILL)
    await stored(house, LETTER)

    await empty(house, 1)
    await remover(house).work_off()

    assert traces(house, BILL) == []
    assert traces(house, LETTER) == ["blob", "meta", "derived"]
    for table in ("documents", "document_contents", "notes", "jobs", "history"):
        column = "id" if table == "documents" else "document_id"
        assert await rows(house, f"SELECT 1 FROM {table} WHERE {column} = 1") == [], table
        assert await rows(house, f"SELECT 1 FROM {table} WHERE {column} = 2") != [], table
    assert await rows(house, "SELECT * FROM removals") == []


async def test_only_what_is_in_the_trash_is_removed(house: House) -> None:
    await stored(house, BILL)

    async with house.database.transaction() as tx:
        assert await removal.remove(tx, [1]) == []
    await remover(house).work_off()

    assert traces(house, BILL) == ["blob", "meta", "derived"]


@pytest.mark.parametrize(
    "kept_as",
    [
        "INSERT INTO superseded_originals SELECT checksum, 1, '', '', 0, 0 FROM documents"
        " WHERE id = 2",
        "INSERT INTO document_versions (document_id, checksum, original_name, mime_type, size,"
        " added_at, reading, content, dates) SELECT 1, checksum, '', '', 0, 0, 'done', '', '[]'"
        " FROM documents WHERE id = 2",
    ],
)
async def test_former_originals_and_versions_go_with_it(house: House, kept_as: str) -> None:
    await stored(house, BILL)
    await stored(house, LETTER)
    async with house.database.transaction() as tx:
        await tx.execute(kept_as)
        await tx.execute("DELETE FROM documents WHERE id = 2")

    await empty(house, 1)
    await remover(house).work_off()

    assert (traces(house, BILL), traces(house, LETTER)) == ([], [])


async def test_a_version_that_was_deleted_goes_and_its_document_stays(house: House) -> None:
    await stored(house, BILL)
    await stored(house, LETTER)
    async with house.database.transaction() as tx:
        await tx.execute("DELETE FROM documents WHERE id = 2")
        await removal.note(tx, [sha(LETTER), sha(BILL)])
    await remover(house).work_off()

    assert traces(house, LETTER) == []
    assert traces(house, BILL) == ["blob", "meta", "derived"]


async def test_a_snapshot_brings_back_a_document_of_which_one_original_is_left(
    house: House,
) -> None:
    """A version was deleted after the snapshot was made: the rest must not go with it."""
    await stored(house, BILL)
    await stored(house, LETTER)
    async with house.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO superseded_originals SELECT checksum, 1, '', '', 0, 0 FROM documents"
            " WHERE id = 2"
        )
        await tx.execute("DELETE FROM documents WHERE id = 2")
    snapshot = await asyncio.to_thread(snapshots.make, house.paths)
    async with house.database.transaction() as tx:
        await tx.execute("DELETE FROM superseded_originals")
        await removal.note(tx, [sha(LETTER)])
    await remover(house).work_off()

    async with open_database(snapshot) as old:
        older = House(house.config, old)
        await restart(older)

        assert [row["checksum"] for row in await older.documents()] == [sha(BILL)]
        assert traces(house, BILL) == ["blob", "meta", "derived"]


async def test_killed_anywhere_it_is_gone_after_the_next_start(house: House) -> None:
    document_id = await stored(house, BILL)
    await stored(house, LETTER)
    for moment in range(1, 30):
        await empty(house, document_id)
        with durable.observed_by(killed_at(moment)):
            try:
                await remover(house).work_off()
                finished = True
            except Killed:
                finished = False

        await restart(house)

        assert traces(house, BILL) == [], moment
        assert [row["checksum"] for row in await house.documents()] == [sha(LETTER)], moment
        assert traces(house, LETTER) == ["blob", "meta", "derived"], moment
        if finished:
            assert moment > 5
            return
        document_id = await stored(house, BILL)
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("started_anew", [False, True])
async def test_handed_over_again_wherever_it_was_killed_it_stays(
    house: House, started_anew: bool
) -> None:
    document_id = await stored(house, BILL)
    for moment in range(1, 30):
        await empty(house, document_id)
        with durable.observed_by(killed_at(moment)):
            try:
                await remover(house).work_off()
                finished = True
            except Killed:
                finished = False
        if started_anew:
            await restart(house)

        again = await stored(house, BILL)
        await restart(house)
        await restart(house)

        assert again != document_id
        assert traces(house, BILL) == ["blob", "meta", "derived"], moment
        assert house.paths.blob(sha(BILL)).read_bytes() == BILL
        assert removed_marks.all_marked(house.paths) == set()
        if finished:
            return
        document_id = again
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("is_wanted_again", [False, True])
async def test_whichever_file_call_fails_once_the_next_try_ends_well(
    house: House, is_wanted_again: bool
) -> None:
    await stored(house, LETTER)
    for moment in range(1, 30):
        number = await stored(house, BILL)
        await empty(house, number)
        calls = iter(range(1, 10_000))
        failed = []

        def observer(call: Call, moment: int = moment, calls: Any = calls) -> None:
            if next(calls) == moment:
                failed.append(call)  # noqa: B023
                raise OSError(errno.EIO, "Input/output error")

        with durable.observed_by(observer), contextlib.suppress(OSError):
            await remover(house).work_off()
        if is_wanted_again:
            number = await stored(house, BILL)
        await remover(house).work_off()
        await remover(house).settle()

        kept = [LETTER, BILL] if is_wanted_again else [LETTER]
        assert sorted(house.blobs()) == sorted(kept), failed
        assert len(await house.documents()) == len(kept)
        if not failed:
            assert moment > 5
            return
        if is_wanted_again:
            await empty(house, number)
            await remover(house).work_off()
    raise AssertionError("it never came to its end")


async def test_a_door_that_relies_on_the_stored_bytes_keeps_them(house: House) -> None:
    """Published, not yet committed: the remover comes in between."""
    await stored(house, BILL)
    await empty(house, 1)
    file = StagedFile(house.paths)
    file.write(BILL)
    staged = file.finish()
    received = Received(
        checksum=staged.checksum,
        size=staged.size,
        mime_type="application/pdf",
        file_name="again.pdf",
        source="folder_consume",
        modified_at=1,
    )
    await asyncio.to_thread(blobs.publish, house.paths, staged, to_meta(received))

    assert await remover(house).work_off() is False
    registered = await house.register(received)
    assert await remover(house).work_off() is True

    assert registered.document_id is not None
    assert house.blobs() == [BILL]


async def test_without_its_bytes_no_paper_is_acknowledged(house: House) -> None:
    """A door that relied on them for too long."""
    received = Received(
        checksum=sha(BILL),
        size=len(BILL),
        mime_type="application/pdf",
        file_name="again.pdf",
        source="folder_consume",
        modified_at=1,
    )

    with pytest.raises(IntrayError, match="send it again"):
        await house.register(received)

    assert await house.documents() == []


async def test_what_is_noted_or_marked_is_not_adopted(house: House) -> None:
    await stored(house, BILL)
    await stored(house, LETTER)
    await empty(house, 1, 2)
    async with house.database.transaction() as tx:
        await tx.execute("DELETE FROM removals WHERE checksum = ?", (sha(LETTER),))
    await asyncio.to_thread(removed_marks.mark, house.paths, {sha(LETTER)})

    recovered = await recover(house.paths, house.database, house.register, unsure_since=0)
    swept = await sweep(house.paths, house.database, house.register, under_way_s=0)

    assert (recovered.adopted, swept.adopted) == (0, 0)
    assert await house.documents() == []


async def test_what_was_found_without_a_row_before_it_was_removed_is_not_adopted(
    house: House,
) -> None:
    """The sweep looks, a person empties the trash, the sweep goes on."""
    await stored(house, BILL)
    await empty(house, 1)
    found = Received(sha(BILL), len(BILL), "application/pdf", "x.pdf", "folder_consume", 1)

    with pytest.raises(IntrayError):
        await house.register(Received(**(vars(found) | {"adopted": True})))

    assert await house.documents() == []


async def test_names_that_a_power_cut_brings_back_go_again(house: House) -> None:
    await stored(house, BILL)
    await empty(house, 1)
    await remover(house).work_off()
    blob = house.paths.blob(sha(BILL))
    blob.write_bytes(BILL)
    blobs.meta_path(house.paths, sha(BILL)).write_text("{}")

    await restart(house)

    assert traces(house, BILL) == []
    assert await house.documents() == []


async def test_an_older_snapshot_does_not_bring_it_back(house: House) -> None:
    await stored(house, BILL)
    await stored(house, LETTER)
    snapshot = await asyncio.to_thread(snapshots.make, house.paths)
    await empty(house, 1)
    await remover(house).work_off()

    async with open_database(snapshot) as old:
        older = House(house.config, old)
        await restart(older)
        await restart(older)

        assert [row["checksum"] for row in await older.documents()] == [sha(LETTER)]
        assert await rows(older, "SELECT 1 FROM documents WHERE notice IS NOT NULL") == []


async def test_an_older_snapshot_keeps_what_was_handed_over_again(house: House) -> None:
    await stored(house, BILL)
    await empty(house, 1)
    snapshot = await asyncio.to_thread(snapshots.make, house.paths)  # to be removed just now
    await stored(house, BILL)

    async with open_database(snapshot) as old:
        older = House(house.config, old)
        await restart(older)

        assert [row["checksum"] for row in await older.documents()] == [sha(BILL)]
        assert house.blobs() == [BILL]


def copy_by_hand(database: Path, copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


async def test_an_older_copy_of_the_database_removes_nothing_that_came_after_it(
    house: House, tmp_path: Path
) -> None:
    """A copy that somebody made by hand, with a removal under way."""
    await stored(house, BILL)
    await empty(house, 1)
    copy = tmp_path / "copy.db"
    await asyncio.to_thread(copy_by_hand, house.paths.database, copy)
    await stored(house, BILL)
    await remover(house).work_off()

    async with open_database(copy) as old:
        older = House(house.config, old)
        await restart(older)
        assert [row["checksum"] for row in await older.documents()] == [sha(BILL)]
        assert house.blobs() == [BILL]

        await empty(older, 1)  # what is removed from now on is removed
        await empty(older, *[row["id"] for row in await older.documents()])
        await restart(older)
        assert await older.documents() == []
        assert house.blobs() == []


async def test_doors_and_the_trash_at_the_same_time_lose_nothing_acknowledged(
    house: House,
) -> None:
    rng = random.Random(5)
    papers = [pdf(seed=number) for number in range(4)]

    async def hand_over() -> None:
        for _ in range(25):
            await upload(house, rng.choice(papers))
            await asyncio.sleep(rng.random() / 200)

    async def throw_away() -> None:
        for _ in range(40):
            documents = await house.documents()
            if documents:
                await empty(house, rng.choice(documents)["id"])
            await asyncio.sleep(rng.random() / 200)

    async def clean() -> None:
        for _ in range(60):
            await remover(house).work_off()
            await asyncio.sleep(rng.random() / 500)

    await asyncio.gather(hand_over(), hand_over(), throw_away(), clean(), clean())
    await restart(house)

    kept = {row["checksum"] for row in await house.documents()}
    assert {sha(blob) for blob in house.blobs()} == kept
    for checksum in kept:
        assert blobs.read_meta(house.paths, checksum) is not None
