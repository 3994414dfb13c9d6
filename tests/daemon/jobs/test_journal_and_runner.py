"""Jobs survive crashes, are tried a bounded number of times, and run a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intray.jobs import journal
from intray.jobs.journal import Job
from intray.jobs.runner import open_runner
from intray.store.database import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "intray.db") as database:
        yield database


async def test_an_attempt_is_counted_before_it_is_made(database: Database) -> None:
    job_id = await queued(database, "a.pdf")

    async with database.transaction() as tx:
        assert await journal.start(tx, job_id) == 1

    job = await fetched(database, job_id)
    assert (job.state, job.attempts) == ("started", 1)


async def test_an_attempt_that_the_shutdown_ended_does_not_count(database: Database) -> None:
    job_id = await queued(database, "a.pdf")
    async with database.transaction() as tx:
        await journal.start(tx, job_id)

    async with database.transaction() as tx:
        await journal.undo_start(tx, job_id)

    job = await fetched(database, job_id)
    assert (job.state, job.attempts) == ("pending", 0)


async def test_a_retry_by_a_person_starts_counting_anew_and_is_shown_again(
    database: Database,
) -> None:
    job_id = await queued(database, "a.pdf")
    async with database.transaction() as tx:
        await journal.start(tx, job_id)
        await journal.fail(tx, job_id, error_code="damaged", error_message="It is damaged.")

    async with database.transaction() as tx:
        await journal.requeue(tx, job_id, fresh=True)

    job = await fetched(database, job_id)
    assert (job.state, job.attempts, job.acknowledged) == ("pending", 0, False)


async def test_interrupted_jobs_are_taken_up_again_oldest_first(database: Database) -> None:
    first, second = await queued(database, "a.pdf"), await queued(database, "b.pdf")
    async with database.transaction() as tx:
        await journal.start(tx, first)  # and then the plug is pulled
    seen: list[int] = []

    async def process(job: Job) -> None:
        seen.append(job.id)
        await finish(database, job)

    async with open_runner(database, process, capacity=1):
        await until(lambda: len(seen) == 2)

    assert seen == [first, second]


async def test_a_new_paper_does_not_wait_for_those_that_are_read_again(database: Database) -> None:
    async with database.transaction() as tx:
        again = [
            await journal.add(tx, kind="reprocess_document", source="manual", file_name=name)
            for name in ("old.pdf", "older.pdf")
        ]
    new = await queued(database, "new.pdf")

    async with database.read() as db:
        found = await journal.unfinished(db, limit=2)

    assert [job.id for job in found] == [new, again[0]]


async def test_thousands_of_changes_to_files_leave_room_for_papers(database: Database) -> None:
    """Work on PDF files is done one after the other: the rest of it would only hold places."""
    async with database.transaction() as tx:
        edits = [
            await journal.add(tx, kind="bulk_update", source="manual", file_name="old.pdf")
            for _ in range(5)
        ]
        bundles = [
            await journal.add(tx, kind="build_share_link", source="manual", file_name="share.zip")
            for _ in range(5)
        ]
    paper = await queued(database, "new.pdf")

    async with database.read() as db:
        found = await journal.unfinished(db, limit=10)

    assert [job.id for job in found] == [edits[0], bundles[0], paper]


async def test_no_more_jobs_run_at_once_than_the_box_has_room_for(database: Database) -> None:
    running, most = 0, 0

    async def process(job: Job) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        await finish(database, job)

    for number in range(8):
        await queued(database, f"{number}.pdf")
    async with open_runner(database, process, capacity=2) as runner:
        runner.wake()
        await until_empty(database)

    assert most == 2


async def test_a_new_job_is_started_without_waiting_for_a_timer(database: Database) -> None:
    seen: list[str] = []

    async def process(job: Job) -> None:
        seen.append(job.file_name)
        await finish(database, job)

    async with open_runner(database, process, capacity=2):
        await asyncio.sleep(0.05)
        await queued(database, "late.pdf")
        await until(lambda: seen == ["late.pdf"])


async def test_leaving_cancels_what_runs_and_it_stays_queued(database: Database) -> None:
    job_id = await queued(database, "a.pdf")
    started = asyncio.Event()

    async def process(job: Job) -> None:
        started.set()
        await asyncio.sleep(60)

    async with open_runner(database, process, capacity=1):
        await started.wait()

    assert (await fetched(database, job_id)).state == "pending"


async def queued(database: Database, file_name: str) -> int:
    async with database.transaction() as tx:
        return await journal.add(
            tx, kind="consume_file", source="folder_consume", file_name=file_name
        )


async def fetched(database: Database, job_id: int) -> Job:
    async with database.read() as db:
        return await journal.get(db, job_id)


async def finish(database: Database, job: Job) -> None:
    async with database.transaction() as tx:
        await journal.succeed(tx, job.id)


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def until_empty(database: Database) -> None:
    async with asyncio.timeout(5):
        while True:
            async with database.read() as db:
                if not await journal.unfinished(db, 1):
                    return
            await asyncio.sleep(0.005)
