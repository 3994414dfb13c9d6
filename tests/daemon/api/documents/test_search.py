"""Words to complete, and the search over everything that has a name."""

import pytest


async def test_words_are_completed(box, ann):
    assert await ann.get("/api/search/autocomplete/?term=inv&limit=2") == ["invoice", "inventory"]


@pytest.mark.parametrize("query", ["", "?term=", "?term=a&limit=0", "?term=a&limit=-1"])
async def test_completing_nothing_is_400(box, ann, query):
    assert (await ann.call("GET", f"/api/search/autocomplete/{query}"))[0] == 400


async def test_everything_with_the_word_in_its_name_is_found(box, ann, bob):
    await box.insert("correspondents", name="Water Co", owner_id=ann.user_id)
    await box.insert("tags", name="Water")
    await box.document(title="Water bill")
    await box.document(title="Letter")
    box.index.found.ids, box.index.found.scores = [2, 1], [2.0, 1.0]

    found = await ann.get("/api/search/?query=wate")
    by_name = await ann.get("/api/search/?query=wate&db_only=true")
    bobs = await bob.get("/api/search/?query=wate")

    assert found["total"] == 4
    assert [document["title"] for document in found["documents"]] == ["Water bill", "Letter"]
    assert [each["name"] for each in found["correspondents"]] == ["Water Co"]
    assert found["saved_views"] == found["users"] == []
    assert len(by_name["documents"]) == 1
    assert bobs["correspondents"] == []


async def test_saved_views_are_found_by_name(box, ann, bob):
    for name in ("Water bills", "Waterworks", "water 3", "water 4", "Letters"):
        body = {"name": name, "filter_rules": []}
        await ann.call("POST", "/api/saved_views/", json=body)
    reader = await box.user("reader", "view_document")

    found = (await ann.get("/api/search/?query=wate", version=10))["saved_views"]
    older = (await ann.get("/api/search/?query=wate", version=9))["saved_views"]
    assert [view["name"] for view in found] == ["water 3", "water 4", "Water bills"]
    assert found[0] == await ann.get("/api/saved_views/3/", version=10)
    assert older[0] == await ann.get("/api/saved_views/3/", version=9)
    for other in (bob, reader):
        assert (await other.get("/api/search/?query=wate"))["saved_views"] == []


async def test_sections_without_the_right_stay_empty(box):
    await box.insert("tags", name="Water")
    reader = await box.user("reader", "view_document")

    assert (await reader.get("/api/search/?query=water"))["tags"] == []


async def test_a_short_query_is_refused(box, ann):
    status, content = await ann.call("GET", "/api/search/?query=ab")

    assert (status, content["detail"]) == (400, "Query must be at least 3 characters")


@pytest.mark.parametrize("kind", ["custom_fields", "saved_views"])
@pytest.mark.parametrize("version", [1, 7, 9, 10])
async def test_a_kind_of_which_there_is_none_is_an_empty_list(box, ann, kind, version):
    found = await ann.get(f"/api/{kind}/?page_size=100000", version=version)

    every = {} if version == 10 else {"all": []}
    assert found == {"count": 0, "next": None, "previous": None, **every, "results": []}
    assert (await ann.call("GET", f"/api/{kind}/1/"))[0] == 404
