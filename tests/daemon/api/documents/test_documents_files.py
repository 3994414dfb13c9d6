"""Thumbnail, preview and download."""

import json

import pytest

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 8
ARCHIVE = b"%PDF-1.7 archive" * 100


async def fetch(box, session, path, **headers):
    given = {
        "Accept": "*/*",
        **session.headers,
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    async with box.client.get(f"/api/documents/{path}", headers=given) as response:
        return response, await response.read()


async def test_the_archive_is_what_people_get(box, admin):
    water = await box.insert("correspondents", name="Water Co")
    await box.document(original=PDF, title="Bill 1/2", correspondent_id=water)
    await box.derive(1, archive=ARCHIVE)

    response, content = await fetch(box, admin, "1/download/")

    assert content == ARCHIVE
    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="2026-03-05 Water Co Bill 1_2.pdf";'
        " filename*=utf-8''2026-03-05%20Water%20Co%20Bill%201_2.pdf"
    )


async def test_the_original_comes_unaltered(box, admin):
    await box.document(original=PDF)
    await box.derive(1, archive=ARCHIVE)

    response, content = await fetch(box, admin, "1/download/?original=true")

    assert content == PDF
    assert response.headers["ETag"] != ""


@pytest.mark.parametrize(
    "accept",
    ["application/json; version=10", "application/pdf", "image/*", "text/html", "*/*"],
)
async def test_files_come_whatever_the_client_accepts(box, admin, accept):
    await box.document(original=PDF)

    response, content = await fetch(box, admin, "1/preview/", Accept=accept)

    assert (response.status, content) == (200, PDF)


async def test_while_nothing_is_derived_the_original_and_a_neutral_page_are_shown(box, admin):
    await box.document(original=PDF)

    preview, content = await fetch(box, admin, "1/preview/")
    thumb, image = await fetch(box, admin, "1/thumb/")

    assert (preview.status, content) == (200, PDF)
    assert preview.headers["Content-Disposition"].startswith("inline; ")
    assert (thumb.status, thumb.content_type) == (200, "image/webp")
    assert image[:4] == b"RIFF" and image[8:12] == b"WEBP"
    assert "ETag" not in thumb.headers


async def test_derived_files_that_vanished_are_not_missed(box, admin):
    await box.document(original=PDF)
    await box.derive(1, archive=ARCHIVE, thumb=b"RIFFxxxxWEBP")
    for file in box.config.paths.derived.rglob("*.*"):
        if file.is_file():
            file.unlink()

    assert (await fetch(box, admin, "1/preview/"))[1] == PDF
    assert (await fetch(box, admin, "1/thumb/"))[0].status == 200


async def test_a_blob_that_vanished_is_404(box, admin):
    await box.document()

    assert (await fetch(box, admin, "1/download/"))[0].status == 404


async def test_a_part_of_a_file_is_sent_on_request(box, admin):
    await box.document(original=PDF)

    response, content = await fetch(box, admin, "1/download/", Range="bytes=5-8")

    assert (response.status, content) == (206, PDF[5:9])
    assert response.headers["Content-Range"] == f"bytes 5-8/{len(PDF)}"
    assert response.headers["Accept-Ranges"] == "bytes"


async def test_a_part_of_another_version_is_not_continued(box, admin):
    await box.document(original=PDF)
    tag = (await fetch(box, admin, "1/download/"))[0].headers["ETag"]

    other, whole = await fetch(box, admin, "1/download/", Range="bytes=5-8", If_Range='"old"')
    same, part = await fetch(box, admin, "1/download/", Range="bytes=5-8", If_Range=tag)

    assert (other.status, whole) == (200, PDF)
    assert (same.status, part) == (206, PDF[5:9])


async def test_a_range_beyond_the_end_is_416(box, admin):
    await box.document(original=PDF)

    assert (await fetch(box, admin, "1/download/", Range="bytes=999999-"))[0].status == 416


@pytest.mark.parametrize("kind", ["preview", "download", "thumb"])
async def test_what_the_client_has_is_not_sent_again(box, admin, kind):
    await box.document(original=PDF)
    await box.derive(1, archive=ARCHIVE, thumb=b"RIFFxxxxWEBP")
    first, content = await fetch(box, admin, f"1/{kind}/")

    by_tag, nothing = await fetch(box, admin, f"1/{kind}/", If_None_Match=first.headers["ETag"])
    by_date, _ = await fetch(
        box, admin, f"1/{kind}/", If_Modified_Since=first.headers["Last-Modified"]
    )
    other, again = await fetch(box, admin, f"1/{kind}/", If_None_Match='"other"')

    assert (by_tag.status, nothing) == (304, b"")
    assert by_date.status == 304
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    assert (other.status, again) == (200, content)


async def test_head_tells_the_size(box, admin):
    await box.document(original=PDF)

    async with box.client.head("/api/documents/1/download/", headers=admin.headers) as response:
        assert response.status == 200
        assert response.headers["Content-Length"] == str(len(PDF))
        assert await response.read() == b""


@pytest.mark.parametrize(
    ("mime_type", "name"),
    [("image/svg+xml", "x.svg"), ("text/html", "x.html"), ("message/rfc822", "x.eml")],
)
async def test_what_could_run_code_is_never_shown(box, admin, mime_type, name):
    await box.document(
        original=b"<script>alert(1)</script>", mime_type=mime_type, original_name=name
    )

    response, _ = await fetch(box, admin, "1/preview/")

    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("mime_type", ["text/plain", "text/csv"])
async def test_text_is_shown_as_plain_text(box, admin, mime_type):
    await box.document(original=b"a;b\n", mime_type=mime_type, original_name="x.csv")

    response, content = await fetch(box, admin, "1/preview/")

    assert (response.content_type, response.charset) == ("text/plain", "utf-8")
    assert content == b"a;b\n"


@pytest.mark.parametrize(
    ("title", "fallback", "encoded"),
    [
        ("Überweisung", "2026-03-05 Uberweisung.pdf", "2026-03-05%20%C3%9Cberweisung.pdf"),
        ('a"b\r\nX: y', "2026-03-05 a_b__X_ y.pdf", "2026-03-05%20a_b__X_%20y.pdf"),
        ("文書", "2026-03-05 .pdf", "2026-03-05%20%E6%96%87%E6%9B%B8.pdf"),
        ("a\u202egpj.exe", "2026-03-05 a_gpj.exe.pdf", "2026-03-05%20a_gpj.exe.pdf"),
    ],
)
async def test_a_name_breaks_no_header(box, admin, title, fallback, encoded):
    await box.document(original=PDF, title=title)

    response, _ = await fetch(box, admin, "1/download/")

    assert response.headers["Content-Disposition"] == (
        f"attachment; filename=\"{fallback}\"; filename*=utf-8''{encoded}"
    )


async def test_files_in_the_trash_can_be_looked_at(box, admin):
    await box.document(original=PDF)
    await admin.call("DELETE", "/api/documents/1/")

    assert (await fetch(box, admin, "1/thumb/"))[0].status == 200
    assert (await fetch(box, admin, "1/download/"))[1] == PDF


async def test_files_of_others_are_missing(box, ann, bob):
    await box.document(original=PDF, owner_id=ann.user_id)

    for kind in ("thumb", "preview", "download"):
        assert (await fetch(box, bob, f"1/{kind}/"))[0].status == 404


@pytest.mark.parametrize(
    "wanted",
    ["bytes=5-2", "bytes=a-b", "bytes=0-0,5-6", "items=0-5", "5-8", "bytes=5-" + "8" * 5000],
)
async def test_a_range_that_cannot_be_served_alone_gives_the_whole_file(box, admin, wanted):
    await box.document(original=PDF)

    response, content = await fetch(box, admin, "1/preview/", Range=wanted)

    assert (response.status, content) == (200, PDF)


@pytest.mark.parametrize("name", ["download", "preview", "thumb"])
async def test_the_file_of_an_unknown_document_is_not_found(box, admin, name):
    response, content = await fetch(box, admin, f"99/{name}/")

    assert response.status == 404
    assert json.loads(content)["detail"] == "Not found."


async def test_an_empty_version_means_the_only_one(box, admin):
    await box.document(original=PDF)

    assert (await fetch(box, admin, "1/download/?version="))[0].status == 200
    assert (await fetch(box, admin, "1/download/?version=2"))[0].status == 404
