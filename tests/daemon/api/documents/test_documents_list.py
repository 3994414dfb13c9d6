"""`GET /api/documents/`."""

import json

import pytest


async def titles(session, query=""):
    found = await session.get(f"/api/documents/{query}")
    return [document["title"] for document in found["results"]]


async def test_a_document_is_shown_with_all_its_keys_in_order(box, admin):
    document_id = await box.document("Total 31.20 EUR", title="Water bill")

    found = await admin.get("/api/documents/")

    document = found["results"][0]
    assert list(found) == ["count", "next", "previous", "results"]
    assert list(document) == [
        "id",
        "correspondent",
        "document_type",
        "storage_path",
        "title",
        "content",
        "tags",
        "created",
        "created_date",
        "modified",
        "added",
        "deleted_at",
        "archive_serial_number",
        "original_file_name",
        "archived_file_name",
        "duplicate_documents",
        "owner",
        "user_can_change",
        "is_shared_by_requester",
        "notes",
        "custom_fields",
        "page_count",
        "mime_type",
        "root_document",
        "versions",
    ]
    assert document["added"] == "2026-03-05T09:40:00.000001+01:00"
    assert document["versions"] == [
        {
            "id": document_id,
            "added": "2026-03-05T08:40:00.000001Z",
            "version_label": None,
            "checksum": f"{1:064x}",
            "is_root": True,
        }
    ]


@pytest.mark.parametrize(("version", "has_all"), [(1, True), (9, True), (10, False)])
async def test_old_versions_get_all_ids(box, admin, version, has_all):
    for _ in range(3):
        await box.document()

    found = await admin.get("/api/documents/?page_size=1&ordering=id", version=version)

    assert ("all" in found) is has_all
    if has_all:
        assert found["all"] == [1, 2, 3]
        assert list(found) == ["count", "next", "previous", "all", "results"]


@pytest.mark.parametrize(
    ("version", "created"),
    [(1, "2026-03-05T00:00:00+01:00"), (8, "2026-03-05T00:00:00+01:00"), (9, "2026-03-05")],
)
async def test_old_versions_get_the_date_as_an_instant(box, admin, version, created):
    document_id = await box.document()

    found = await admin.get(f"/api/documents/{document_id}/", version=version)

    assert (found["created"], found["created_date"]) == (created, "2026-03-05")


@pytest.mark.parametrize(
    ("day", "instant"),
    [("1890-01-01", "1890-01-01T00:00:00+00:53"), ("2026-07-01", "2026-07-01T00:00:00+02:00")],
)
async def test_the_instant_of_a_date_is_one_that_old_clients_parse_and_send_back(
    box, admin, day, instant
):
    """Before standard time clocks in Berlin were 53 minutes and 28 seconds ahead."""
    await box.document(created=day)

    old = await admin.get("/api/documents/1/", version=8)
    await admin.call("PATCH", "/api/documents/1/", json={"created": old["created"]})

    assert old["created"] == instant
    assert (await admin.get("/api/documents/1/"))["created"] == day


async def test_pages_link_to_each_other(box, admin):
    for _ in range(5):
        await box.document()

    first = await admin.get("/api/documents/?page_size=2&ordering=id")
    second = await admin.get("/api/documents/?page_size=2&ordering=id&page=2")

    assert first["next"].endswith("/api/documents/?ordering=id&page=2&page_size=2")
    assert second["previous"].endswith("/api/documents/?ordering=id&page_size=2")
    assert [document["id"] for document in second["results"]] == [3, 4]


async def test_a_page_that_is_not_there_is_404(box, admin):
    assert await admin.call("GET", "/api/documents/?page=2") == (
        404,
        {"detail": "Invalid page.", "code": "not_found"},
    )


async def test_a_whole_library_comes_on_one_page(box, admin):
    for number in range(250):
        await box.document(title=f"Scan {number}")

    found = await admin.get("/api/documents/?page_size=100000&ordering=id", version=9)

    assert found["count"] == len(found["results"]) == 250
    assert [document["id"] for document in found["results"]] == found["all"]


async def test_only_the_fields_asked_for_are_sent(box, admin):
    await box.document("text")

    found = await admin.get("/api/documents/?fields=id,title,nonsense")

    assert found["results"] == [{"id": 1, "title": "Scan 1"}]


async def test_content_is_cut_when_asked(box, admin):
    await box.document("ä" * 1000)

    cut = await admin.get("/api/documents/?truncate_content=true")
    whole = await admin.get("/api/documents/")

    assert cut["results"][0]["content"] == "ä" * 550
    assert whole["results"][0]["content"] == "ä" * 1000


async def test_full_perms_replace_what_the_asker_may_do(box, ann, bob):
    document_id = await box.document(owner_id=ann.user_id)
    await box.grant("document", document_id, "view", bob.user_id)

    plain = (await ann.get("/api/documents/"))["results"][0]
    full = (await ann.get("/api/documents/?full_perms=true"))["results"][0]

    assert (plain["user_can_change"], plain["is_shared_by_requester"]) == (True, True)
    assert "permissions" not in plain
    assert full["permissions"] == {
        "view": {"users": [bob.user_id], "groups": []},
        "change": {"users": [], "groups": []},
    }
    assert "user_can_change" not in full and "is_shared_by_requester" not in full
    bobs = (await bob.get("/api/documents/"))["results"][0]
    assert (bobs["user_can_change"], bobs["is_shared_by_requester"]) == (False, False)


async def test_papers_of_others_and_of_the_trash_are_not_listed(box, ann, bob):
    await box.document(title="Ann's", owner_id=ann.user_id)
    await box.document(title="Everybody's")
    gone = await box.document(title="Gone")
    await ann.call("DELETE", f"/api/documents/{gone}/")

    assert await titles(ann) == ["Everybody's", "Ann's"]
    assert await titles(bob) == ["Everybody's"]


async def test_a_user_without_the_right_gets_403(box):
    nobody = await box.user("nobody")

    assert (await nobody.call("GET", "/api/documents/"))[0] == 403


async def test_a_bad_filter_is_400(box, admin):
    assert await admin.call("GET", "/api/documents/?created__gt=soon") == (
        400,
        {"created__gt": ["Enter a valid date."]},
    )


async def test_filters_and_search_words_work_together(box, admin):
    await box.document("Total", title="Water bill")
    await box.document("Total", title="Gas bill")

    assert await titles(admin, "?title__icontains=bill&search=water+total") == ["Water bill"]


async def test_hits_come_in_the_order_of_the_index(box, admin):
    for title in ("One", "Two", "Three"):
        await box.document("words of it", title=title)
    box.index.found.ids = [3, 1, 99]
    box.index.found.scores = [4.21704, 2.0, 1.0]
    box.index.found.corrected_query = "word"

    found = await admin.get("/api/documents/?query=words")

    assert [document["title"] for document in found["results"]] == ["Three", "One"]
    assert found["corrected_query"] == "word"
    assert found["results"][0]["__search_hit__"] == {
        "score": 4.217,
        "highlights": "<b>words</b>",
        "note_highlights": None,
        "rank": 1,
    }
    assert found["results"][1]["__search_hit__"]["rank"] == 2


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("score", ["One", "Three"]), ("-score", ["Three", "One"]), ("title", ["One", "Three"])],
)
async def test_hits_can_be_ordered(box, admin, ordering, expected):
    for title in ("One", "Two", "Three"):
        await box.document(title=title)
    box.index.found.ids, box.index.found.scores = [3, 1], [2.0, 1.0]

    assert await titles(admin, f"?text=x&ordering={ordering}") == expected


async def test_hits_of_others_papers_are_left_out_of_the_count(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    await box.document()
    box.index.found.ids, box.index.found.scores = [1, 2], [2.0, 1.0]

    found = await bob.get("/api/documents/?query=x", version=9)

    assert (found["count"], found["all"]) == (1, [2])
    assert found["results"][0]["__search_hit__"]["rank"] == 1


async def test_only_one_way_of_searching_at_a_time(box, admin):
    status, content = await admin.call("GET", "/api/documents/?query=a&text=b")

    assert status == 400
    assert content["detail"].startswith("Specify only one of text, title_search, query")


async def test_an_empty_search_is_no_search(box, admin):
    await box.document()

    assert (await admin.get("/api/documents/?query="))["count"] == 1


@pytest.mark.parametrize("value", ["x", "99", "1"])
async def test_more_like_a_paper_that_the_asker_may_not_see_is_403(box, ann, bob, value):
    await box.document(owner_id=ann.user_id)

    status, content = await bob.call("GET", f"/api/documents/?more_like_id={value}")

    assert (status, content["detail"]) == (403, "Invalid more_like_id")


async def test_more_like_has_no_scores(box, admin):
    await box.document()
    await box.document("text")
    box.index.found.ids, box.index.found.scores = [2], [7.5]

    found = await admin.get("/api/documents/?more_like_id=1")

    assert found["results"][0]["__search_hit__"]["score"] == 0.0
    assert box.index.asked == [1]


async def test_selection_data_counts_over_the_whole_filtered_list(box, ann):
    water = await box.insert("correspondents", name="Water Co")
    await box.insert("correspondents", name="Secret", owner_id=None)
    paid = await box.insert("tags", name="Paid")
    await box.document(correspondent_id=water, tag_ids=(paid,))
    await box.document(correspondent_id=water)

    found = await ann.get("/api/documents/?include_selection_data=true&page_size=1")

    assert found["selection_data"] == {
        "selected_correspondents": [
            {"id": water, "document_count": 2},
            {"id": 2, "document_count": 0},
        ],
        "selected_tags": [{"id": paid, "document_count": 1}],
        "selected_document_types": [],
        "selected_storage_paths": [],
        "selected_custom_fields": [],
    }


async def test_head_answers_without_rows(box, admin):
    await box.document()

    async with box.client.head("/api/documents/", headers=admin.headers) as response:
        assert response.status == 200
        assert await response.read() == b""


async def test_text_of_any_size_is_valid_json(box, admin):
    await box.document('\u2028 \x00 "quoted" '.replace("\x00", "") + "x" * 600_000)

    async with box.client.get("/api/documents/", headers=admin.headers) as response:
        found = json.loads(await response.read())

    assert len(found["results"][0]["content"]) > 600_000


async def test_lists_are_not_made_by_post(box, admin):
    assert (await admin.call("POST", "/api/documents/", json={}))[0] == 405
