"""Other files of a document: handed in, labelled, shown, removed."""

import hashlib

import pytest
from aiohttp import FormData

from intray.documents import versions
from intray.documents.records import NewFile
from intray.store import file_metadata

PAGES = b"%PDF-1.7 the second\n"


def sha(content):
    return hashlib.sha256(content).hexdigest()


async def give(box, document_id, original=PAGES, *, text=None, label=None, **values):
    """The document gets this file; `text` is what reading it gave."""
    checksum = sha(original)
    blob = box.config.paths.blob(checksum)
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(original)
    about = {"original_name": "second.pdf", "mime_type": "application/pdf", **values}
    async with box.database.transaction() as tx:
        version_id = await versions.add(
            tx, document_id, NewFile(checksum, size=len(original), **about), label=label
        )
        if text is not None:
            await tx.execute(
                "UPDATE document_contents SET content = ? WHERE document_id = ?",
                (text, document_id),
            )
            await tx.execute(
                "UPDATE documents SET reading = 'done', derived = '2' WHERE id = ?", (document_id,)
            )
    return version_id


def form(**parts):
    data = FormData(default_to_multipart=True)
    for name, value in parts.items():
        if isinstance(value, bytes):
            data.add_field(name, value, filename="signed.pdf", content_type="application/pdf")
        else:
            data.add_field(name, value)
    return data


async def bytes_of(box, session, path):
    async with box.client.get(path, headers=session.headers) as response:
        return response.status, await response.read()


async def test_versions_are_listed_with_the_newest_first(box, admin):
    document_id = await box.document("old words", original=b"first")
    second = await give(box, document_id, label="signed")

    shown = (await admin.get(f"/api/documents/{document_id}/"))["versions"]
    [listed] = (await admin.get("/api/documents/"))["results"]

    assert [(each["id"], each["is_root"]) for each in shown] == [
        (second, False),
        (document_id, True),
    ]
    assert [each["version_label"] for each in shown] == ["signed", None]
    assert [each["checksum"] for each in shown] == [sha(PAGES), sha(b"first")]
    assert all(each["added"].endswith("Z") for each in shown)
    assert listed["versions"] == shown


async def test_an_id_never_means_two_things(box, admin):
    document_id = await box.document(original=b"first")
    version_id = await give(box, document_id)

    later = await box.document(original=b"another paper")

    assert document_id < version_id < later
    assert (await admin.call("GET", f"/api/documents/{version_id}/"))[0] == 404


async def test_the_document_keeps_title_and_date_and_shows_the_new_file(box, admin):
    document_id = await box.document(original=b"first", title="Lease", original_name="a.pdf")

    await give(box, document_id, mime_type="image/png", text="new words")

    document = await admin.get(f"/api/documents/{document_id}/")
    assert (document["title"], document["created"]) == ("Lease", "2026-03-05")
    assert (document["original_file_name"], document["mime_type"]) == ("second.pdf", "image/png")
    assert document["content"] == "new words"
    assert document["root_document"] is None


@pytest.mark.parametrize("action", ["download", "preview"])
async def test_each_version_has_its_own_file(box, admin, action):
    document_id = await box.document(original=b"first")
    version_id = await give(box, document_id)

    base = f"/api/documents/{document_id}/{action}/"

    assert await bytes_of(box, admin, base) == (200, PAGES)
    assert await bytes_of(box, admin, f"{base}?version={version_id}") == (200, PAGES)
    assert await bytes_of(box, admin, f"{base}?version={document_id}") == (200, b"first")
    assert (await bytes_of(box, admin, f"{base}?version=999"))[0] == 404
    assert (await bytes_of(box, admin, f"{base}?version=first"))[0] == 404


async def test_each_version_has_its_own_thumbnail_text_and_metadata(box, admin):
    document_id = await box.document("old words", original=b"first")
    await box.derive(document_id, thumb=b"old picture", archive=b"old archive")
    await give(box, document_id, text="new words")
    await box.derive(document_id, thumb=b"new picture")

    base, older = f"/api/documents/{document_id}/", f"?version={document_id}"

    assert (await bytes_of(box, admin, f"{base}thumb/{older}"))[1] == b"old picture"
    assert (await bytes_of(box, admin, f"{base}thumb/"))[1] == b"new picture"
    assert (await bytes_of(box, admin, f"{base}download/{older}"))[1] == b"old archive"
    assert (await admin.get(base + older))["content"] == "old words"
    assert (await admin.get(base))["content"] == "new words"
    assert (await admin.get(f"{base}metadata/{older}"))["original_checksum"] == sha(b"first")
    assert (await admin.get(f"{base}metadata/"))["original_checksum"] == sha(PAGES)


async def test_versions_of_a_document_in_the_trash_are_shown(box, admin):
    document_id = await box.document(original=b"first")
    await give(box, document_id)
    await admin.call("DELETE", f"/api/documents/{document_id}/")

    path = f"/api/documents/{document_id}/download/?version={document_id}"

    assert await bytes_of(box, admin, path) == (200, b"first")


async def test_text_is_written_to_the_version_that_was_named(box, admin):
    document_id = await box.document("old words", original=b"first")
    version_id = await give(box, document_id, text="new words")
    path = f"/api/documents/{document_id}/"

    status, older = await admin.call(
        "PATCH", f"{path}?version={document_id}", json={"content": "older", "title": "Lease"}
    )
    await admin.call("PATCH", f"{path}?version={version_id}", json={"content": "newer"})

    assert (status, older["content"], older["title"]) == (200, "older", "Lease")
    assert (await admin.get(path))["content"] == "newer"
    assert (await admin.get(f"{path}?version={document_id}"))["content"] == "older"
    assert (await admin.call("PATCH", f"{path}?version=99", json={"title": "x"}))[0] == 404
    assert (await admin.get(path))["title"] == "Lease"


async def test_a_new_version_is_handed_in_with_a_label(box, admin):
    document_id = await box.document(original=b"first")

    status, task = await admin.call(
        "POST",
        f"/api/documents/{document_id}/update_version/",
        data=form(document=PAGES, version_label=" signed "),
    )

    [(content, values)] = box.uploads.taken
    assert (status, task) == (200, "8b606f78-ed71-4dfb-9c76-f40df1672ec1")
    assert (content, values["overrides"]) == (PAGES, {"version_label": "signed"})
    assert (values["version_of"], values["base"]) == (document_id, sha(b"first"))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({}, "document"),
        ({"document": "text"}, "document"),
        ({"version_label": "x"}, "document"),
        ({"document": PAGES, "version_label": "x" * 65}, "version_label"),
        ({"version_label": "x" * 65, "document": PAGES}, "version_label"),
    ],
)
async def test_a_form_that_is_not_right_adds_no_version(box, admin, parts, field):
    document_id = await box.document(original=b"first")

    status, answer = await admin.call(
        "POST",
        f"/api/documents/{document_id}/update_version/",
        data=form(**parts, unknown="ignored"),
    )

    assert (status, list(answer)) == (400, [field])
    assert box.uploads.taken == []


async def test_a_label_is_changed_and_taken_away(box, admin):
    document_id = await box.document(original=b"first")
    version_id = await give(box, document_id)
    path = f"/api/documents/{document_id}/versions/"

    status, labelled = await admin.call(
        "PATCH", f"{path}{version_id}/", json={"version_label": "signed"}
    )
    _, older = await admin.call("PATCH", f"{path}{document_id}/", json={"version_label": "draft"})
    _, untouched = await admin.call("PATCH", f"{path}{document_id}/", json={})
    _, bare = await admin.call("PATCH", f"{path}{version_id}/", json={"version_label": None})

    assert (status, labelled["version_label"], labelled["is_root"]) == (200, "signed", False)
    assert list(labelled) == ["id", "added", "version_label", "checksum", "is_root"]
    assert (older["version_label"], older["is_root"]) == ("draft", True)
    assert untouched == older
    assert bare["version_label"] is None
    assert (await admin.call("PATCH", f"{path}99/", json={"version_label": "x"}))[0] == 404
    assert await admin.call("PATCH", f"{path}{version_id}/", json={"version_label": "x" * 65}) == (
        400,
        {"version_label": ["Ensure this field has no more than 64 characters."]},
    )


async def test_without_the_newest_version_the_one_before_is_back(box, admin):
    document_id = await box.document("old words", original=b"first", original_name="a.pdf")
    await box.derive(document_id, thumb=b"old picture", archive=b"old archive")
    before = await admin.get(f"/api/documents/{document_id}/")
    version_id = await give(box, document_id, text="new words")

    status, answer = await admin.call(
        "DELETE", f"/api/documents/{document_id}/versions/{version_id}/"
    )

    after = await admin.get(f"/api/documents/{document_id}/")
    assert (status, answer) == (200, {"result": "OK", "current_version_id": document_id})
    assert {**after, "modified": 0} == {**before, "modified": 0}


async def test_an_older_version_is_removed_from_under_the_newest(box, admin):
    document_id = await box.document(original=b"first")
    second = await give(box, document_id, b"second", text="two")
    third = await give(box, document_id, b"third", text="three")

    path = f"/api/documents/{document_id}/versions/"
    status, answer = await admin.call("DELETE", f"{path}{second}/")

    shown = (await admin.get(f"/api/documents/{document_id}/"))["versions"]
    assert (status, answer["current_version_id"]) == (200, third)
    assert [each["id"] for each in shown] == [third, document_id]
    assert (await admin.call("DELETE", f"{path}{second}/"))[0] == 404


async def test_a_version_that_comes_back_unread_is_read(box, admin):
    document_id = await box.document("old words", original=b"first")
    await give(box, document_id, b"second")
    third = await give(box, document_id, b"third", text="three")

    await admin.call("DELETE", f"/api/documents/{document_id}/versions/{third}/")

    [job] = await admin.get("/api/tasks/active/", version=10)
    assert job["related_document_ids"] == [document_id]
    assert (await admin.get(f"/api/documents/{document_id}/"))["content"] == ""


async def test_the_first_version_stays(box, admin):
    document_id = await box.document(original=b"first")
    await give(box, document_id)
    path = f"/api/documents/{document_id}/versions/{document_id}/"

    assert await admin.call("DELETE", path) == (
        400,
        {"non_field_errors": ["The first version cannot be deleted."]},
    )


async def test_the_bytes_of_a_removed_version_are_nobodys_and_may_come_again(box, admin):
    document_id = await box.document(original=b"first")
    version_id = await give(box, document_id)

    await box.derive(document_id, archive=b"its archive")
    async with box.database.transaction() as tx:
        for content in (PAGES, b"its archive", b"first"):
            await file_metadata.keep(tx, sha(content), [])

    await admin.call("DELETE", f"/api/documents/{document_id}/versions/{version_id}/")

    async with box.database.read() as db:
        noted = await db.execute_fetchall("SELECT checksum FROM removals")
        described = await db.execute_fetchall("SELECT checksum FROM file_metadata")
    assert [row[0] for row in noted] == [sha(PAGES)]
    assert [row[0] for row in described] == [sha(b"first")]


async def test_ids_of_versions_lead_to_their_document(box, admin):
    document_id = await box.document(original=b"first")
    second = await give(box, document_id, b"second")
    third = await give(box, document_id, b"third")

    for number in (document_id, second, third):
        assert await admin.get(f"/api/documents/{number}/root/") == {"root_id": document_id}
    assert (await admin.call("GET", "/api/documents/999/root/"))[0] == 404


async def test_versions_of_a_hidden_document_are_not_there(box, ann, bob):
    document_id = await box.document(original=b"first", owner_id=ann.user_id)
    version_id = await give(box, document_id)
    base = f"/api/documents/{document_id}/"

    answers = [
        await bob.call("GET", f"/api/documents/{version_id}/root/"),
        await bob.call("GET", f"{base}download/?version={version_id}"),
        await bob.call("PATCH", f"{base}versions/{version_id}/", json={"version_label": "x"}),
        await bob.call("DELETE", f"{base}versions/{version_id}/"),
        await bob.call("POST", f"{base}update_version/", data=form(document=PAGES)),
    ]

    assert [status for status, _ in answers] == [404] * 5
    assert box.uploads.taken == []


async def test_who_may_only_look_changes_no_version(box, ann, bob):
    document_id = await box.document(original=b"first", owner_id=ann.user_id)
    version_id = await give(box, document_id)
    await box.grant("document", document_id, "view", bob.user_id)
    base = f"/api/documents/{document_id}/"

    answers = [
        await bob.call("PATCH", f"{base}versions/{version_id}/", json={"version_label": "x"}),
        await bob.call("DELETE", f"{base}versions/{version_id}/"),
        await bob.call("POST", f"{base}update_version/", data=form(document=PAGES)),
    ]

    assert [status for status, _ in answers] == [403] * 3
    assert await bob.get(f"/api/documents/{version_id}/root/") == {"root_id": document_id}


@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("POST", "update_version/", "change_document"),
        ("PATCH", "versions/1/", "change_document"),
        ("DELETE", "versions/1/", "delete_document"),
        ("GET", "root/", "view_document"),
    ],
)
async def test_each_method_needs_its_right_on_documents(box, method, path, missing):
    others = {"view_document", "change_document", "delete_document", "add_document"} - {missing}
    session = await box.user("eve", *sorted(others))
    await box.document(original=b"first")

    assert (await session.call(method, f"/api/documents/1/{path}"))[0] == 403


async def test_versions_of_another_document_are_not_reached_through_this_one(box, admin):
    mine = await box.document(original=b"first")
    other = await box.document(original=b"other")
    foreign = await give(box, other)
    base = f"/api/documents/{mine}/"

    assert (await admin.call("GET", f"{base}?version={foreign}"))[0] == 404
    assert (await admin.call("GET", f"{base}?version={other}"))[0] == 404
    assert (await admin.call("DELETE", f"{base}versions/{foreign}/"))[0] == 404
    assert (await admin.call("PATCH", f"{base}versions/{foreign}/", json={"version_label": "x"}))[
        0
    ] == 404


async def test_who_loses_the_document_during_the_upload_adds_no_version(box, ann, bob):
    document_id = await box.document(original=b"first", owner_id=ann.user_id)
    await box.grant("document", document_id, "change", bob.user_id)

    async def slowly():
        yield PAGES
        async with box.database.transaction() as tx:
            await tx.execute("DELETE FROM grants")
        yield b"more"

    data = FormData(default_to_multipart=True)
    data.add_field("document", slowly(), filename="a.pdf", content_type="application/pdf")
    status, _ = await bob.call("POST", f"/api/documents/{document_id}/update_version/", data=data)

    assert (status, box.uploads.taken) == (404, [])
