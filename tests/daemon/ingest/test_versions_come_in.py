"""Another file for a document: durable like every paper, a version again after a crash."""

import contextlib
from collections.abc import AsyncIterator

import pytest
from ingest_builders import House, pdf, sha, until

from intray.errors import BusyError
from intray.ingest.meta import from_meta, to_meta
from intray.ingest.recovery import MISSING, recover, sweep
from intray.ingest.types import Received, Registered
from intray.store import blobs
from intray.store.blobs import StagedFile


async def in_one(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def send(house: House, content: bytes, name: str = "scan.pdf", **more: object) -> Registered:
    values: dict[str, object] = {"owner_id": None, "overrides": {}, **more}
    return await house.uploads().receive(
        in_one(content),
        file_name=name,
        source="api_upload",
        **values,  # type: ignore[arg-type]
    )


async def send_version(
    house: House, content: bytes, first: Registered, **more: object
) -> Registered:
    return await send(
        house, content, "second.pdf", version_of=first.document_id, base=sha(pdf(seed=1)), **more
    )


def publish(house: House, content: bytes, **described: object) -> Received:
    """As if the daemon was killed between publishing and committing."""
    file = StagedFile(house.paths)
    file.write(content)
    staged = file.finish()
    received = Received(
        staged.checksum,
        staged.size,
        "application/pdf",
        "second.pdf",
        "api_upload",
        1_700_000_000_000_000,
        **described,  # type: ignore[arg-type]
    )
    blobs.publish(house.paths, staged, to_meta(received))
    return received


async def versions_of(house: House) -> list[tuple[int, str]]:
    """Document and checksum of older versions, oldest first."""
    async with house.database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT document_id, checksum FROM document_versions ORDER BY id"
        )
    return [(row[0], row[1]) for row in rows]


async def test_a_version_takes_the_place_of_the_file_before(house: House) -> None:
    first = await send(house, pdf(seed=1), "Lease.pdf")

    second = await send_version(house, pdf(seed=2), first, overrides={"version_label": "signed"})

    [document] = await house.documents()
    assert second.document_id == first.document_id == document["id"]
    assert (document["checksum"], document["title"]) == (sha(pdf(seed=2)), "Lease")
    assert (document["version_label"], document["reading"]) == ("signed", "waiting")
    assert await versions_of(house) == [(document["id"], sha(pdf(seed=1)))]
    assert sorted(house.blobs()) == sorted([pdf(seed=1), pdf(seed=2)])


async def test_the_note_beside_the_original_says_whose_version_it_is(house: House) -> None:
    first = await send(house, pdf(seed=1))
    await send_version(house, pdf(seed=2), first, overrides={"version_label": "signed"})

    nobody = Received("", 0, "", "", "", 0)
    noted = from_meta(nobody, blobs.read_meta(house.paths, sha(pdf(seed=2))))

    assert (noted.version_of, noted.base) == (first.document_id, sha(pdf(seed=1)))
    assert noted.version_label == "signed"


async def test_a_version_whose_row_a_crash_prevented_is_a_version_again(house: House) -> None:
    first = await send(house, pdf(seed=1), "Lease.pdf")
    house.fails = [BusyError()]
    with pytest.raises(BusyError):
        await send_version(house, pdf(seed=2), first)
    [before] = await house.documents()

    recovered = await recover(house.paths, house.database, house.register)

    [document] = await house.documents()
    assert recovered.adopted == 1
    assert (document["id"], document["title"]) == (before["id"], "Lease")
    assert document["checksum"] == sha(pdf(seed=2))
    assert await versions_of(house) == [(document["id"], sha(pdf(seed=1)))]


async def test_the_sweep_knows_older_versions(house: House) -> None:
    first = await send(house, pdf(seed=1))
    await send_version(house, pdf(seed=2), first)

    swept = await sweep(house.paths, house.database, house.register, under_way_s=0)

    assert (swept.adopted, swept.missing) == (0, 0)
    assert len(await house.documents()) == 1


async def test_an_older_version_whose_file_is_gone_is_reported(house: House) -> None:
    first = await send(house, pdf(seed=1))
    await send_version(house, pdf(seed=2), first)
    house.paths.blob(sha(pdf(seed=1))).unlink()

    swept = await sweep(house.paths, house.database, house.register, under_way_s=0)

    async with house.database.read() as db:
        rows = list(await db.execute_fetchall("SELECT notice FROM document_versions"))
    assert (swept.missing, rows[0][0]) == (1, MISSING)
    assert [each["notice"] for each in await house.documents()] == [None]


async def test_with_all_rows_lost_versions_find_their_document_by_its_bytes(house: House) -> None:
    """Ids are given anew, in whichever order."""
    other = await send(house, pdf(seed=7))
    first = await send(house, pdf(seed=1))
    await send_version(house, pdf(seed=2), first)
    await send_version(house, pdf(seed=3), first)
    assert other.document_id != first.document_id
    async with house.database.transaction() as tx:
        await tx.execute("DELETE FROM documents")
        await tx.execute("DELETE FROM jobs")
        await tx.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'documents'")

    await recover(house.paths, house.database, house.register)

    one, two = await house.documents()
    assert [one["checksum"], two["checksum"]] == [sha(pdf(seed=7)), sha(pdf(seed=3))]
    assert [checksum for _, checksum in await versions_of(house)] == [
        sha(pdf(seed=1)),
        sha(pdf(seed=2)),
    ]
    assert {number for number, _ in await versions_of(house)} == {two["id"]}


@pytest.mark.parametrize("base", [None, "e" * 64])
async def test_a_version_of_a_document_that_is_gone_is_a_document(
    house: House, base: str | None
) -> None:
    publish(house, pdf(seed=2), version_of=99, base=base)

    await recover(house.paths, house.database, house.register)

    [document] = await house.documents()
    assert document["checksum"] == sha(pdf(seed=2))
    assert await versions_of(house) == []


async def test_a_version_of_a_document_in_the_trash_stays_with_it(house: House) -> None:
    first = await send(house, pdf(seed=1))
    async with house.database.transaction() as tx:
        await tx.execute("UPDATE documents SET deleted_at = 1")

    await send_version(house, pdf(seed=2), first)

    [document] = await house.documents()
    assert (document["checksum"], document["deleted_at"]) == (sha(pdf(seed=2)), 1)


async def test_the_bytes_of_any_version_are_a_duplicate(house: House) -> None:
    first = await send(house, pdf(seed=1))
    await send_version(house, pdf(seed=2), first)
    await send(house, pdf(seed=3), "other.pdf")

    again = [
        await send_version(house, pdf(seed=1), first),  # an older version
        await send_version(house, pdf(seed=2), first),  # the newest
        await send_version(house, pdf(seed=3), first),  # another document
        await send(house, pdf(seed=1)),  # as a new paper
    ]

    assert [each.duplicate_of for each in again[:2]] == [first.document_id] * 2
    assert again[2].duplicate_of not in (None, first.document_id)
    assert again[3].duplicate_of == first.document_id
    assert len(await versions_of(house)) == 1


async def test_a_longer_scan_does_not_replace_a_version_that_came_meanwhile(house: House) -> None:
    """The scanner goes on writing a paper that a person has worked on already."""
    async with house.watching():
        house.drop("scan.pdf", pdf(seed=1))
        await until(lambda: len(house.received) == 1 and house.left() == [])
        [document] = await house.documents()
        await send(house, pdf(seed=2), version_of=document["id"], base=sha(pdf(seed=1)))
        longer = pdf(seed=1) + b"% and more\n" + pdf(seed=1)
        house.drop("scan.pdf", longer)
        await until(lambda: len(house.received) == 3 and house.left() == [])

    [document] = await house.documents()
    assert document["checksum"] == sha(longer)
    assert [checksum for _, checksum in await versions_of(house)] == [
        sha(pdf(seed=1)),
        sha(pdf(seed=2)),
    ]


async def test_a_sender_who_goes_away_leaves_document_and_versions_alone(house: House) -> None:
    first = await send(house, pdf(seed=1))

    async def breaks_off() -> AsyncIterator[bytes]:
        yield pdf(seed=2)
        raise ConnectionResetError

    with contextlib.suppress(ConnectionResetError):
        await house.uploads().receive(
            breaks_off(),
            file_name="second.pdf",
            source="api_upload",
            owner_id=None,
            overrides={},
            version_of=first.document_id,
            base=sha(pdf(seed=1)),
        )

    assert list(house.paths.staging.iterdir()) == []
    assert house.blobs() == [pdf(seed=1)]
