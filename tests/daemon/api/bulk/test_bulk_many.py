"""Five thousand documents at once: in a moment, and the loop goes on turning meanwhile."""

import asyncio
import time

import pytest

from intray.events import DocumentsDeleted

OK = (200, {"result": "OK"})
COUNT = 5000
LONGEST_TURN_S = 0.1  # CPU time of the loop's thread, which other programs do not lengthen
METHODS = {
    "set_correspondent": {"correspondent": 1},
    "modify_tags": {"add_tags": [2], "remove_tags": []},
    "modify_custom_fields": {"add_custom_fields": {"1": 5}, "remove_custom_fields": []},
    "set_permissions": {"set_permissions": {"change": {"users": [1]}}, "owner": 1},
    "reprocess": {},
    "delete": {},
}


@pytest.fixture
async def longest_turn():
    """Call it for the longest time in seconds that the loop worked without a pause."""
    longest = 0.0

    async def watch():
        nonlocal longest
        while True:
            begin = time.thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, time.thread_time() - begin)

    task = asyncio.create_task(watch())
    yield lambda: longest
    task.cancel()


async def test_every_method_takes_thousands_of_documents(
    box, edit, insert, rows, told, many_documents, longest_turn
):
    await box.make_user("somebody")
    await insert("correspondents", name="Bank")
    house = await insert("tags", name="House")
    await insert("tags", name="Water", parent_id=house)
    await insert("custom_fields", name="Amount", data_type="integer")
    ids = await many_documents(COUNT)

    for method, parameters in METHODS.items():
        assert await edit("admin", ids, method, **parameters) == OK

    assert await rows(
        "SELECT count(*), min(deleted_at) > 0, min(correspondent_id), min(owner_id) FROM documents"
    ) == [(COUNT, 1, 1, 1)]
    assert await rows("SELECT count(*) FROM document_tags") == [2 * COUNT]
    assert await rows("SELECT count(*) FROM grants") == [2 * COUNT]
    assert await rows("SELECT count(DISTINCT uuid) FROM jobs") == [COUNT]
    assert await rows("SELECT count(*) FROM documents WHERE row_sum IS NULL") == [0]
    deleted = [event for event in told if isinstance(event, DocumentsDeleted)]
    assert [len(event.document_ids) for event in deleted] == [500] * 10
    assert longest_turn() < LONGEST_TURN_S


async def test_a_selection_of_thousands_is_counted(box, post, insert, many_documents, longest_turn):
    tag = await insert("tags", name="Paid")
    ids = await many_documents(COUNT)

    status, content = await post("ann", "/api/documents/selection_data/", {"documents": ids})

    assert (status, content["selected_tags"]) == (200, [{"id": tag, "document_count": 0}])
    assert longest_turn() < LONGEST_TURN_S


async def test_missing_files_of_thousands_are_named_in_short(post, many_documents, longest_turn):
    ids = await many_documents(COUNT)

    status, content = await post("ann", "/api/documents/bulk_download/", {"documents": ids})

    assert (status, content["code"]) == (404, "files_missing")
    assert len(content["detail"]) < 300
    assert longest_turn() < LONGEST_TURN_S
