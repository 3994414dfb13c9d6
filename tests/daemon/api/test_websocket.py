"""`/ws/status/`: frames for those who may know, and nobody else's page listens in."""

import asyncio
import json
from base64 import b64encode

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from intray.accounts import users
from intray.api.system.events import MAX_OF_USER, STREAMS
from intray.events import QUEUE_LENGTH, DocumentsChanged, DocumentsDeleted, JobProgress

PATH = "/ws/status/"
PASSWORD = "tea and biscuits"


@pytest.fixture
async def listen(box):
    """Open a socket, and wait until it listens."""
    sockets = []

    async def listen(client, **headers):
        before = len(box.services.events._queues)
        socket = await client.ws_connect(PATH, headers=headers)
        sockets.append(socket)
        async with asyncio.timeout(5):
            while len(box.services.events._queues) == before:
                await asyncio.sleep(0.005)
        return socket

    yield listen
    for socket in sockets:
        await socket.close()


async def next_frame(socket):
    return await socket.receive_json(timeout=5)


def job(state="started", stage="reading", **values):
    values = {"uuid": "8b606f78", "file_name": "scan.pdf", **values}
    return JobProgress(state=state, stage=stage, **values)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (job("pending", "received"), ("STARTED", 0, "new_file", None)),
        (job(), ("WORKING", 20, "parsing_document", None)),
        (job(page=1, pages=2), ("WORKING", 45, "parsing_document", None)),
        (job(stage="archiving"), ("WORKING", 70, "generating_thumbnail", None)),
        (job(stage="filing"), ("WORKING", 95, "save_document", None)),
        (job("success", "done", document_id=1), ("SUCCESS", 100, "finished", 1)),
        (
            job("failure", "received", error_code="duplicate"),
            ("FAILED", 100, "document_already_exists", None),
        ),
        (job("failure", "done", error_code="x"), ("FAILED", 100, "failed", None)),
    ],
)
async def test_the_way_of_a_paper_is_told_in_the_known_words(box, listen, event, told):
    await box.add_document()
    socket = await listen(await box.as_role("superuser"))

    box.services.events.publish(event)

    status, progress, message, document_id = told
    assert await next_frame(socket) == {
        "type": "status_update",
        "data": {
            "filename": "scan.pdf",
            "task_id": "8b606f78",
            "current_progress": progress,
            "max_progress": 100,
            "status": status,
            "message": message,
            "document_id": document_id,
            "owner_id": None,
            "users_can_view": [],
            "groups_can_view": [],
        },
    }


async def test_changed_and_deleted_documents_are_told(box, listen):
    ann = await box.make_user("ann")
    document = await box.add_document(owner_id=ann)
    await box.grant("document", document, "view", 7)
    socket = await listen(await box.as_role("superuser"))

    box.services.events.publish(DocumentsChanged((document,)))
    box.services.events.publish(DocumentsDeleted((document, 99)))

    changed = await next_frame(socket)
    assert changed["type"] == "document_updated"
    assert changed["data"].pop("modified").endswith(("+01:00", "+02:00"))
    assert changed["data"] == {
        "document_id": document,
        "owner_id": ann,
        "users_can_view": [7],
        "groups_can_view": [],
    }
    assert await next_frame(socket) == {
        "type": "documents_deleted",
        "data": {"documents": [document, 99]},
    }


async def test_others_papers_are_not_told(box, listen):
    await box.as_role("viewer")
    socket = await listen(await box.as_role("editor"))
    stranger = await listen(await box.as_role("stranger"))
    hidden = await box.add_document(owner_id=box.user_ids["viewer"])
    seen = await box.add_document()
    publish = box.services.events.publish

    publish(job(owner_id=box.user_ids["viewer"]))
    publish(job(document_id=hidden))
    publish(DocumentsChanged((hidden,)))
    publish(DocumentsDeleted((hidden,)))
    publish(DocumentsChanged((hidden, seen)))
    publish(job(uuid="own", owner_id=box.user_ids["stranger"]))

    assert (await next_frame(socket))["data"]["document_id"] == seen
    assert (await next_frame(stranger))["data"]["task_id"] == "own"


async def refused(client, **headers):
    with pytest.raises(WSServerHandshakeError) as error:
        await client.ws_connect(PATH, headers=headers)
    return error.value.status


async def test_token_basic_and_session_open_it(box, listen):
    await box.make_user("ann", ["view_document"], password=PASSWORD)
    basic = "Basic " + b64encode(f"ann:{PASSWORD}".encode()).decode()
    browser = await box.client()
    async with browser.post("/api/session/", json={"username": "ann", "password": PASSWORD}):
        pass

    for client, headers in (
        (await box.client("ann"), {}),
        (await box.client(), {"Authorization": basic}),
        (browser, {"Origin": f"http://127.0.0.1:{browser.port}"}),
        (browser, {"Sec-Fetch-Site": "same-origin"}),
    ):
        await listen(client, **headers)
    assert await refused(await box.client()) == 403
    assert await refused(await box.client(), Authorization="Token 123") == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_listen_with_the_cookie_of_a_visitor(box, headers):
    await box.make_user("ann", password=PASSWORD)
    browser = await box.client()
    async with browser.post("/api/session/", json={"username": "ann", "password": PASSWORD}):
        pass

    assert await refused(browser, **headers) == 403


async def test_a_plain_request_is_told_what_this_address_speaks(box):
    client = await box.as_role("superuser")

    async with client.get(PATH) as response:
        assert response.status == 400
        assert "WebSocket" in (await response.json())["detail"]


async def test_one_person_cannot_take_all_places(box, listen):
    client = await box.as_role("viewer")
    for _ in range(MAX_OF_USER):
        await listen(client)

    assert await refused(client) == 429
    await listen(await box.as_role("editor"))


async def test_a_place_is_free_again_when_the_tab_is_closed(box, listen):
    socket = await listen(await box.as_role("viewer"))
    await socket.close()

    async with asyncio.timeout(5):
        while box.server.app[STREAMS].open or box.services.events._queues:
            await asyncio.sleep(0.005)


async def test_who_was_deactivated_hears_nothing_more(box, listen):
    user_id = await box.make_user("ann", ["view_document"])
    socket = await listen(await box.client("ann"))
    async with box.services.database.transaction() as tx:
        await users.update(tx, user_id, {"is_active": False})
    document = await box.add_document()

    box.services.events.publish(DocumentsChanged((document,)))

    message = await socket.receive(timeout=5)
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1008)


async def test_who_was_too_slow_begins_anew(box, listen):
    socket = await listen(await box.as_role("superuser"))

    for _ in range(QUEUE_LENGTH + 2):
        box.services.events.publish(DocumentsDeleted((1,)))

    async with asyncio.timeout(5):
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            assert json.loads(message.data)["type"] == "documents_deleted"
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1013)


async def test_what_clients_send_is_ignored_and_large_messages_end_it(box, listen):
    socket = await listen(await box.as_role("superuser"))
    await socket.send_str("hello")
    box.services.events.publish(DocumentsDeleted((1,)))
    assert (await next_frame(socket))["type"] == "documents_deleted"

    await socket.send_str("x" * 5000)

    assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE


async def test_the_daemon_does_not_wait_for_listeners_when_it_stops(box, listen):
    socket = await listen(await box.as_role("superuser"))

    box.server.app[STREAMS].closing.set()

    message = await socket.receive(timeout=5)
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
