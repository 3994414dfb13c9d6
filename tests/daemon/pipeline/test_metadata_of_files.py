"""What files say of themselves is kept when they are read, and asked for later where it is not."""

import hashlib

import pikepdf
import pytest

from intray.documents import listing
from intray.documents.listing import Wanted
from intray.permissions import Actor
from intray.pipeline.describe import describe
from intray.reading.pool import ReadingPool
from intray.store import removal

SOMEBODY = Actor(1, "ann", is_superuser=True)


def pdf(path, title="Bill"):
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = title
    made.save(path)
    return path.read_bytes()


async def receive(office, content):
    checksum = hashlib.sha256(content).hexdigest()
    blob = office.config.paths.blob(checksum)
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(content)
    return await office.receive(
        checksum, checksum=checksum, mime_type="application/pdf", file_name="a.pdf"
    )


async def document_of(office, document_id):
    async with office.database.read() as db:
        return await listing.get(db, SOMEBODY, document_id, Wanted())


async def ask(office, document_id, command=None):
    config = office.config
    pool = ReadingPool(config.ocr, config.workers, config.dates, config.paths.scratch_dir, command)
    async with pool:
        document = await document_of(office, document_id)
        return await describe(office.database, config.paths, pool, document)


def titles(found):
    return {
        checksum: [entry["value"] for entry in entries if entry["key"] == "title"]
        for checksum, entries in found.items()
    }


NOBODY = ["false"]  # a worker that ends at once


async def test_reading_a_document_keeps_it(office, tmp_path):
    registered = await receive(office, pdf(tmp_path / "a.pdf"))

    await office.read(registered)

    document = await document_of(office, registered.document_id)
    found = await ask(office, registered.document_id, NOBODY)
    assert titles(found)[document.checksum] == ["Bill"]
    assert found.keys() == {document.checksum, document.archive_checksum} - {None}


async def test_of_a_document_that_was_read_before_a_worker_is_asked_once(office, tmp_path):
    registered = await receive(office, pdf(tmp_path / "a.pdf"))
    await office.execute("DELETE FROM file_metadata")

    first = await ask(office, registered.document_id)
    second = await ask(office, registered.document_id, NOBODY)

    assert list(titles(first).values()) == [["Bill"]]
    assert second == first


async def test_a_file_that_kills_its_worker_is_asked_once(office, tmp_path):
    registered = await receive(office, pdf(tmp_path / "a.pdf"))

    first = await ask(office, registered.document_id, NOBODY)
    second = await ask(office, registered.document_id)

    assert list(first.values()) == [[]]
    assert second == first


async def test_nothing_is_kept_of_a_document_that_was_removed_meanwhile(office, tmp_path):
    registered = await receive(office, pdf(tmp_path / "a.pdf"))
    document = await document_of(office, registered.document_id)
    await office.execute("UPDATE documents SET deleted_at = 1")
    async with office.database.transaction() as tx:
        await removal.remove(tx, [registered.document_id])
    config = office.config
    pool = ReadingPool(config.ocr, config.workers, config.dates, config.paths.scratch_dir)

    async with pool:
        await describe(office.database, config.paths, pool, document)

    async with office.database.read() as db:
        assert not list(await db.execute_fetchall("SELECT * FROM file_metadata"))


@pytest.fixture(autouse=True)
def scratch(office):
    office.config.paths.scratch_dir.mkdir(parents=True, exist_ok=True)
