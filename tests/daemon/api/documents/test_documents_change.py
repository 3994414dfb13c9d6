"""One document read, changed, deleted and restored."""

import pytest

from intray.events import DocumentsChanged, DocumentsDeleted


@pytest.mark.parametrize("path", ["", "metadata/", "suggestions/", "thumb/", "preview/", "root/"])
async def test_a_paper_of_somebody_else_is_as_missing_as_one_that_never_was(box, ann, bob, path):
    await box.document(owner_id=ann.user_id, original=b"%PDF-")

    foreign = await bob.call("GET", f"/api/documents/1/{path}")
    missing = await bob.call("GET", f"/api/documents/99/{path}")

    assert foreign == missing
    assert foreign[0] == 404


async def test_a_document_has_only_its_own_version(box, admin):
    await box.document()

    assert (await admin.call("GET", "/api/documents/1/?version=1"))[0] == 200
    assert (await admin.call("GET", "/api/documents/1/?version=2"))[0] == 404


async def test_patch_changes_what_is_sent_and_answers_with_permissions(box, ann):
    water = await box.insert("correspondents", name="Water Co")
    paid = await box.insert("tags", name="Paid")
    await box.document("Total", title="Scan", owner_id=ann.user_id)

    status, found = await ann.call(
        "PATCH",
        "/api/documents/1/",
        json={
            "title": "Water bill",
            "correspondent": water,
            "tags": [paid],
            "created": "2026-04-01",
            "archive_serial_number": 118,
            "deleted_at": "2026-01-01T00:00:00Z",
            "nonsense": 1,
        },
    )

    assert status == 200
    assert (found["title"], found["correspondent"], found["tags"]) == ("Water bill", water, [paid])
    assert (found["created"], found["archive_serial_number"]) == ("2026-04-01", 118)
    assert (found["content"], found["deleted_at"]) == ("Total", None)
    assert found["permissions"]["view"] == {"users": [], "groups": []}
    assert "user_can_change" not in found
    assert box.told == [DocumentsChanged((1,))]


@pytest.mark.parametrize(
    ("body", "created"),
    [
        ({"created": "2026-03-04T23:00:00.000Z"}, "2026-03-05"),
        ({"created": "2026-03-05T00:00:00+01:00"}, "2026-03-05"),
        ({"created_date": "2026-03-07"}, "2026-03-07"),
        ({"created_date": "2026-03-07", "created": "2026-03-08"}, "2026-03-08"),
    ],
)
async def test_a_date_is_that_of_the_clock_on_the_wall(box, admin, body, created):
    await box.document(created="2020-01-01")

    status, found = await admin.call("PATCH", "/api/documents/1/", json=body)

    assert (status, found["created"]) == (200, created)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"title": "x" * 129}, {"title": ["Ensure this field has no more than 128 characters."]}),
        ({"content": None}, {"content": ["This field may not be null."]}),
        ({"created": None}, {"created": ["This field may not be null."]}),
        (
            {"created": "yesterday"},
            {"created": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]},
        ),
        ({"correspondent": 99}, {"correspondent": ['Invalid pk "99" - object does not exist.']}),
        ({"tags": [99]}, {"tags": ['Invalid pk "99" - object does not exist.']}),
        (
            {"document_type": "x"},
            {"document_type": ["Incorrect type. Expected pk value, received str."]},
        ),
        (
            {"archive_serial_number": ""},
            {"archive_serial_number": ["A valid integer is required."]},
        ),
        (
            {"archive_serial_number": 4294967296},
            {"archive_serial_number": ["Ensure this value is less than or equal to 4294967295."]},
        ),
        ({"owner": 99}, {"owner": ['Invalid pk "99" - object does not exist.']}),
        (
            {"set_permissions": {"view": {"users": [99]}}},
            {"set_permissions": {"view": ["Unknown users: 99."]}},
        ),
        ({"custom_fields": None}, {"custom_fields": ["This field may not be null."]}),
        (
            {"custom_fields": [{"field": 9, "value": "x"}]},
            {"custom_fields": [{"field": ['Invalid pk "9" - object does not exist.']}]},
        ),
    ],
)
async def test_what_cannot_be_accepted_is_named(box, admin, body, answer):
    await box.document()

    assert await admin.call("PATCH", "/api/documents/1/", json=body) == (400, answer)


async def test_a_number_is_given_once_even_counting_the_trash(box, admin):
    await box.document(archive_serial_number=7)
    await box.document(archive_serial_number=8)
    await admin.call("DELETE", "/api/documents/2/")
    await box.document()

    for number in (7, 8):
        body = {"archive_serial_number": number}
        status, content = await admin.call("PATCH", "/api/documents/3/", json=body)
        assert (status, list(content)) == (400, ["archive_serial_number"])
    assert (await admin.get("/api/documents/next_asn/")) == 9


async def test_put_needs_the_whole_object_and_frees_it_of_its_owner(box, ann):
    await box.document(owner_id=ann.user_id)

    refused = await ann.call("PUT", "/api/documents/1/", json={"title": "x"})
    body = {"correspondent": None, "document_type": None, "storage_path": None, "tags": []}
    status, found = await ann.call("PUT", "/api/documents/1/", json=body)

    assert refused == (
        400,
        {
            name: ["This field is required."]
            for name in ("correspondent", "document_type", "storage_path", "tags")
        },
    )
    assert (status, found["owner"]) == (200, None)


async def test_a_whole_object_can_be_sent_back_by_who_may_change_it(box, ann, bob):
    secret = await box.insert("correspondents", name="Secret", owner_id=ann.user_id)
    tag = await box.insert("tags", name="Private", owner_id=ann.user_id)
    await box.document(owner_id=ann.user_id, correspondent_id=secret, tag_ids=(tag,))
    await box.grant("document", 1, "change", bob.user_id)
    shown = await bob.get("/api/documents/1/")

    status, found = await bob.call("PUT", "/api/documents/1/", json=shown | {"title": "New"})

    assert (status, found["title"], found["owner"]) == (200, "New", ann.user_id)
    assert (found["correspondent"], found["tags"]) == (secret, [tag])


async def test_tags_that_the_asker_cannot_see_do_not_exist(box, ann, bob):
    tag = await box.insert("tags", name="Private", owner_id=ann.user_id)
    await box.document()

    status, content = await bob.call("PATCH", "/api/documents/1/", json={"tags": [tag]})

    assert (status, content) == (400, {"tags": [f'Invalid pk "{tag}" - object does not exist.']})


async def test_looking_is_not_changing(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    await box.grant("document", 1, "view", bob.user_id)

    assert (await bob.call("GET", "/api/documents/1/"))[0] == 200
    assert (await bob.call("PATCH", "/api/documents/1/", json={"title": "x"}))[0] == 403
    assert (await bob.call("DELETE", "/api/documents/1/"))[0] == 403
    assert (await bob.call("GET", "/api/documents/1/suggestions/"))[0] == 403


async def test_the_answer_to_a_change_tells_no_name_that_is_hidden(box, ann, bob):
    """It is read for whoever gives the paper away, too, but with nobody else's eyes."""
    lawyer = await box.insert("correspondents", name="Divorce lawyer", owner_id=ann.user_id)
    shared = await box.document(title="Bill", owner_id=ann.user_id, correspondent_id=lawyer)
    await box.derive(shared, archive=b"%PDF-1.7 archive")
    await box.grant("document", shared, "change", bob.user_id)

    told = [
        (await someone.call("PATCH", f"/api/documents/{shared}/", json={}))[1]
        for someone in (ann, bob)
    ]

    assert [each["archived_file_name"] for each in told] == [
        "2026-03-05 Divorce lawyer Bill.pdf",
        "2026-03-05 Bill.pdf",
    ]


async def test_only_the_owner_gives_a_paper_away(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    await box.grant("document", 1, "change", bob.user_id)
    grants = {"set_permissions": {"view": {"users": []}}}

    assert (await bob.call("PATCH", "/api/documents/1/", json={"owner": bob.user_id}))[0] == 403
    assert (await bob.call("PATCH", "/api/documents/1/", json=grants))[0] == 403
    assert (await bob.call("PATCH", "/api/documents/1/", json={"owner": ann.user_id}))[0] == 200
    assert (await ann.call("PATCH", "/api/documents/1/", json={"owner": bob.user_id}))[0] == 200


async def test_who_may_change_may_also_see(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    body = {"set_permissions": {"view": {"users": []}, "change": {"users": [bob.user_id]}}}

    _, found = await ann.call("PATCH", "/api/documents/1/", json=body)

    assert found["permissions"] == {
        "view": {"users": [bob.user_id], "groups": []},
        "change": {"users": [bob.user_id], "groups": []},
    }
    assert (await bob.call("PATCH", "/api/documents/1/", json={"title": "x"}))[0] == 200


async def test_giving_it_away_for_good_answers_all_the_same(box, ann, bob):
    """The giver may not see it any more, but the change was made."""
    await box.document(owner_id=ann.user_id)

    status, _ = await ann.call("PATCH", "/api/documents/1/", json={"owner": bob.user_id})

    assert status == 200
    assert (await ann.call("GET", "/api/documents/1/"))[0] == 404


async def test_the_inbox_is_left_by_saving(box, admin):
    inbox = await box.insert("tags", name="Inbox", is_inbox_tag=1)
    paid = await box.insert("tags", name="Paid")
    await box.document(tag_ids=(inbox, paid))

    _, found = await admin.call("PATCH", "/api/documents/1/", json={"remove_inbox_tags": True})

    assert found["tags"] == [paid]


async def test_a_deleted_document_goes_to_the_trash_and_comes_back(box, ann):
    await box.document(owner_id=ann.user_id)

    assert await ann.call("DELETE", "/api/documents/1/") == (204, None)
    gone = await ann.call("GET", "/api/documents/1/")
    trash = await ann.get("/api/trash/?page_size=100000")
    restored = await ann.call("POST", "/api/trash/", json={"action": "restore", "documents": [1]})

    assert gone[0] == 404
    assert trash["results"][0]["deleted_at"] is not None
    assert restored == (200, {"result": "OK", "doc_ids": [1]})
    assert (await ann.call("GET", "/api/documents/1/"))[0] == 200
    assert box.told == [DocumentsDeleted((1,)), DocumentsChanged((1,))]


async def test_the_trash_shows_and_restores_only_ones_own(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    await box.document(owner_id=bob.user_id)
    await ann.call("DELETE", "/api/documents/1/")
    restore = {"action": "restore", "documents": [1]}

    assert (await bob.get("/api/trash/"))["count"] == 0
    not_there = (400, {"documents": ["Some documents in the list have not yet been deleted."]})
    assert await bob.call("POST", "/api/trash/", json=restore) == not_there
    assert (
        await bob.call("POST", "/api/trash/", json={"action": "restore", "documents": [2]})
        == not_there
    )
    assert (await bob.call("POST", "/api/trash/", json={"action": "restore"}))[1] == {
        "result": "OK",
        "doc_ids": [],
    }


async def test_metadata_names_original_and_archive(box, admin):
    await box.document("text", original=b"%PDF-1.4")
    before = await admin.get("/api/documents/1/metadata/")
    await box.derive(1, archive=b"archive")
    after = await admin.get("/api/documents/1/metadata/")

    assert before["has_archive_version"] is False
    assert before["archive_checksum"] is before["archive_size"] is None
    assert before["original_size"] == 8
    assert before["lang"] == "en"
    assert after["has_archive_version"] is True
    assert (after["archive_size"], after["archive_media_filename"]) == (7, "0000001.pdf")


@pytest.mark.parametrize(
    ("original", "media"),
    [("scan.PDF", "0000001.pdf"), ("scan", "0000001"), ("v1.2 letter", "0000001")],
)
async def test_metadata_names_the_medium_by_number_and_ending(box, admin, original, media):
    await box.document(original_name=original)

    assert (await admin.get("/api/documents/1/metadata/"))["media_filename"] == media


@pytest.mark.parametrize(
    "part", ["metadata", "suggestions", "ai_suggestions", "notes", "history", "root", "share_links"]
)
async def test_parts_of_an_unknown_document_are_not_found(box, admin, part):
    status, content = await admin.call("GET", f"/api/documents/99/{part}/")

    assert (status, content["detail"]) == (404, "Not found.")


async def test_suggestions_are_the_first_dates_in_the_text(box, admin):
    await box.document("text")

    assert await admin.get("/api/documents/1/suggestions/") == {
        "correspondents": [],
        "tags": [],
        "document_types": [],
        "storage_paths": [],
        "dates": ["2026-03-05", "2026-04-01", "2026-05-01"],
    }


async def test_small_things_answer_well_formed(box, admin):
    await box.document()

    assert await admin.get("/api/documents/1/root/") == {"root_id": 1}
    assert await admin.get("/api/documents/1/notes/") == []
    assert await admin.get("/api/documents/1/share_links/") == []
    assert (await admin.call("GET", "/api/documents/1/ai_suggestions/"))[0] == 400


async def test_the_first_number_is_one(box, admin):
    assert await admin.get("/api/documents/next_asn/") == 1
