"""Reading adds to a document; whatever happens to it, the document stays."""

import asyncio
import sys
from pathlib import Path

import pytest

from intray.errors import ReadOnlyError
from intray.store import removal
from intray.store.remover import Remover

DIES = [sys.executable, "-c", "raise SystemExit(3)"]


async def test_a_read_document_has_its_text_its_date_and_a_thumbnail(office):
    registered = await office.receive("Northwind\nDate: 14 March 2023\nInvoice 4711")

    await office.read(registered)

    document = await office.document(registered.document_id)
    assert "Invoice 4711" in document["content"]
    assert document["created"] == "2023-03-14"
    assert (document["reading"], document["notice"]) == ("done", None)
    folder = office.config.paths.derived_folder(document["checksum"], document["derived"])
    assert (folder / "thumb.webp").stat().st_size > 0
    assert (await office.job(registered)).state == "success"


async def test_a_date_that_the_sender_set_is_not_replaced_by_one_in_the_text(office):
    registered = await office.receive("Date: 14 March 2023", overrides={"created": "2020-01-02"})

    await office.read(registered)

    assert (await office.document(registered.document_id))["created"] == "2020-01-02"


async def test_a_date_that_a_person_set_meanwhile_is_not_replaced(office):
    registered = await office.receive("Date: 14 March 2023")
    await office.execute("UPDATE documents SET created = '2019-05-06'")

    await office.read(registered)

    assert (await office.document(registered.document_id))["created"] == "2019-05-06"


async def test_a_date_that_a_person_sets_during_the_reading_is_not_replaced(office, tmp_path):
    begun, go_on = tmp_path / "begun", tmp_path / "go on"
    script = executable(tmp_path, f'touch {begun}\nwhile [ ! -e "{go_on}" ]; do sleep 0.02; done')
    office.with_scripts(pre=script)
    registered = await office.receive("Date: 14 March 2023")

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(office.read(registered))
        while not begun.exists():
            await asyncio.sleep(0.02)
        await office.execute("UPDATE documents SET created = '2019-05-06'")
        go_on.touch()

    assert (await office.document(registered.document_id))["created"] == "2019-05-06"


async def test_a_worker_that_dies_costs_an_attempt_and_the_third_one_ends_the_trying(office):
    registered = await office.receive("A paper that kills.")

    for attempt in (1, 2):
        await office.read(registered, DIES)
        job = await office.job(registered)
        assert (job.state, job.attempts) == ("pending", attempt)
    await office.read(registered, DIES)

    document = await office.document(registered.document_id)
    job = await office.job(registered)
    assert (document["reading"], document["notice"]) == ("failed", "worker_died")
    assert (job.state, job.error_code) == ("success", "worker_died")  # it is stored


async def test_a_file_that_was_tried_three_times_by_crashed_daemons_is_not_tried_again(office):
    registered = await office.receive("A paper that kills the box.")
    await office.execute("UPDATE jobs SET attempts = 3, state = 'started'")

    await office.read(registered)

    assert (await office.document(registered.document_id))["notice"] == "needs_attention"


async def test_a_retry_after_the_cause_is_gone_reads_the_document(office):
    registered = await office.receive("Invoice 4711")
    for _ in range(3):
        await office.read(registered, DIES)
    await office.execute("UPDATE jobs SET state = 'pending', attempts = 0")

    await office.read(registered)

    document = await office.document(registered.document_id)
    assert (document["reading"], document["notice"]) == ("done", None)
    assert "Invoice 4711" in document["content"]


async def test_a_document_deleted_for_good_meanwhile_ends_its_job(office):
    registered = await office.receive()
    await office.execute("DELETE FROM documents")

    await office.read(registered)

    job = await office.job(registered)
    assert (job.state, job.error_code) == ("failure", "document_deleted")


@pytest.mark.parametrize("stage", ["reading", "archiving", "filing"])
async def test_a_document_removed_for_good_while_it_is_read_leaves_nothing(office, stage):
    registered = await office.receive("Secret")
    with office.events.subscribe() as events:
        reading = asyncio.create_task(office.read(registered))
        async for event in events:
            if getattr(event, "stage", None) == stage:
                break
        async with office.database.transaction() as tx:
            await tx.execute("UPDATE documents SET deleted_at = 1")
            await removal.remove(tx, [registered.document_id])
        await reading

    await Remover(office.config.paths, office.database).work_off()

    async with office.database.read() as db:
        assert list(await db.execute_fetchall("SELECT * FROM jobs")) == []
        assert list(await db.execute_fetchall("SELECT * FROM documents")) == []
    paths = office.config.paths
    assert [*paths.blobs.glob("*/*/*"), *paths.derived.glob("*/*")] == []


async def test_text_of_a_replaced_original_is_not_taken_for_that_of_the_new_one(office):
    first = await office.receive("Page 1")
    job = await office.job(first)
    await office.receive("Page 1, page 2", supersedes=first.document_id)

    await office.read(first)  # the old job comes late: it reads what is current

    document = await office.document(first.document_id)
    assert "page 2" in document["content"]
    assert (await office.job(first)).state == "success"
    assert job.checksum != document["checksum"]


async def test_work_files_are_gone_when_the_job_is_done(office):
    registered = await office.receive()

    await office.read(registered)

    assert list(office.config.paths.scratch_dir.iterdir()) == []


async def test_reading_again_replaces_what_was_made_before(office):
    registered = await office.receive("Invoice 4711")
    await office.read(registered)
    before = (await office.document(registered.document_id))["derived"]
    await office.execute("UPDATE jobs SET state = 'pending'")

    await office.read(registered)

    document = await office.document(registered.document_id)
    folder = office.config.paths.derived / document["checksum"]
    assert document["derived"] != before
    assert [entry.name for entry in folder.iterdir()] == [document["derived"]]


async def test_a_failed_disk_leaves_the_job_for_the_next_start(office):
    registered = await office.receive()
    office.database.fail("disk I/O error")

    with pytest.raises(ReadOnlyError):
        await office.read(registered)

    assert (await office.job(registered)).state == "pending"


async def test_a_pre_consume_script_alters_what_is_read_but_never_the_original(office, tmp_path):
    script = executable(tmp_path, 'echo "altered by script" > "$DOCUMENT_WORKING_PATH"')
    office.with_scripts(pre=script)
    registered = await office.receive("Invoice 4711")

    await office.read(registered)

    document = await office.document(registered.document_id)
    assert document["content"].strip() == "altered by script"
    assert office.config.paths.blob(document["checksum"]).read_text() == "Invoice 4711"


async def test_a_post_consume_script_learns_what_it_needs(office, tmp_path):
    told = tmp_path / "told"
    script = executable(
        tmp_path, f'echo "$DOCUMENT_ID|$DOCUMENT_FILE_NAME|$DOCUMENT_CREATED|$TASK_ID" > {told}'
    )
    office.with_scripts(post=script)
    registered = await office.receive("Date: 14 March 2023", file_name="Bill.txt")

    await office.read(registered)

    expected = f"{registered.document_id}|Bill|2023-03-14|{registered.job_uuid}\n"
    assert told.read_text() == expected


@pytest.mark.parametrize("kind", ["pre", "post"])
async def test_a_failing_script_is_reported_and_takes_no_document_away(office, tmp_path, kind):
    office.with_scripts(**{kind: executable(tmp_path, "exit 7")})
    registered = await office.receive("Invoice 4711")

    await office.read(registered)

    job = await office.job(registered)
    assert (job.state, job.error_code) == ("success", f"{kind}_consume_script_error")
    assert "ended with status 7" in (job.error_message or "")
    assert await office.document(registered.document_id)


async def test_a_script_that_is_missing_is_named(office, tmp_path):
    office.with_scripts(post=tmp_path / "absent.sh")
    registered = await office.receive("Invoice 4711")

    await office.read(registered)

    job = await office.job(registered)
    assert job.error_code == "post_consume_script_error"
    assert "absent.sh" in (job.error_message or "")
    assert "Invoice 4711" in (await office.document(registered.document_id))["content"]


def executable(folder: Path, line: str) -> Path:
    script = folder / "script.sh"
    script.write_text(f"#!/bin/sh\n{line}\n")
    script.chmod(0o755)
    return script
