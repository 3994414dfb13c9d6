"""What happens, told to those who may know."""

import asyncio
import json

import pytest

from intray.api.system.events import MAX_OF_USER, STREAMS
from intray.events import (
    QUEUE_LENGTH,
    DocumentsChanged,
    DocumentsDeleted,
    IntakeChanged,
    JobProgress,
)


class Stream:
    """An open stream of events; `next` gives (name, content), None for a heartbeat."""

    def __init__(self, response):
        self.response = response

    async def next(self):
        name, content = None, None
        while True:
            raw = await asyncio.wait_for(self.response.content.readline(), 5)
            if not raw:
                raise EOFError
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                content = json.loads(line.removeprefix("data: "))
            elif line.startswith(": "):
                return None
            elif not line and name is not None:
                return name, content


@pytest.fixture
async def listen(box):
    """Open a stream for a role or user, and wait until it listens."""
    responses = []

    async def listen(client):
        before = len(box.services.events._queues)
        response = await client.get("/api/events/")
        responses.append(response)
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/event-stream"
        async with asyncio.timeout(5):
            while len(box.services.events._queues) == before:
                await asyncio.sleep(0.005)
        return Stream(response)

    yield listen
    for response in responses:
        response.close()


def job(uuid, **values):
    values = {"file_name": "scan.pdf", "state": "started", "stage": "reading", **values}
    return JobProgress(uuid=uuid, **values)


async def uuid_of(box, job_id):
    async with box.services.database.read() as db:
        rows = await db.execute_fetchall("SELECT uuid FROM jobs WHERE id = ?", (job_id,))
    return next(iter(rows))[0]


async def test_the_way_of_a_paper_is_told(box, listen):
    stream = await listen(await box.as_role("superuser"))
    job_id = await box.add_job(document_id=await box.add_document())
    uuid = await uuid_of(box, job_id)

    box.services.events.publish(job(uuid, page=2, pages=5, document_id=1))
    box.services.events.publish(DocumentsChanged((1,)))
    box.services.events.publish(IntakeChanged())

    assert await stream.next() == (
        "job",
        {
            "job_id": job_id,
            "uuid": uuid,
            "file_name": "scan.pdf",
            "state": "started",
            "stage": "reading",
            "page": 2,
            "pages": 5,
            "document_id": 1,
            "error_code": None,
        },
    )
    assert await stream.next() == ("documents", {"document_ids": [1]})
    assert await stream.next() == ("intake", {})


async def test_others_papers_are_not_told(box, listen):
    await box.as_role("viewer")
    stream = await listen(await box.as_role("editor"))
    hidden = await box.add_document(owner_id=box.user_ids["viewer"])
    seen = await box.add_document(owner_id=box.user_ids["editor"])
    publish = box.services.events.publish

    publish(job("a", owner_id=box.user_ids["viewer"]))
    publish(DocumentsChanged((hidden,)))
    publish(DocumentsDeleted((hidden,)))
    publish(DocumentsChanged((hidden, seen)))
    publish(DocumentsDeleted((hidden, seen, 999)))
    publish(job("b", owner_id=box.user_ids["editor"]))

    assert await stream.next() == ("documents", {"document_ids": [seen]})
    assert await stream.next() == ("deleted", {"document_ids": [seen, 999]})
    assert (await stream.next())[1]["uuid"] == "b"


async def test_a_paper_of_the_folder_that_became_private_is_not_told(box, listen):
    await box.as_role("viewer")
    stream = await listen(await box.as_role("editor"))
    await box.add_document(owner_id=box.user_ids["viewer"])
    publish = box.services.events.publish

    publish(job("a", document_id=1))
    publish(job("b", document_id=999))

    assert (await stream.next())[1]["uuid"] == "b"


async def test_one_person_cannot_take_all_streams(box, listen):
    client = await box.as_role("viewer")
    for _ in range(MAX_OF_USER):
        await listen(client)

    async with client.get("/api/events/") as refused:
        assert refused.status == 429

    await listen(await box.as_role("editor"))


async def test_a_stranger_hears_nothing_but_of_what_is_ones_own(box, listen):
    stream = await listen(await box.as_role("stranger"))
    await box.add_document()
    publish = box.services.events.publish

    publish(job("a"))
    publish(DocumentsChanged((1,)))
    publish(DocumentsDeleted((1,)))
    publish(IntakeChanged())
    publish(job("b", owner_id=box.user_ids["stranger"]))

    assert (await stream.next())[1]["uuid"] == "b"


async def test_who_was_too_slow_is_told_to_fetch_everything_anew(box, listen):
    stream = await listen(await box.as_role("superuser"))

    for _ in range(QUEUE_LENGTH + 10):
        box.services.events.publish(IntakeChanged())

    names = {(await stream.next())[0] for _ in range(5)}
    assert "overflow" in names


async def test_the_line_stays_alive_without_news(box, listen):
    box.server.app[STREAMS].heartbeat_s = 0.02
    stream = await listen(await box.as_role("stranger"))

    assert await stream.next() is None
    assert await stream.next() is None


async def test_a_stream_ends_with_the_right_to_hear_it(box, listen):
    stream = await listen(await box.as_role("stranger"))

    async with box.services.database.transaction() as tx:
        await tx.execute("UPDATE users SET is_active = 0")
    box.services.events.publish(job("a", owner_id=box.user_ids["stranger"]))

    with pytest.raises(EOFError):
        await stream.next()


async def test_a_stopping_daemon_does_not_wait_for_listeners(box, listen):
    stream = await listen(await box.as_role("stranger"))

    async with asyncio.timeout(3):
        await box.server.app.shutdown()
        with pytest.raises(EOFError):
            await stream.next()


async def test_a_listener_who_left_costs_nothing(box, listen):
    box.server.app[STREAMS].heartbeat_s = 0.01
    stream = await listen(await box.as_role("stranger"))

    stream.response.close()

    async with asyncio.timeout(5):
        while box.server.app[STREAMS].open or box.services.events._queues:
            await asyncio.sleep(0.01)
