"""Uploads: values are checked before anything is accepted."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData

from intray.errors import DiskFullError, UnsupportedTypeError, UploadTooLargeError

PAPER = b"%PDF-1.4 paper"


async def post(box, session, *fields, **more):
    form = FormData(quote_fields=False, default_to_multipart=True)
    for name, value, *file in fields:
        form.add_field(name, value, **(file[0] if file else {}))
    return await session.call("POST", "/api/documents/post_document/", data=form, **more)


def paper(content=PAPER, name="scan.pdf"):
    return ("document", content, {"filename": name, "content_type": "application/pdf"})


async def test_the_answer_is_the_number_of_the_job(box, ann):
    status, content = await post(box, ann, paper())

    assert (status, content) == (200, "8b606f78-ed71-4dfb-9c76-f40df1672ec1")
    [(received, values)] = box.uploads.taken
    assert received == PAPER
    assert values == {
        "file_name": "scan.pdf",
        "source": "api_upload",
        "owner_id": ann.user_id,
        "overrides": {},
    }


@pytest.mark.parametrize("file_first", [True, False])
async def test_values_count_wherever_they_stand_in_the_form(box, ann, file_first):
    water = await box.insert("correspondents", name="Water Co")
    tags = [await box.insert("tags", name=name) for name in ("a", "b", "c")]
    values = [
        ("title", "Water bill"),
        ("created", "2026-03-04T23:30:00Z"),
        ("correspondent", str(water)),
        ("document_type", ""),
        ("tags", str(tags[0])),
        ("tags", f"{tags[1]},{tags[2]}"),
        ("archive_serial_number", "0"),
        ("custom_fields", "[]"),
    ]
    fields = [paper(), *values] if file_first else [*values, paper()]

    status, _ = await post(box, ann, *fields)

    assert status == 200
    assert box.uploads.taken[0][1]["overrides"] == {
        "title": "Water bill",
        "created": "2026-03-05",
        "correspondent": water,
        "tags": tags,
        "archive_serial_number": 0,
    }


async def test_the_page_is_told_apart_from_apps(box, ann):
    await post(box, ann, ("from_webui", "true"), paper())

    assert box.uploads.taken[0][1]["source"] == "web_ui"


@pytest.mark.parametrize("file_first", [True, False])
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("correspondent", "99", 'Invalid pk "99" - object does not exist.'),
        ("tags", "99", 'Invalid pk "99" - object does not exist.'),
        ("tags", "one", "Incorrect type. Expected pk value, received str."),
        ("storage_path", "x", "Incorrect type. Expected pk value, received str."),
        (
            "created",
            "soon",
            "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
        ),
        ("archive_serial_number", "-1", "Ensure this value is greater than or equal to 0."),
        ("archive_serial_number", "x", "A valid integer is required."),
        ("custom_fields", '{"1": "x"}', "Unknown custom fields: 1."),
        ("custom_fields", "{", "Value must be valid JSON."),
    ],
)
async def test_nothing_is_taken_with_a_wrong_value(box, ann, file_first, name, value, message):
    fields = [paper(), (name, value)] if file_first else [(name, value), paper()]

    assert await post(box, ann, *fields) == (400, {name: [message]})
    assert box.uploads.taken == []


async def test_attributes_of_others_cannot_be_given(box, ann, bob):
    tag = await box.insert("tags", name="Private", owner_id=ann.user_id)

    status, content = await post(box, bob, paper(), ("tags", str(tag)))

    assert (status, list(content)) == (400, ["tags"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([("title", "x")], "No file was submitted."),
        ([paper(b"")], "The submitted file is empty."),
        ([paper(), paper()], "Only one file can be submitted at a time."),
        (
            [("document", "text")],
            "The submitted data was not a file. Check the encoding type on the form.",
        ),
    ],
)
async def test_a_form_needs_exactly_one_file(box, ann, fields, message):
    assert await post(box, ann, *fields) == (400, {"document": [message]})
    assert box.uploads.taken == []


async def test_json_is_no_upload(box, ann):
    status, _ = await ann.call("POST", "/api/documents/post_document/", json={"document": "x"})

    assert status == 415


async def test_uploading_needs_the_right(box):
    reader = await box.user("reader", "view_document")

    assert (await post(box, reader, paper()))[0] == 403


@pytest.mark.parametrize(
    ("error", "status", "content"),
    [
        (
            UnsupportedTypeError("text/x-foo"),
            400,
            {"document": ["File type text/x-foo not supported"]},
        ),
        (DiskFullError(2_000_000, 1_000_000), 507, None),
        (UploadTooLargeError(200_000_000), 413, None),
    ],
)
async def test_what_cannot_be_stored_is_said(box, ann, error, status, content):
    async def refuse(chunks: AsyncIterator[bytes], **values):
        async for _ in chunks:
            pass
        raise error

    box.uploads.receive = refuse

    answered, said = await post(box, ann, paper())

    assert answered == status
    assert content is None or said == content


async def test_a_large_file_is_streamed(box, ann):
    content = bytes(range(256)) * 20_000

    assert (await post(box, ann, paper(content)))[0] == 200
    assert box.uploads.taken[0][0] == content


async def test_names_arrive_as_they_were_sent(box, ann):
    await post(box, ann, paper(name="Überweisung März.pdf"))

    assert box.uploads.taken[0][1]["file_name"] == "Überweisung März.pdf"
