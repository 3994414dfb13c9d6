"""Turning, splitting, merging and the like are asked for: what is refused at once, and by whom."""

import json

import pytest

from intray.documents import versions
from intray.documents.records import NewFile

PDF_RIGHTS = ("view_document", "change_document", "add_document", "delete_document")


async def jobs(box):
    async with box.database.read() as db:
        rows = await db.execute_fetchall("SELECT * FROM jobs ORDER BY id")
    return [{**dict(row), "overrides": json.loads(row["overrides"])} for row in rows]


async def bulk(session, method, documents, **parameters):
    return await session.call(
        "POST",
        "/api/documents/bulk_edit/",
        json={
            "documents": documents,
            "method": method,
            "parameters": parameters,
            "from_webui": True,
        },
    )


async def direct(session, method, documents, **parameters):
    return await session.call(
        "POST", f"/api/documents/{method}/", json={"documents": documents, **parameters}
    )


async def paper(box, pages=3, **values):
    document_id = await box.document(original=b"%PDF-1.7 " + str(values).encode(), **values)
    async with box.database.transaction() as tx:
        await tx.execute("UPDATE documents SET page_count = ? WHERE id = ?", (pages, document_id))
    return document_id


GOOD = [
    ("rotate", {"degrees": 90}),
    ("rotate", {"degrees": -270, "source_mode": "latest_version"}),
    ("rotate", {"degrees": "180"}),
    ("merge", {}),
    ("merge", {"metadata_document_id": 1, "delete_originals": True, "archive_fallback": True}),
    ("merge", {"metadata_document_id": None}),
    ("split", {"pages": "1-2,3"}),
    ("split", {"pages": " 1 - 2 , 3 ", "delete_originals": True}),
    ("delete_pages", {"pages": [1, 3]}),
    ("edit_pdf", {"operations": [{"page": 1}, {"page": 3, "rotate": 90, "doc": 1}]}),
    ("edit_pdf", {"operations": [{"page": 1, "rotate": None}], "update_document": True}),
    ("remove_password", {"password": "geheim"}),
    ("remove_password", {"password": "geheim", "update_document": True}),
]


@pytest.mark.parametrize(("method", "parameters"), GOOD)
async def test_work_is_a_job_that_people_see(box, admin, method, parameters):
    document_id = await paper(box, original_name="Lease.pdf")

    assert await bulk(admin, method, [document_id], **parameters) == (200, {"result": "OK"})

    [job] = await jobs(box)
    [shown] = await admin.get("/api/tasks/active/", version=10)
    assert (job["kind"], job["state"], job["owner_id"]) == (
        "bulk_update",
        "pending",
        admin.user_id,
    )
    assert (job["document_id"], job["file_name"]) == (document_id, "Lease.pdf")
    assert job["source"] == "web_ui"
    assert job["overrides"]["method"] == method
    assert (shown["task_type"], shown["related_document_ids"]) == ("bulk_update", [document_id])
    assert "geheim" not in json.dumps([job, shown])


@pytest.mark.parametrize(
    ("method", "parameters"),
    [each for each in GOOD if each[0] not in ("split", "delete_pages")],
)
async def test_the_dedicated_addresses_do_the_same(box, admin, method, parameters):
    document_id = await paper(box)

    answer = await direct(admin, method, [document_id], **parameters, from_webui=True)

    [job] = await jobs(box)
    assert answer == (200, {"result": "OK"})
    assert (job["overrides"]["method"], job["source"]) == (method, "web_ui")


BAD = [
    ("rotate", {}, "degrees"),
    ("rotate", {"degrees": 45}, "degrees"),
    ("rotate", {"degrees": 90.5}, "degrees"),
    ("rotate", {"degrees": "a lot"}, "degrees"),
    ("rotate", {"degrees": None}, "degrees"),
    ("rotate", {"degrees": True}, "degrees"),
    ("rotate", {"degrees": [90]}, "degrees"),
    ("rotate", {"degrees": 90, "source_mode": "oldest"}, "source_mode"),
    ("merge", {"delete_originals": "perhaps"}, "delete_originals"),
    ("merge", {"metadata_document_id": "first"}, "metadata_document_id"),
    ("split", {}, "pages"),
    ("split", {"pages": ""}, "pages"),
    ("split", {"pages": "2-1"}, "pages"),
    ("split", {"pages": "0"}, "pages"),
    ("split", {"pages": "1,,2"}, "pages"),
    ("split", {"pages": "1-2-3"}, "pages"),
    ("split", {"pages": "-1"}, "pages"),
    ("split", {"pages": "\u0661"}, "pages"),
    ("split", {"pages": "1-999999999"}, "pages"),
    ("split", {"pages": ",".join(["1"] * 501)}, "pages"),
    ("split", {"pages": [1]}, "pages"),
    ("delete_pages", {}, "pages"),
    ("delete_pages", {"pages": []}, "pages"),
    ("delete_pages", {"pages": "1"}, "pages"),
    ("delete_pages", {"pages": [0]}, "pages"),
    ("delete_pages", {"pages": [None]}, "pages"),
    ("delete_pages", {"pages": [{}]}, "pages"),
    ("edit_pdf", {}, "operations"),
    ("edit_pdf", {"operations": []}, "operations"),
    ("edit_pdf", {"operations": {"page": 1}}, "operations"),
    ("edit_pdf", {"operations": [1]}, "operations"),
    ("edit_pdf", {"operations": [{}]}, "operations"),
    ("edit_pdf", {"operations": [{"page": 0}]}, "operations"),
    ("edit_pdf", {"operations": [{"page": 1, "rotate": 10}]}, "operations"),
    ("edit_pdf", {"operations": [{"page": 1, "doc": -1}]}, "operations"),
    ("edit_pdf", {"operations": [{"page": 1}] * 5001}, "operations"),
    (
        "edit_pdf",
        {"operations": [{"page": 1, "doc": 0}, {"page": 2, "doc": 1}], "update_document": True},
        "update_document",
    ),
    ("remove_password", {}, "password"),
    ("remove_password", {"password": ""}, "password"),
    ("remove_password", {"password": 5}, "password"),
    ("remove_password", {"password": "x" * 1025}, "password"),
    ("remove_password", {"password": "secret", "include_metadata": "?"}, "include_metadata"),
]


@pytest.mark.parametrize(("method", "parameters", "field"), BAD)
async def test_wrong_parameters_are_refused_in_words(box, admin, method, parameters, field):
    document_id = await paper(box)

    status, answer = await bulk(admin, method, [document_id], **parameters)

    assert (status, list(answer)) == (400, ["non_field_errors"])
    assert all(text.startswith(f"{field}: ") for text in answer["non_field_errors"])
    assert "secret" not in json.dumps(answer)
    if method in ("rotate", "merge", "edit_pdf", "remove_password"):
        status, answer = await direct(admin, method, [document_id], **parameters)
        assert (status, list(answer)) == (400, [field])
    assert await jobs(box) == []


@pytest.mark.parametrize(
    ("method", "parameters", "message"),
    [
        ("split", {"pages": "1-4"}, "has no page 4, but 3 pages"),
        ("delete_pages", {"pages": [9]}, "has no page 9, but 3 pages"),
        ("delete_pages", {"pages": [1, 2, 3]}, "needs at least one page"),
        ("edit_pdf", {"operations": [{"page": 4}]}, "has no page 4, but 3 pages"),
        ("merge", {"metadata_document_id": 99}, "must be one of the documents"),
    ],
)
async def test_what_the_file_does_not_have_is_refused_as_far_as_known(
    box, admin, method, parameters, message
):
    document_id = await paper(box)

    status, answer = await bulk(admin, method, [document_id], **parameters)

    assert (status, await jobs(box)) == (400, [])
    assert message in answer["non_field_errors"][0]


async def test_an_unread_file_is_looked_at_by_the_job(box, admin):
    document_id = await paper(box, pages=None)

    assert (await bulk(admin, "delete_pages", [document_id], pages=[9]))[0] == 200


async def test_files_that_are_no_pdf_are_refused_where_nothing_else_is_asked_for(box, admin):
    image = await paper(box, mime_type="image/png")
    other = await paper(box)

    answers = [
        await bulk(admin, "rotate", [image], degrees=90),
        await bulk(admin, "split", [image], pages="1"),
        await bulk(admin, "merge", [other, image]),
        await bulk(admin, "merge", [other, image], archive_fallback=True),  # not made yet
    ]
    assert [status for status, _ in answers] == [400] * 4

    assert (await bulk(admin, "rotate", [other, image], degrees=90))[0] == 200
    await box.derive(image, archive=b"%PDF-1.7 of the image")
    assert (await bulk(admin, "merge", [other, image], archive_fallback=True))[0] == 200


@pytest.mark.parametrize("method", ["split", "delete_pages", "edit_pdf"])
@pytest.mark.parametrize("count", [0, 2])
async def test_some_work_is_done_on_one_document(box, admin, method, count):
    ids = [await paper(box, title=str(each)) for each in range(count)]
    parameters = {
        "split": {"pages": "1"},
        "delete_pages": {"pages": [1]},
        "edit_pdf": {"operations": [{"page": 1}]},
    }

    status, answer = await bulk(admin, method, ids, **parameters[method])

    assert (status, answer["non_field_errors"]) == (400, [f"{method} works on one document."])


async def test_no_documents_and_no_turn_are_no_work(box, admin):
    document_id = await paper(box)

    assert (await bulk(admin, "rotate", [], degrees=90))[0] == 200
    assert (await bulk(admin, "merge", []))[0] == 200
    assert (await bulk(admin, "rotate", [document_id], degrees=720))[0] == 200
    assert await jobs(box) == []


async def test_each_document_has_a_job_of_its_own_but_a_merge_is_one(box, admin):
    ids = [await paper(box, title=str(each)) for each in range(3)]

    await direct(admin, "rotate", ids, degrees=90)
    await direct(admin, "merge", ids[::-1])

    made = await jobs(box)
    assert [job["overrides"]["documents"] for job in made] == [*([each] for each in ids), ids[::-1]]
    assert made[-1]["document_id"] is None


async def test_all_documents_can_be_turned_and_not_merged(box, admin):
    ids = [await paper(box, title=str(each)) for each in range(2)]
    body = {"all": True, "filters": {"title__icontains": "1"}}

    turned = await admin.call("POST", "/api/documents/rotate/", json={**body, "degrees": 90})
    merged = await admin.call("POST", "/api/documents/merge/", json=body)
    freed = await admin.call(
        "POST", "/api/documents/remove_password/", json={**body, "password": "x"}
    )

    assert (turned[0], merged[0], freed[0]) == (200, 400, 400)
    assert [job["overrides"]["documents"] for job in await jobs(box)] == [[ids[1]]]


async def test_the_password_waits_in_memory_for_its_job(box, admin, services):
    document_id = await paper(box)

    await direct(admin, "remove_password", [document_id], password=" geheim ")

    [job] = await jobs(box)
    assert services.passwords.of(job["uuid"]) == " geheim "
    async with box.database.read() as db:
        for table in ("jobs", "history"):
            rows = await db.execute_fetchall(f"SELECT * FROM {table}")
            assert not any("geheim" in str(tuple(row)) for row in rows)


async def test_a_version_can_be_chosen(box, admin):
    document_id = await paper(box)
    async with box.database.transaction() as tx:
        newer = NewFile("f" * 64, "second.pdf", "application/pdf", 1)
        version_id = await versions.add(tx, document_id, newer)

    status, _ = await direct(
        admin, "rotate", [version_id], degrees=90, source_mode="explicit_selection"
    )
    by_bulk, _ = await bulk(
        admin, "rotate", [version_id], degrees=90, source_mode="explicit_selection"
    )
    refused, _ = await direct(admin, "rotate", [version_id], degrees=90)

    made = await jobs(box)
    assert (status, by_bulk, refused) == (200, 200, 400)
    for job in made:
        assert job["overrides"]["versions"] == {str(document_id): version_id}


OWNERSHIP = [
    ("rotate", {"degrees": 90}, True),
    ("delete_pages", {"pages": [1]}, True),
    ("edit_pdf", {"operations": [{"page": 1}]}, True),
    ("remove_password", {"password": "x"}, True),
    ("split", {"pages": "1"}, False),
    ("split", {"pages": "1", "delete_originals": True}, True),
    ("merge", {}, False),
    ("merge", {"delete_originals": True}, True),
]


@pytest.mark.parametrize(("method", "parameters", "needs_ownership"), OWNERSHIP)
async def test_who_may_change_a_document_does_not_own_it(
    box, ann, bob, method, parameters, needs_ownership
):
    mine = await paper(box, owner_id=ann.user_id)
    nobodys = await paper(box, title="of nobody")
    await box.grant("document", mine, "change", bob.user_id)

    by_owner = await bulk(ann, method, [mine], **parameters)
    by_editor = await bulk(bob, method, [mine], **parameters)
    of_nobody = await bulk(bob, method, [nobodys], **parameters)

    assert (by_owner[0], of_nobody[0]) == (200, 200)
    assert by_editor[0] == (403 if needs_ownership else 200)


@pytest.mark.parametrize(("method", "parameters", "_"), OWNERSHIP)
async def test_documents_that_are_hidden_or_only_shown_are_not_worked_on(
    box, ann, bob, method, parameters, _
):
    hidden = await paper(box, owner_id=ann.user_id)
    shown = await paper(box, owner_id=ann.user_id, title="shown")
    await box.grant("document", shown, "view", bob.user_id)

    missing = await bulk(bob, method, [999], **parameters)

    assert await bulk(bob, method, [hidden], **parameters) == missing
    assert missing[0] == 400
    assert (await bulk(bob, method, [shown], **parameters))[0] == 403
    assert await jobs(box) == []


@pytest.mark.parametrize(
    ("method", "parameters", "right"),
    [
        ("rotate", {"degrees": 90}, "change_document"),
        ("merge", {}, "add_document"),
        ("split", {"pages": "1"}, "add_document"),
        ("edit_pdf", {"operations": [{"page": 1}]}, "add_document"),
        ("remove_password", {"password": "x"}, "add_document"),
        ("merge", {"delete_originals": True}, "delete_document"),
        ("split", {"pages": "1", "delete_originals": True}, "delete_document"),
        ("edit_pdf", {"operations": [{"page": 1}], "delete_original": True}, "delete_document"),
        ("remove_password", {"password": "x", "delete_original": True}, "delete_document"),
    ],
)
async def test_each_kind_of_work_needs_its_right(box, method, parameters, right):
    document_id = await paper(box)
    lacking = await box.user("eve", *(name for name in PDF_RIGHTS if name != right))
    allowed = await box.user("adam", *PDF_RIGHTS)

    refused, _ = await bulk(lacking, method, [document_id], **parameters)
    accepted, _ = await bulk(allowed, method, [document_id], **parameters)

    assert (refused, accepted) == (403, 200)


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("rotate", {"degrees": 90}),
        ("delete_pages", {"pages": [1]}),
        ("edit_pdf", {"operations": [{"page": 1}], "update_document": True}),
        ("remove_password", {"password": "x", "update_document": True}),
    ],
)
async def test_new_versions_need_no_right_to_add_documents(box, method, parameters):
    document_id = await paper(box)
    session = await box.user("eve", "view_document", "change_document")

    assert (await bulk(session, method, [document_id], **parameters))[0] == 200


async def test_documents_in_the_trash_are_not_worked_on(box, admin):
    document_id = await paper(box)
    await admin.call("DELETE", f"/api/documents/{document_id}/")

    assert (await bulk(admin, "rotate", [document_id], degrees=90))[0] == 400


async def test_only_json_is_understood(box, admin):
    for method in ("rotate", "merge", "edit_pdf", "remove_password"):
        status, _ = await admin.call("POST", f"/api/documents/{method}/", data={"documents": "1"})
        assert status == 415
