"""Notes on documents: written, shown, removed, and who may."""

from datetime import datetime

import pytest

from intray.events import DocumentsChanged


async def note(session, text, document=1, **more):
    status, content = await session.call(
        "POST", f"/api/documents/{document}/notes/", json={"note": text}, **more
    )
    assert status == 200, content
    return content


async def remove(session, query, document=1):
    return await session.call("DELETE", f"/api/documents/{document}/notes/{query}")


async def test_every_answer_is_the_whole_list_with_the_oldest_first(box, ann):
    await box.document()
    author = {"id": ann.user_id, "username": "ann", "first_name": "", "last_name": ""}

    first = await note(ann, "  paid  ")
    both = await note(ann, "filed")
    left = (await remove(ann, "?id=1"))[1]

    [paid] = first
    assert list(paid) == ["id", "note", "created", "user"]
    assert (paid["id"], paid["note"], paid["user"]) == (1, "paid", author)
    assert datetime.fromisoformat(paid["created"]).utcoffset() is not None
    assert [each["note"] for each in both] == ["paid", "filed"]
    assert [each["note"] for each in left] == ["filed"]
    assert await ann.get("/api/documents/1/notes/") == left


async def test_a_note_is_removed_by_its_address_too(box, ann):
    await box.document()
    await note(ann, "paid")

    assert await remove(ann, "1/") == (200, [])


async def test_documents_carry_their_notes(box, ann):
    await box.document()
    await box.document()
    await note(ann, "paid", 1)
    await note(ann, "filed", 1)
    await note(ann, "other", 2)

    listed = await ann.get("/api/documents/?ordering=id")
    alone = await ann.get("/api/documents/1/")

    texts = [[each["note"] for each in found["notes"]] for found in listed["results"]]
    assert texts == [["paid", "filed"], ["other"]]
    assert alone["notes"] == listed["results"][0]["notes"]
    assert alone["notes"] == await ann.get("/api/documents/1/notes/")


@pytest.mark.parametrize(("version", "is_id"), [(1, True), (7, True), (8, False), (10, False)])
async def test_up_to_version_7_the_author_is_an_id(box, ann, version, is_id):
    await box.document()
    [written] = await note(ann, "paid", version=version)
    [inside] = (await ann.get("/api/documents/1/", version=version))["notes"]

    assert written == inside
    assert (written["user"] == ann.user_id) == is_id


@pytest.mark.parametrize("version", [7, 10])
async def test_notes_of_a_deleted_user_stay_without_an_author(box, admin, ann, version):
    await box.document()
    await note(ann, "paid")
    await admin.call("DELETE", f"/api/users/{ann.user_id}/")

    [found] = await admin.get("/api/documents/1/notes/", version=version)
    assert (found["note"], found["user"]) == ("paid", None)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This field is required."),
        ({"note": ""}, "This field may not be blank."),
        ({"note": " "}, "This field may not be blank."),
        ({"note": None}, "This field may not be null."),
        ({"note": ["a"]}, "Not a valid string."),
    ],
)
async def test_a_note_without_text_is_refused(box, ann, body, message):
    await box.document()
    answer = await ann.call("POST", "/api/documents/1/notes/", json=body)

    assert answer == (400, {"note": [message]})
    assert await ann.get("/api/documents/1/notes/") == []


async def test_removing_needs_the_number_of_a_note_of_this_document(box, ann):
    await box.document()
    await box.document()
    await note(ann, "elsewhere", 2)

    assert await remove(ann, "") == (400, {"id": "This field is required."})
    assert await remove(ann, "?id=x") == (400, {"id": ["Enter a number."]})
    for query in ("?id=1", "1/", "?id=99", "99/"):
        status, content = await remove(ann, query)
        assert (status, content["detail"]) == (404, "Not found.")
    assert len(await ann.get("/api/documents/2/notes/")) == 1


async def test_writing_and_removing_change_the_document_and_are_told(box, ann):
    await box.document()
    before = (await ann.get("/api/documents/1/"))["modified"]
    await note(ann, "paid")
    written = (await ann.get("/api/documents/1/"))["modified"]
    await remove(ann, "?id=1")
    removed = (await ann.get("/api/documents/1/"))["modified"]

    assert before < written < removed
    assert box.told == [DocumentsChanged((1,))] * 2


@pytest.mark.parametrize(
    ("method", "path", "codename"),
    [
        ("GET", "", "view_note"),
        ("POST", "", "add_note"),
        ("DELETE", "?id=1", "delete_note"),
        ("DELETE", "1/", "delete_note"),
    ],
)
async def test_each_method_needs_its_right_on_notes(box, ann, method, path, codename):
    await box.document()
    await note(ann, "paid")
    without = await box.user("without", "view_document", "change_document")
    having = await box.user("having", codename)
    address = f"/api/documents/1/notes/{path}"

    assert (await without.call(method, address, json={"note": "x"}))[0] == 403
    assert (await having.call(method, address, json={"note": "x"}))[0] == 200


async def test_who_may_only_view_a_document_reads_its_notes_and_writes_none(box, ann, bob):
    await box.document(owner_id=ann.user_id)
    await note(ann, "paid")

    for call in ("GET", "POST", "DELETE"):
        status, content = await bob.call(call, "/api/documents/1/notes/?id=1", json={"note": "x"})
        assert (status, content["detail"]) == (404, "Not found.")
    await box.grant("document", 1, "view", bob.user_id)
    assert [each["note"] for each in await bob.get("/api/documents/1/notes/")] == ["paid"]
    assert (await bob.call("POST", "/api/documents/1/notes/", json={"note": "x"}))[0] == 403
    assert (await remove(bob, "?id=1"))[0] == (await remove(bob, "1/"))[0] == 403
    await box.grant("document", 1, "change", bob.user_id)
    assert (await remove(bob, "?id=1"))[0] == 200


async def test_documents_are_ordered_by_how_many_notes_they_have(box, ann):
    for _ in range(3):
        await box.document()
    for document in (2, 2, 3):
        await note(ann, "x", document)

    most = await ann.get("/api/documents/?ordering=-num_notes&fields=id")
    fewest = await ann.get("/api/documents/?ordering=num_notes&fields=id")
    assert [each["id"] for each in most["results"]] == [2, 3, 1]
    assert [each["id"] for each in fewest["results"]] == [1, 3, 2]


async def test_notes_go_with_their_document(box, ann):
    document = await box.document()
    await note(ann, "paid")
    async with box.database.transaction() as tx:
        await tx.execute("DELETE FROM documents WHERE id = ?", (document,))
        left = await tx.execute_fetchall("SELECT count(*) FROM notes")

    assert [row[0] for row in left] == [0]
