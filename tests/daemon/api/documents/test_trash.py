"""`/api/trash/`: restored or removed for good by those whose papers they are."""

import asyncio
from dataclasses import replace

import pytest

from intray.api.server import build_app
from intray.events import DocumentsChanged, DocumentsDeleted
from intray.store import removed_marks
from intray.store.remover import Remover

NOT_THERE = (400, {"documents": ["Some documents in the list have not yet been deleted."]})


@pytest.fixture
async def ann(box):
    return await box.user("ann", "view_document", "change_document", "delete_document")


@pytest.fixture
async def bob(box):
    return await box.user("bob", "view_document", "change_document", "delete_document")


async def trashed(box, owner=None, **values):
    number = await box.document(owner_id=owner and owner.user_id, **values)
    async with box.database.transaction() as tx:
        await tx.execute("UPDATE documents SET deleted_at = 1 WHERE id = ?", (number,))
    return number


async def act(who, action, *ids, **more):
    body = {"action": action, **({"documents": list(ids)} if ids else {}), **more}
    return await who.call("POST", "/api/trash/", json=body)


@pytest.mark.parametrize("action", ["empty", "restore"])
async def test_ones_own_and_those_of_nobody_are_chosen_without_a_list(box, ann, bob, action):
    mine, nobodys = await trashed(box, ann), await trashed(box)
    theirs, alive = await trashed(box, bob), await box.document(owner_id=ann.user_id)

    assert await act(ann, action) == (200, {"result": "OK", "doc_ids": [mine, nobodys]})

    assert [row["id"] for row in (await bob.get("/api/trash/"))["results"]] == [theirs]
    assert (await ann.call("GET", f"/api/documents/{alive}/"))[0] == 200
    expected = 404 if action == "empty" else 200
    assert (await ann.call("GET", f"/api/documents/{mine}/"))[0] == expected


async def test_removed_documents_leave_nothing_behind(box, admin):
    content = b"%PDF-1.4 secret"
    number = await trashed(box, content="secret text", original=content)
    async with box.database.read() as db:
        checksum = next(iter(await db.execute_fetchall("SELECT checksum FROM documents")))[0]

    box.config.paths.staging.mkdir(parents=True)
    assert (await act(admin, "empty", number))[0] == 200
    await Remover(box.config.paths, box.database).work_off()

    assert not box.config.paths.blob(checksum).exists()
    assert removed_marks.all_marked(box.config.paths) == {checksum}
    assert (await admin.get("/api/trash/"))["count"] == 0
    assert await act(admin, "restore", number) == NOT_THERE
    database = await asyncio.to_thread(box.config.paths.database.read_bytes)
    assert b"secret text" not in database
    assert box.told == [DocumentsDeleted((number,))]


async def test_the_exact_ones_are_restored(box, ann):
    first, second = await trashed(box, ann), await trashed(box, ann)

    assert await act(ann, "restore", second) == (200, {"result": "OK", "doc_ids": [second]})

    assert [row["id"] for row in (await ann.get("/api/trash/"))["results"]] == [first]
    assert box.told == [DocumentsChanged((second,))]


@pytest.mark.parametrize("action", ["empty", "restore"])
async def test_papers_of_others_are_not_to_be_told_from_missing_ones(box, ann, bob, action):
    theirs = await trashed(box, bob)

    assert await act(ann, action, theirs) == await act(ann, action, 99) == NOT_THERE
    assert await act(ann, action, await box.document(owner_id=ann.user_id)) == NOT_THERE


@pytest.mark.parametrize("action", ["empty", "restore"])
@pytest.mark.parametrize("grant", ["view", "change"])
async def test_shared_papers_are_their_owners_to_remove(box, ann, bob, action, grant):
    theirs = await trashed(box, bob)
    await box.grant("document", theirs, grant, ann.user_id)

    assert (await act(ann, action, theirs))[0] == 403
    assert (await bob.get("/api/trash/"))["count"] == 1


async def test_one_that_may_not_go_keeps_all_of_them(box, ann, bob):
    mine, theirs = await trashed(box, ann), await trashed(box, bob)

    assert await act(ann, "empty", mine, theirs) == NOT_THERE

    assert (await ann.get("/api/trash/"))["count"] == 1


async def test_deleting_needs_its_permission(box):
    reader = await box.user("reader", "view_document", "change_document")
    mine = await trashed(box, reader)

    assert (await act(reader, "empty", mine))[0] == 403
    assert (await act(reader, "restore", mine))[0] == 403
    assert (await reader.get("/api/trash/"))["count"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "burn"}, "action"),
        ({"action": "empty", "documents": "x"}, "documents"),
        ({"action": "empty", "documents": None}, "documents"),
        ({"action": "empty", "documents": [-1]}, "documents"),
        ({"action": "empty", "documents": [10**30]}, "documents"),
    ],
)
async def test_what_cannot_be_understood_removes_nothing(box, admin, body, field):
    await trashed(box)

    status, content = await admin.call("POST", "/api/trash/", json=body)

    assert (status, list(content)) == (400, [field])
    assert (await admin.get("/api/trash/"))["count"] == 1


async def test_an_empty_list_chooses_nothing(box, admin):
    await trashed(box)

    answer = await admin.call("POST", "/api/trash/", json={"action": "empty", "documents": []})

    assert answer == (200, {"result": "OK", "doc_ids": []})
    assert (await admin.get("/api/trash/"))["count"] == 1


@pytest.mark.parametrize("version", [1, 8, 9, 10])
async def test_the_list_is_of_documents_in_every_version(box, admin, version):
    number = await trashed(box, content="words")

    found = await admin.get("/api/trash/?page_size=100000", version=version)

    assert found["count"] == 1
    assert found["results"][0]["id"] == number
    assert found["results"][0]["deleted_at"].startswith("1970-01-01T01:00:00")
    assert ("all" in found) == (version <= 9)


async def test_the_newest_paper_comes_first(box, admin):
    old = await trashed(box, created="2020-01-01")
    new = await trashed(box, created="2026-01-01")

    assert [row["id"] for row in (await admin.get("/api/trash/"))["results"]] == [new, old]


async def test_the_delay_is_shown(box, admin, services, aiohttp_client):
    maintenance = replace(services.config.maintenance, trash_delay_days=7)
    config = replace(services.config, maintenance=maintenance)
    client = await aiohttp_client(build_app(replace(services, config=config)))

    assert (await admin.get("/api/ui_settings/"))["settings"]["trash_delay"] == 30
    async with client.get("/api/ui_settings/", headers=admin.headers) as answer:
        assert (await answer.json())["settings"]["trash_delay"] == 7
