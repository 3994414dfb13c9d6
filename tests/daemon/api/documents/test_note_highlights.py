"""A hit shows where in the notes the words stand, to whoever may see notes."""

from dataclasses import replace

import pytest

from intray.api.server import build_app
from intray.search.engine import open_search

PATH = "/api/documents/?query="


@pytest.fixture
async def search(services, tmp_path):
    async with open_search(
        tmp_path / "index", services.database, services.config.time_zone
    ) as search:
        yield search


@pytest.fixture
async def box(box, services, search, aiohttp_client):
    """With a real index."""
    box.client = await aiohttp_client(build_app(replace(services, search=search)))
    return box


async def note(box, document_id, text, user_id):
    await box.insert("notes", document_id=document_id, note=text, created_at=0, user_id=user_id)


async def hits(box, search, session, query):
    await search.flush()
    found = await session.get(PATH + query)
    return {each["id"]: each["__search_hit__"]["note_highlights"] for each in found["results"]}


async def test_words_in_notes_are_marked_and_escaped(box, search, ann):
    noted, plain = await box.document("A boiler."), await box.document("Boiler paid.")
    await note(box, noted, "First <i>note</i>", ann.user_id)
    await note(box, noted, "Boiler was paid & done", ann.user_id)
    await note(box, plain, "nothing", ann.user_id)

    assert await hits(box, search, ann, "paid") == {
        noted: "First &lt;i&gt;note&lt;/i&gt; Boiler was <b>paid</b> &amp; done",
        plain: None,
    }
    assert await hits(box, search, ann, "content:boiler") == {noted: None, plain: None}


async def test_who_may_not_see_notes_gets_none_of_them(box, search, ann):
    document = await box.document("A boiler.")
    await note(box, document, "paid", ann.user_id)
    reader = await box.user("reader", "view_document")

    assert await hits(box, search, reader, "boiler") == {document: None}
    assert await hits(box, search, reader, "paid") == {document: None}


async def test_without_the_key_notes_nothing_else_changes(box, search, ann):
    document = await box.document("A boiler.")
    await note(box, document, "paid", ann.user_id)
    await search.flush()

    found = await ann.get(PATH + "paid&fields=id,__search_hit__")

    [hit] = found["results"]
    assert sorted(hit) == ["__search_hit__", "id"]
    assert hit["__search_hit__"]["note_highlights"] == "<b>paid</b>"
