"""How scanners really deliver files: nothing unfinished is stored as final, nothing twice."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from ingest_builders import QUIET_S, House, noise, pdf, png, reasons, sha, tiff, until

from intray.ingest import take as take_module
from intray.ingest.lease import Writers
from intray.ingest.watcher import Watcher

PAUSE_S = QUIET_S * 2.5  # longer than the file has to be quiet


@pytest.fixture
async def watcher(house: House) -> AsyncIterator[Watcher]:
    async with house.watching() as watcher:
        yield watcher


@asynccontextmanager
async def opened(path: Path, flags: int = os.O_WRONLY | os.O_CREAT) -> AsyncIterator[int]:
    descriptor = os.open(path, flags, 0o640)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


async def only_this_is_stored(house: House, content: bytes) -> None:
    await until(lambda: house.left() == [])
    assert [document["checksum"] for document in await house.documents()] == [sha(content)]
    assert house.blobs() == [content]


async def test_one_that_writes_slowly(house: House, watcher: Watcher) -> None:
    content = pdf()
    async with opened(house.consume / "scan.pdf") as descriptor:
        for start in range(0, len(content), 700):
            os.write(descriptor, content[start : start + 700])
            await asyncio.sleep(QUIET_S / 2)

    await only_this_is_stored(house, content)


async def test_one_that_pauses_between_pages_with_the_file_open(
    house: House, watcher: Watcher
) -> None:
    content = pdf(noise(1), noise(2), noise(3))
    async with opened(house.consume / "scan.pdf") as descriptor:
        for start in range(0, len(content), 5000):
            os.write(descriptor, content[start : start + 5000])
            await asyncio.sleep(PAUSE_S)
            assert await house.documents() == []

    await only_this_is_stored(house, content)


async def test_one_that_holds_a_whole_file_open(house: House, watcher: Watcher) -> None:
    """It looks complete, but the scanner may still add to it."""
    first, whole = tiff(noise(1)), tiff(noise(1), noise(2))
    async with opened(house.consume / "scan.tif") as descriptor:
        os.write(descriptor, first)
        await until(lambda: reasons(watcher) == {"scan.tif": "writing"})
        os.pwrite(descriptor, whole, 0)

    await only_this_is_stored(house, whole)


async def test_one_that_closes_and_opens_again_for_the_rest(house: House, watcher: Watcher) -> None:
    content = pdf()
    house.drop("scan.pdf", content[:2000])
    await until(lambda: reasons(watcher) == {"scan.pdf": "incomplete"})
    async with opened(house.consume / "scan.pdf", os.O_WRONLY | os.O_APPEND) as descriptor:
        os.write(descriptor, content[2000:])

    await only_this_is_stored(house, content)


async def test_one_that_makes_an_empty_file_first(house: House, watcher: Watcher) -> None:
    house.drop("scan.pdf", b"")
    await until(lambda: reasons(watcher) == {"scan.pdf": "empty"})
    await asyncio.sleep(PAUSE_S)

    house.drop("scan.pdf", pdf())

    await only_this_is_stored(house, pdf())


async def test_one_that_writes_under_another_name_and_renames(
    house: House, watcher: Watcher
) -> None:
    partial = house.drop("scan.pdf.part", pdf())
    await asyncio.sleep(PAUSE_S)
    assert await house.documents() == []

    partial.rename(house.consume / "scan.pdf")

    await only_this_is_stored(house, pdf())


async def test_one_that_reserves_the_space_and_fills_it_later(
    house: House, watcher: Watcher
) -> None:
    content = pdf()
    path = house.consume / "scan.pdf"
    async with opened(path) as descriptor:
        os.posix_fallocate(descriptor, 0, len(content))
        os.pwrite(descriptor, content[:1000], 0)
    await until(lambda: reasons(watcher) == {"scan.pdf": "incomplete"})

    async with opened(path, os.O_WRONLY) as descriptor:
        os.pwrite(descriptor, content[1000:], 1000)

    await only_this_is_stored(house, content)


async def test_one_that_writes_the_file_anew_from_its_start(house: House, watcher: Watcher) -> None:
    async with opened(house.consume / "scan.pdf") as descriptor:
        os.write(descriptor, pdf(seed=1))
        await asyncio.sleep(PAUSE_S)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, pdf(seed=2), 0)

    await only_this_is_stored(house, pdf(seed=2))


async def test_one_that_uses_the_same_name_for_the_next_paper(
    house: House, watcher: Watcher
) -> None:
    """The second has more pages, as a page-by-page scanner's file would, but is another paper."""
    first, second = pdf(noise(1)), pdf(noise(2), noise(3))
    house.drop("scan.pdf", first)
    await until(lambda: house.left() == [])

    house.drop("scan.pdf", second)
    await until(lambda: house.left() == [])

    assert [d["checksum"] for d in await house.documents()] == [sha(first), sha(second)]


async def test_one_that_replaces_a_file_while_it_is_being_taken(
    house: House, watcher: Watcher
) -> None:
    for seed in range(6):
        house.drop("scan.pdf.part", pdf(seed=seed)).rename(house.consume / "scan.pdf")
        await asyncio.sleep(QUIET_S + 0.02)
    await until(lambda: house.left() == [])

    blobs = house.blobs()
    assert pdf(seed=5) in blobs
    assert all(blob in [pdf(seed=seed) for seed in range(6)] for blob in blobs)


async def test_one_that_stops_half_way_is_kept_and_flagged_when_time_is_up(house: House) -> None:
    half = pdf()[:2500]
    async with house.watching(incomplete_after_s=0.6) as watcher:
        house.drop("scan.pdf", half)
        await until(lambda: reasons(watcher) == {"scan.pdf": "incomplete"})
        await until(lambda: house.left() == [])

    [document] = await house.documents()
    assert document["notice"] == "incomplete"
    assert house.blobs() == [half]


async def test_two_writers_at_a_time(house: House, watcher: Watcher) -> None:
    content = pdf()
    path = house.consume / "scan.pdf"
    async with opened(path) as one:
        async with opened(path) as two:
            os.pwrite(one, content[:2000], 0)
            os.pwrite(two, content[2000:], 2000)
        await asyncio.sleep(PAUSE_S)
        assert await house.documents() == []

    await only_this_is_stored(house, content)


async def test_one_that_sets_the_time_of_the_file_back(house: House, watcher: Watcher) -> None:
    path = house.drop("scan.pdf", pdf())
    os.utime(path, (1_000_000_000, 1_000_000_000))

    await only_this_is_stored(house, pdf())
    assert house.received[0].modified_at == 1_000_000_000_000_000


async def test_one_that_delivers_page_by_page_gives_one_document(
    house: House, watcher: Watcher
) -> None:
    house.drop("scan.pdf", pdf(noise(1)))
    await until(lambda: house.left() == [])
    house.drop("scan.pdf", pdf(noise(1), noise(2)))
    await until(lambda: house.left() == [])
    house.drop("scan.tif", tiff(noise(3)))
    await until(lambda: house.left() == [])
    house.drop("scan.tif", tiff(noise(3), noise(4)))
    await until(lambda: house.left() == [])

    assert [document["checksum"] for document in await house.documents()] == [
        sha(pdf(noise(1), noise(2))),
        sha(tiff(noise(3), noise(4))),
    ]
    assert len(house.blobs()) == 4  # the shorter ones are kept


async def test_one_that_appends_after_the_file_was_taken(house: House, watcher: Watcher) -> None:
    house.drop("note.txt", b"first line\n" * 20)
    await until(lambda: house.left() == [])

    house.drop("note.txt", b"first line\n" * 20 + b"second line\n")
    await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1


async def test_bytes_that_come_between_storing_and_removing_are_kept(
    house: House, watcher: Watcher
) -> None:
    """The scanner opens the file again at the worst moment: after the commit."""
    longer = pdf(noise(1), noise(2))
    path = house.consume / "scan.pdf"
    register = watcher.taker.register

    async def register_and_then_the_scanner_goes_on(received):  # type: ignore[no-untyped-def]
        registered = await register(received)
        if len(house.received) == 1:
            await asyncio.to_thread(path.write_bytes, longer)
        return registered

    watcher.taker.register = register_and_then_the_scanner_goes_on
    house.drop("scan.pdf", pdf(noise(1)))

    await until(lambda: len(house.received) == 2)
    await until(lambda: house.left() == [])
    [document] = await house.documents()
    assert document["checksum"] == sha(longer)


async def test_without_leases_a_file_has_to_be_quiet_three_times_as_long(
    house: House, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intray.ingest.claim.writers", lambda descriptor: Writers.UNKNOWN)
    loop = asyncio.get_running_loop()
    began = loop.time()
    house.drop("scan.png", png())

    await only_this_is_stored(house, png())
    assert loop.time() - began >= QUIET_S * 3


async def test_a_writer_that_comes_during_the_lease_does_not_end_the_daemon(
    house: House, tmp_path: Path
) -> None:
    """The kernel signals the holder of a lease; the default of that signal would be fatal."""
    from intray.ingest.lease import writers

    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())

    def open_for_writing() -> None:
        for _ in range(300):
            os.close(os.open(path, os.O_WRONLY))

    writer = asyncio.create_task(asyncio.to_thread(open_for_writing))
    async with opened(path, os.O_RDONLY) as descriptor:
        while not writer.done():
            writers(descriptor)
            await asyncio.sleep(0)
    await writer


async def test_the_largest_files_are_not_taken_by_accident(
    house: House, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_module, "SIZE_LIMIT_BYTES", 1000)

    house.drop("film.pdf", pdf())

    await until(lambda: reasons(watcher) == {"film.pdf": "too_large"})
    assert house.left() == ["film.pdf"]
