"""After a crash every durable paper is a document, and nothing half done stays."""

from ingest_builders import House, pdf, reasons, sha, until

from intray.ingest.meta import to_meta
from intray.ingest.recovery import MISSING, Recovered, recover, sweep
from intray.ingest.types import Received
from intray.jobs import journal
from intray.store import blobs
from intray.store.blobs import StagedFile


def store_without_row(house: House, content: bytes, **described: object) -> str:
    """As if the daemon was killed between publishing and committing."""
    file = StagedFile(house.paths)
    file.write(content)
    staged = file.finish()
    values = {
        "checksum": staged.checksum,
        "size": staged.size,
        "mime_type": "application/pdf",
        "file_name": "bill.pdf",
        "source": "folder_consume",
        "modified_at": 1_700_000_000_000_000,
    }
    blobs.publish(house.paths, staged, to_meta(Received(**(values | described))))  # type: ignore[arg-type]
    return staged.checksum


async def run(house: House, unsure_since: float | None = 0) -> Recovered:
    return await recover(house.paths, house.database, house.register, unsure_since=unsure_since)


async def test_a_paper_without_document_is_adopted_as_its_sender_described_it(
    house: House,
) -> None:
    checksum = store_without_row(house, pdf(), overrides={"title": "The bill"}, subdirs=("Car",))

    recovered = await run(house)

    [document] = await house.documents()
    assert recovered.adopted == 1
    assert document["checksum"] == checksum
    assert document["title"] == "The bill"
    assert document["original_name"] == "bill.pdf"


async def test_recovering_twice_changes_nothing_the_second_time(house: House) -> None:
    store_without_row(house, pdf())
    (house.paths.staging / "half").write_bytes(b"half")
    await run(house)
    before = (await house.documents(), await house.jobs())

    again = await run(house)

    assert again == Recovered()
    assert (await house.documents(), await house.jobs()) == before


async def test_a_paper_is_adopted_even_without_its_description(house: House) -> None:
    checksum = store_without_row(house, pdf())
    blobs.meta_path(house.paths, checksum).unlink()

    await run(house)

    [document] = await house.documents()
    assert document["mime_type"] == "application/pdf"
    assert document["original_name"] == f"{checksum[:12]}.pdf"


async def test_a_description_that_makes_no_sense_is_not_believed(house: House) -> None:
    checksum = store_without_row(house, pdf())
    meta = blobs.meta_path(house.paths, checksum)
    meta.chmod(0o600)
    meta.write_text('{"file_name": 5, "owner_id": "root", "overrides": []}')

    await run(house)

    assert len(await house.documents()) == 1


async def test_a_paper_of_a_user_whom_the_database_does_not_know_is_adopted(house: House) -> None:
    store_without_row(house, pdf(), owner_id=77, supersedes=99)

    await run(house)

    [document] = await house.documents()
    assert document["owner_id"] is None


async def test_a_damaged_orphan_is_reported_and_not_adopted(house: House) -> None:
    checksum = store_without_row(house, pdf())
    blob = house.paths.blob(checksum)
    blob.chmod(0o600)
    blob.write_bytes(b"rotten")

    recovered = await run(house)

    assert (recovered.adopted, recovered.damaged) == (0, 1)
    assert blob.exists()


async def test_the_scan_whose_paper_was_adopted_is_released_without_a_second_job(
    house: House,
) -> None:
    """Killed between publishing and committing: the scan still lies in the folder."""
    path = house.drop("bill.pdf", pdf())
    modified_at = path.stat().st_mtime_ns // 1000
    store_without_row(house, pdf(), modified_at=modified_at)
    await run(house)

    async with house.watching():
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1
    assert [job["state"] for job in await house.jobs()] == ["pending"]


async def test_what_was_being_received_is_wiped(house: House) -> None:
    (house.paths.staging / "half").write_bytes(b"half")
    (house.paths.staging / "derived-1").mkdir()

    recovered = await run(house, None)

    assert recovered.staging_removed == 2
    assert list(house.paths.staging.iterdir()) == []


async def test_a_taken_scan_is_removed_if_its_paper_is_safe_and_given_back_if_not(
    house: House,
) -> None:
    own = house.consume / ".intray"
    own.mkdir()
    store_without_row(house, pdf(seed=1))
    (own / f"{'a' * 32}-safe.pdf").write_bytes(pdf(seed=1))
    (own / f"{'b' * 32}-changed.pdf").write_bytes(pdf(seed=2))
    house.drop("changed.pdf", pdf(seed=3))

    recovered = await run(house)

    assert (recovered.released, recovered.given_back) == (1, 1)
    assert house.left() == ["changed (2).pdf", "changed.pdf"]
    assert (house.consume / "changed (2).pdf").read_bytes() == pdf(seed=2)


async def test_a_crash_while_giving_back_leaves_one_file(house: House) -> None:
    own = house.consume / ".intray"
    own.mkdir()
    taken = own / f"{'a' * 32}-scan.pdf"
    taken.write_bytes(pdf())
    (house.consume / "scan.pdf").hardlink_to(taken)

    await run(house)

    assert house.left() == ["scan.pdf"]
    assert (house.consume / "scan.pdf").stat().st_nlink == 1


async def test_a_taken_scan_repairs_nothing_it_should_not_when_its_original_rotted(
    house: House,
) -> None:
    """The stored original is damaged: the scan goes back and heals it when it is taken again."""
    checksum = store_without_row(house, pdf())
    await run(house)
    blob = house.paths.blob(checksum)
    blob.chmod(0o600)
    blob.write_bytes(b"rotten")
    own = house.consume / ".intray"
    own.mkdir()
    (own / f"{'a' * 32}-scan.pdf").write_bytes(pdf())

    await run(house)

    assert house.left() == ["scan.pdf"]


async def test_a_link_in_place_of_our_own_folder_is_not_followed(house: House) -> None:
    """Somebody with the share could aim it at the originals, which would be removed."""
    checksum = store_without_row(house, pdf())
    blob = house.paths.blob(checksum)
    (house.consume / ".intray").symlink_to(blob.parent)

    await run(house)
    async with house.watching() as watcher:
        house.drop("scan.pdf", pdf(seed=2))
        await until(lambda: reasons(watcher) == {"scan.pdf": "not_removable"})

    assert blob.exists()
    assert [path.name for path in blob.parent.iterdir()] == [checksum]


async def test_interrupted_jobs_wait_again_and_keep_their_attempts(house: House) -> None:
    store_without_row(house, pdf())
    await run(house)
    async with house.database.transaction() as tx:
        await journal.start(tx, 1)

    recovered = await run(house, None)

    [job] = await house.jobs()
    assert recovered.jobs_requeued == 1
    assert (job["state"], job["attempts"]) == ("pending", 1)


async def test_after_an_orderly_stop_the_originals_are_not_walked(house: House) -> None:
    store_without_row(house, pdf())

    assert (await run(house, None)).adopted == 0
    assert (await sweep(house.paths, house.database, house.register, under_way_s=0)).adopted == 1


async def test_the_sweep_flags_documents_whose_original_is_gone(house: House) -> None:
    checksum = store_without_row(house, pdf())
    await run(house)
    house.paths.blob(checksum).unlink()

    swept = await sweep(house.paths, house.database, house.register, under_way_s=0)

    [document] = await house.documents()
    assert swept.missing == 1
    assert document["notice"] == MISSING
    assert sha(pdf()) == checksum
