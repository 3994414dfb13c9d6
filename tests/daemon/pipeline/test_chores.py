"""Maintenance: what it finds, what it removes, and what it leaves alone."""

import asyncio
import hashlib
import os
import time
from dataclasses import replace

import pytest

from intray.clock import now_us
from intray.documents import trash
from intray.events import Events
from intray.jobs import journal
from intray.jobs.dispatch import Dispatch
from intray.jobs.runner import open_runner
from intray.maintenance import reports, sanity, schedule, tidy
from intray.pipeline import chores as chores_of
from intray.pipeline.chores import Chores

DAY_US = 24 * 3600 * 1_000_000


@pytest.fixture
def chores(office):
    async def optimize():
        return 3

    return Chores(office.database, office.events, office.config, optimize)


async def run(office, chores, kind):
    """One run of a chore; gives its job when it has ended."""
    async with office.database.transaction() as tx:
        task_id = await schedule.add(tx, kind, source="scheduled", owner_id=None)
    async with office.database.read() as db:
        job = await journal.by_uuid(db, task_id)
    await chores.run(job)
    async with office.database.read() as db:
        return await journal.get(db, job.id)


async def read(office, content="A paper."):
    """A document with its derived files, as reading leaves it."""
    registered = await office.receive(content)
    checksum = hashlib.sha256(content.encode()).hexdigest()
    folder = office.config.paths.derived_folder(checksum, "1-ab")
    folder.mkdir(parents=True)
    (folder / "thumb.webp").write_bytes(b"thumbnail")
    await office.execute(
        "UPDATE documents SET derived = '1-ab', reading = 'done' WHERE id = ?",
        registered.document_id,
    )
    await office.execute("UPDATE jobs SET state = 'success', done_at = ?", now_us())
    return registered.document_id, checksum


async def status(office):
    async with office.database.read() as db:
        return await reports.sanity(db)


async def test_where_everything_is_well_the_check_says_so(office, chores):
    await read(office)

    job = await run(office, chores, "sanity_check")

    assert (job.state, job.error_code) == ("success", None)
    assert (job.result["originals"], job.result["errors"]) == (1, 0)
    assert (await status(office)).status == "OK"


async def test_a_damaged_original_is_told_and_kept_as_it_is(office, chores):
    number, checksum = await read(office)
    blob = office.config.paths.blob(checksum)
    blob.write_text("A paler.")

    job = await run(office, chores, "sanity_check")

    [message] = job.result["messages"]
    assert (job.state, job.error_code, job.result["damaged"]) == (
        "success",
        "sanity_check_found",
        1,
    )
    assert message.startswith(f"Document {number}: the original has changed on the disk.")
    assert blob.read_text() == "A paler."
    found = await status(office)
    assert (found.status, found.error) == ("ERROR", message)
    assert found.last_run is not None


async def test_a_missing_original_and_a_missing_thumbnail_are_told(office, chores):
    _, lost = await read(office, "one")
    _, unseen = await read(office, "two")
    office.config.paths.blob(lost).unlink()
    (office.config.paths.derived_folder(unseen, "1-ab") / "thumb.webp").unlink()

    job = await run(office, chores, "sanity_check")

    assert (job.result["missing"], job.result["without_files"]) == (1, 1)
    assert "the original is missing" in job.result["messages"][0]
    assert "thumb.webp is missing" in job.result["messages"][1]


async def test_a_row_that_changed_by_itself_is_told(office, chores):
    number, _ = await read(office)
    await office.execute("DROP TRIGGER document_sum_stale")
    await office.execute("UPDATE documents SET title = 'Other' WHERE id = ?", number)

    job = await run(office, chores, "sanity_check")

    assert job.result["damaged_rows"] == 1
    assert f"Document {number}: its entry in the database" in job.result["messages"][0]


async def test_a_blob_without_a_document_is_told_and_not_touched(office, chores):
    blob = office.config.paths.blob("ab" * 32)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"orphan")
    an_hour_ago = time.time() - 3600
    os.utime(blob, (an_hour_ago, an_hour_ago))

    job = await run(office, chores, "sanity_check")

    assert (job.result["orphans"], job.result["warnings"]) == (1, 1)
    assert (await status(office)).status == "WARNING"
    assert blob.exists()


async def test_a_blob_that_may_be_about_to_get_its_document_is_no_finding(office, chores):
    blob = office.config.paths.blob("ab" * 32)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"just coming in")

    job = await run(office, chores, "sanity_check")

    assert job.result["orphans"] == 0


async def test_a_document_that_is_removed_while_the_check_runs_is_no_finding(office):
    number, checksum = await read(office)

    async def removed_meanwhile():
        await office.execute("DELETE FROM documents WHERE id = ?", number)
        blob = office.config.paths.blob(checksum)
        blob.chmod(0o600)
        blob.unlink()

    findings = await sanity.check(office.config.paths, office.database, removed_meanwhile)

    assert (findings.missing, findings.messages) == (0, [])


async def test_before_the_first_check_the_status_says_so(office):
    assert (await status(office)).status == "WARNING"


async def trashed(office, content, days_ago):
    number, checksum = await read(office, content)
    await office.execute(
        "UPDATE documents SET deleted_at = ? WHERE id = ?", now_us() - days_ago * DAY_US, number
    )
    return number, checksum


async def live_through(office, days, start_us=None):
    """The days pass, as the daily chore sees them."""
    start_us = start_us or now_us() - days * DAY_US
    for day in range(days + 1):
        async with office.database.transaction() as tx:
            await trash.count_days(tx, start_us + day * DAY_US)


async def test_what_lay_in_the_trash_long_enough_is_removed(office, chores):
    old, _ = await trashed(office, "old", 31)
    new, _ = await trashed(office, "new", 29)
    alive, _ = await read(office, "alive")
    await live_through(office, 31)

    job = await run(office, chores, "empty_trash")

    assert job.result["removed"] == 1
    async with office.database.read() as db:
        rows = await db.execute_fetchall("SELECT id FROM documents ORDER BY id")
    assert [row[0] for row in rows] == [new, alive]
    assert old not in (new, alive)


async def test_the_days_of_the_setting_count(office):
    config = replace(
        office.config, maintenance=replace(office.config.maintenance, trash_delay_days=3)
    )
    chores = Chores(office.database, Events(), config, None)
    await trashed(office, "old", 4)
    await live_through(office, 3)

    assert (await run(office, chores, "empty_trash")).result["removed"] == 1


async def test_a_clock_that_jumps_removes_nothing_too_early(office, chores):
    """Thrown away while the box believed it was long ago; then it hears the time."""
    await trashed(office, "just thrown away", 3650)
    await live_through(office, 2)

    assert (await run(office, chores, "empty_trash")).result["removed"] == 0


async def test_a_chore_that_runs_often_does_not_make_days_pass(office, chores):
    await trashed(office, "new", 3650)

    for _ in range(40):
        assert (await run(office, chores, "empty_trash")).result["removed"] == 0


async def test_what_was_restored_and_thrown_away_again_begins_anew(office, chores):
    number, _ = await trashed(office, "paper", 3650)
    await live_through(office, 29)
    await office.execute("UPDATE documents SET deleted_at = NULL")
    await office.execute("UPDATE documents SET deleted_at = 1 WHERE id = ?", number)
    await live_through(office, 5)

    assert (await run(office, chores, "empty_trash")).result["removed"] == 0


async def test_derived_folders_that_nothing_refers_to_are_removed(office, chores):
    _, checksum = await read(office)
    registered = await office.receive("being read")
    job = await office.job(registered)
    derived = office.config.paths.derived
    left, fresh = derived / checksum / "7-cd", derived / checksum / "8-ef"
    in_work, of_nobody = derived / checksum / f"{job.id}-01", derived / ("ab" * 32) / "3-01"
    for folder in (left, fresh, in_work, of_nobody):
        folder.mkdir(parents=True)
        (folder / "thumb.webp").write_bytes(b"x")
        if folder != fresh:
            long_ago = time.time() - 3 * 24 * 3600
            os.utime(folder, (long_ago, long_ago))

    removed = await tidy.remove_unused_derived(office.config.paths, office.database)

    assert removed == 2
    assert [f.exists() for f in (left, of_nobody)] == [False, False]
    assert [f.exists() for f in (fresh, in_work)] == [True, True]
    assert (derived / checksum / "1-ab" / "thumb.webp").exists()


async def old_job(office, days, source="api_upload", **columns):
    async with office.database.transaction() as tx:
        job_id = await journal.add(tx, kind="consume_file", source=source, file_name="x")
    values = {"state": "success", "done_at": now_us() - days * DAY_US} | columns
    assignments = ", ".join(f"{name} = ?" for name in values)
    await office.execute(f"UPDATE jobs SET {assignments} WHERE id = ?", *values.values(), job_id)
    return job_id


async def test_tasks_are_forgotten_when_nobody_looks_for_them_any_more(office):
    forgotten = [
        await old_job(office, 31),
        await old_job(office, 31, error_code="password", acknowledged=1),
        await old_job(office, 8, source="scheduled"),
        await old_job(office, 366, error_code="password"),
    ]
    kept = [
        await old_job(office, 29),
        await old_job(office, 31, error_code="password"),
        await old_job(office, 6, source="scheduled"),
        await old_job(office, 500, state="pending"),
    ]

    async with office.database.transaction() as tx:
        assert await tidy.forget_tasks(tx, now_us()) == len(forgotten)

    async with office.database.read() as db:
        rows = await db.execute_fetchall("SELECT id FROM jobs ORDER BY id")
    assert [row[0] for row in rows] == kept


async def test_the_classifier_says_that_it_is_not_there(office, chores):
    job = await run(office, chores, "train_classifier")
    async with office.database.read() as db:
        unused = await reports.classifier(db)
    await office.execute("INSERT INTO tags (name, matching_algorithm) VALUES ('Auto', 6)")
    async with office.database.read() as db:
        used = await reports.classifier(db)

    assert (job.state, job.result["reason"]) == ("success", reports.UNTRAINED)
    assert (unused.status, used.status) == ("DISABLED", "WARNING")
    assert used.error == reports.UNTRAINED


async def test_there_is_no_index_for_an_ai_that_is_not_there(office, chores):
    job = await run(office, chores, "llm_index")

    assert (job.state, job.error_code) == ("failure", "ai_disabled")


async def test_a_chore_that_fails_says_why(office):
    async def optimize():
        raise OSError(5, "Input/output error")

    chores = Chores(office.database, office.events, office.config, optimize)
    job = await run(office, chores, "index_optimize")

    assert (job.state, job.error_code) == ("failure", "task_failed")
    assert "Input/output error" in job.error_message


async def test_a_chore_that_the_stop_interrupts_waits_for_the_next_start(office):
    begun = asyncio.Event()

    async def optimize():
        begun.set()
        await asyncio.sleep(60)

    chores = Chores(office.database, office.events, office.config, optimize)
    task = asyncio.create_task(run(office, chores, "index_optimize"))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with office.database.read() as db:
        [job] = await journal.unfinished(db, 5)
    assert (job.state, job.attempts) == ("pending", 0)


async def kinds(office):
    async with office.database.read() as db:
        return [job.kind for job in await journal.unfinished(db, 10)]


async def test_chores_come_round_in_their_time(office):
    now = now_us()
    first = await schedule.add_due(office.database, now)
    await office.execute("UPDATE jobs SET state = 'success', done_at = 1")

    assert sorted(first) == ["empty_trash", "index_optimize", "sanity_check"]
    assert await schedule.add_due(office.database, now + DAY_US - 1) == []
    assert await schedule.add_due(office.database, now + DAY_US) == ["empty_trash"]
    assert await kinds(office) == ["empty_trash"]


async def test_the_index_is_optimised_within_a_day_when_something_was_removed(office, chores):
    now = now_us()
    await schedule.add_due(office.database, now)
    number, _ = await trashed(office, "paper", 1)
    async with office.database.transaction() as tx:
        await trash.empty(tx, [number])
    await office.execute("UPDATE jobs SET state = 'success', done_at = 1")

    assert await schedule.add_due(office.database, now + DAY_US) == [
        "empty_trash",
        "index_optimize",
    ]
    await run(office, chores, "index_optimize")

    assert await schedule.add_due(office.database, now + 2 * DAY_US) == ["empty_trash"]


async def test_a_clock_that_was_set_back_does_not_stop_the_chores(office):
    now = now_us()
    await schedule.add_due(office.database, now)

    assert "empty_trash" in await schedule.add_due(office.database, now - 400 * DAY_US)


async def test_chores_wait_for_papers_but_not_for_ever(office):
    now = now_us()
    await schedule.add_due(office.database, now)
    await office.execute("UPDATE jobs SET state = 'success', done_at = 1")
    await office.receive("A paper that waits to be read.")

    assert await schedule.add_due(office.database, now + DAY_US) == []
    assert await schedule.add_due(office.database, now + 2 * DAY_US) == ["empty_trash"]


async def test_papers_do_not_wait_for_a_chore(office):
    done = asyncio.Event()

    async def long_chore(job):
        async with office.database.transaction() as tx:
            await journal.start(tx, job.id)
        await asyncio.sleep(60)

    async def reading(job):
        async with office.database.transaction() as tx:
            await journal.start(tx, job.id)
            await journal.succeed(tx, job.id)
        done.set()

    handlers = dict.fromkeys(chores_of.KINDS, long_chore) | {"consume_file": reading}
    async with office.database.transaction() as tx:
        await schedule.add(tx, "sanity_check", source="scheduled", owner_id=None)
        await schedule.add(tx, "index_optimize", source="scheduled", owner_id=None)
    dispatch = Dispatch(office.database, handlers)
    async with open_runner(office.database, dispatch, 1, chores_of.KINDS):
        await office.receive("A paper.")
        async with asyncio.timeout(5):
            await done.wait()

    assert await kinds(office) == ["sanity_check", "index_optimize"]
