"""A paper that a door has received is a document at once, and only one."""

import asyncio
import json

import pytest

from intray.events import JobProgress


async def test_a_document_exists_before_a_page_of_it_is_read(office):
    registered = await office.receive("Invoice 4711", file_name="Water bill.txt")

    document = await office.document(registered.document_id)
    assert (document["title"], document["created"]) == ("Water bill", "2024-03-01")
    assert (document["reading"], document["content"]) == ("waiting", "")
    assert (await office.job(registered)).state == "pending"


async def test_everybody_who_watches_is_told(office):
    with office.events.subscribe() as events:
        await office.receive()
        async with asyncio.timeout(1):
            first = await anext(events)

    assert isinstance(first, JobProgress)
    assert (first.state, first.file_name) == ("pending", "scan.txt")


async def test_the_same_bytes_again_are_reported_as_a_duplicate(office):
    first = await office.receive("Invoice 4711", file_name="a.txt")

    again = await office.receive("Invoice 4711", file_name="b.txt")

    job = await office.job(again)
    assert (again.document_id, again.duplicate_of) == (None, first.document_id)
    assert (job.state, job.error_code) == ("failure", "duplicate")
    assert job.error_message == (
        f"Not consuming b.txt: It is a duplicate of a (#{first.document_id})."
    )


async def test_the_title_of_another_users_paper_is_not_told(office):
    await office.execute(
        "INSERT INTO users (id, username, password_hash, joined_at) VALUES (7, 'ann', '', 0)"
    )
    await office.receive("Diagnosis", source="api_upload", owner_id=7, file_name="Secret.txt")

    again = await office.receive("Diagnosis", source="api_upload", file_name="b.txt")

    message = (await office.job(again)).error_message
    assert message is not None
    assert "Secret" not in message


async def test_a_hand_over_that_a_crash_interrupted_is_no_duplicate(office):
    first = await office.receive("Invoice 4711")

    again = await office.receive("Invoice 4711")  # same name and time: still in the folder

    assert again == first


async def test_a_paper_in_the_trash_that_is_scanned_again_comes_back(office):
    first = await office.receive("Invoice 4711", file_name="a.txt")
    await office.execute("UPDATE documents SET deleted_at = 1")

    again = await office.receive("Invoice 4711", file_name="b.txt")

    assert again.document_id == first.document_id
    assert (await office.document(first.document_id))["deleted_at"] is None


async def test_an_upload_of_a_paper_in_the_trash_says_where_it_is(office):
    await office.receive("Invoice 4711", file_name="a.txt")
    await office.execute("UPDATE documents SET deleted_at = 1")

    again = await office.receive("Invoice 4711", source="api_upload")

    job = await office.job(again)
    assert job.error_code == "duplicate_in_trash"
    assert job.error_message is not None
    assert job.error_message.endswith("Note: existing document is in the trash.")


async def test_what_the_sender_asked_for_is_followed(office):
    await office.execute("INSERT INTO correspondents (id, name) VALUES (3, 'Water Co')")
    await office.execute("INSERT INTO tags (id, name) VALUES (5, 'Utilities')")

    registered = await office.receive(
        overrides={
            "title": "Water bill",
            "created": "2023-12-24",
            "correspondent": 3,
            "tags": [5],
            "archive_serial_number": 118,
        }
    )

    document = await office.document(registered.document_id)
    assert document["title"] == "Water bill"
    assert document["created"] == "2023-12-24"
    assert document["correspondent_id"] == 3
    assert document["archive_serial_number"] == 118
    assert document["tags"] == ["Utilities"]


async def test_a_serial_number_that_is_taken_refuses_no_paper(office):
    await office.receive("One", overrides={"archive_serial_number": 118})

    second = await office.receive("Two", overrides={"archive_serial_number": 118})

    document = await office.document(second.document_id)
    assert (document["archive_serial_number"], document["notice"]) == (None, "number_taken")


async def test_a_correspondent_that_was_deleted_meanwhile_refuses_no_paper(office):
    registered = await office.receive(overrides={"correspondent": 99, "tags": [98]})

    document = await office.document(registered.document_id)
    assert (document["correspondent_id"], document["tags"]) == (None, [])


async def test_new_papers_get_the_inbox_tags_and_those_of_their_folders(office):
    await office.execute("INSERT INTO tags (name, is_inbox_tag) VALUES ('Inbox', 1)")

    registered = await office.receive(subdirs=("Tax", "2024"))

    assert (await office.document(registered.document_id))["tags"] == ["2024", "Inbox", "Tax"]


async def test_a_longer_file_of_the_scanner_replaces_the_shorter_one(office):
    first = await office.receive("Page 1")

    second = await office.receive("Page 1, page 2", supersedes=first.document_id)

    assert second.document_id == first.document_id
    document = await office.document(first.document_id)
    assert (document["size"], document["reading"]) == (len("Page 1, page 2"), "waiting")
    async with office.database.read() as db:
        kept = await db.execute_fetchall("SELECT size FROM superseded_originals")
    assert [row["size"] for row in kept] == [len("Page 1")]


async def test_a_longer_file_of_a_paper_in_the_trash_brings_it_back(office):
    first = await office.receive("Page 1")
    await office.execute("UPDATE documents SET deleted_at = 1")

    await office.receive("Page 1, page 2", supersedes=first.document_id)

    assert (await office.document(first.document_id))["deleted_at"] is None


async def test_a_paper_gets_the_custom_fields_its_sender_gave(office):
    await office.execute("INSERT INTO custom_fields (name, data_type) VALUES ('Sum', 'monetary')")
    await office.execute("INSERT INTO custom_fields (name, data_type) VALUES ('Due', 'date')")
    given = {"1": "EUR31.20", "2": "gone wrong", "3": "no field", "x": 1}

    registered = await office.receive(overrides={"custom_fields": given})

    async with office.database.read() as db:
        values = await db.execute_fetchall(
            "SELECT document_id, field_id, text_value FROM custom_field_values"
        )
        (job,) = await db.execute_fetchall("SELECT overrides FROM jobs")
    number = registered.document_id
    assert [tuple(row) for row in values] == [(number, 1, "EUR31.20"), (number, 2, None)]
    assert json.loads(job["overrides"]) == {"custom_fields": given}


@pytest.mark.parametrize("given", [None, [1], "x", {"1": {"a": [1]}}, {"1": 10**400}])
async def test_no_custom_field_whatever_keeps_a_paper_out(office, given):
    await office.execute("INSERT INTO custom_fields (name, data_type) VALUES ('Sum', 'monetary')")

    registered = await office.receive(overrides={"custom_fields": given})

    assert registered.document_id is not None


async def test_a_longer_file_leaves_the_custom_fields_alone(office):
    await office.execute("INSERT INTO custom_fields (name, data_type) VALUES ('Sum', 'monetary')")
    first = await office.receive("Page 1", overrides={"custom_fields": {"1": "EUR31.20"}})

    await office.receive("Page 1, page 2", supersedes=first.document_id)

    async with office.database.read() as db:
        values = await db.execute_fetchall("SELECT text_value FROM custom_field_values")
    assert [row[0] for row in values] == ["EUR31.20"]
