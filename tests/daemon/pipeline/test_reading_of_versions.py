"""A version is read like any paper; what the document was filed under stays."""

import hashlib
import sys

DIES = [sys.executable, "-c", "raise SystemExit(3)"]


def sha(content):
    return hashlib.sha256(content.encode()).hexdigest()


async def give(office, content, first):
    return await office.receive(
        content,
        source="api_upload",
        file_name="second.txt",
        version_of=first.document_id,
    )


async def test_a_version_brings_its_text_and_thumbnail_and_leaves_the_rest(office):
    first = await office.receive("Northwind\nDate: 14 March 2023", file_name="Lease.txt")
    await office.read(first)
    await office.execute(
        "INSERT INTO tags (name, match, matching_algorithm) VALUES ('x', 'new', 1)"
    )
    before = await office.document(first.document_id)

    second = await give(office, "A new text of 1 May 2024", first)
    waiting = await office.document(first.document_id)
    await office.read(second)

    after = await office.document(first.document_id)
    kept = ("title", "created", "added_at", "tags", "correspondent_id", "owner_id")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert "Northwind" in waiting["content"]  # found meanwhile by what was there
    assert after["content"].strip() == "A new text of 1 May 2024"
    assert (after["reading"], after["checksum"]) == ("done", sha("A new text of 1 May 2024"))
    folder = office.config.paths.derived_folder(after["checksum"], after["derived"])
    assert (folder / "thumb.webp").stat().st_size > 0
    former = office.config.paths.derived_folder(before["checksum"], before["derived"])
    assert (former / "thumb.webp").exists()


async def test_a_document_that_had_no_text_is_filed_by_its_first_version_with_some(office):
    await office.execute(
        "INSERT INTO tags (name, match, matching_algorithm) VALUES ('x', 'new', 1)"
    )
    first = await office.receive("\x00", mime_type="application/pdf")
    await office.read(first)

    second = await give(office, "A new text of 1 May 2024", first)
    await office.read(second)

    document = await office.document(first.document_id)
    assert document["tags"] == ["x"]


async def test_a_version_that_cannot_be_read_does_not_show_the_text_of_the_one_before(office):
    first = await office.receive("Northwind")
    await office.read(first)

    second = await give(office, "A new text", first)
    for _ in range(3):
        await office.read(second, DIES)

    document = await office.document(first.document_id)
    assert (document["reading"], document["content"]) == ("failed", "")


async def test_a_version_that_came_during_the_reading_is_not_marked_as_failed(office):
    first = await office.receive("Northwind")
    for _ in range(2):
        await office.read(first, DIES)

    async def third_attempt():
        job = await office.job(first)
        await give(office, "A new text", first)
        return job

    job = await third_attempt()
    assert job.attempts == 2
    await office.read(first, DIES)

    document = await office.document(first.document_id)
    assert document["checksum"] == sha("A new text")
    assert document["reading"] == "waiting"
