"""Settings changed on the page: in effect at once, and the file decides about the others."""

import json

import pytest
from aiohttp import FormData

from intray.store import changed_settings

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PATH = "/api/config/1/"


@pytest.fixture
async def client(box):
    return await box.as_role("superuser")


async def call(client, method, path=PATH, body=None, **options):
    async with client.request(method, path, json=body, **options) as response:
        return response.status, await response.json() if response.status != 204 else None


async def upload(client, content, name="logo.png", **fields):
    form = FormData(fields)
    form.add_field("app_logo", content, filename=name, content_type="image/png")
    async with client.patch(PATH, data=form) as response:
        return response.status, await response.json()


async def test_a_change_is_shown_and_null_gives_it_back_to_the_file(box, client):
    status, found = await call(client, "PATCH", body={"mode": "force", "app_title": " Papers "})

    assert status == 200
    assert (found["id"], found["mode"], found["app_title"]) == (1, "force", "Papers")
    assert (await call(client, "GET"))[1] == found
    assert (await call(client, "GET", "/api/config/"))[1] == [found]

    _, found = await call(client, "PATCH", body={"mode": None, "app_title": ""})
    assert (found["mode"], found["app_title"]) == (None, None)


async def test_every_key_can_be_set_and_read(box, client):
    values = {
        "user_args": {"deskew": True},
        "barcode_tag_mapping": {"TAG:(.*)": "\\g<1>"},
        "output_type": "pdfa-2",
        "pages": 3,
        "language": "deu+eng",
        "mode": "redo",
        "archive_file_generation": "never",
        "image_dpi": 200,
        "unpaper_clean": "clean-final",
        "deskew": True,
        "rotate_pages": False,
        "rotate_pages_threshold": 2.5,
        "max_image_pixels": 5e7,
        "color_conversion_strategy": "RGB",
        "app_title": "Papers",
        "barcodes_enabled": True,
        "barcode_enable_tiff_support": True,
        "barcode_string": "PATCHT",
        "barcode_retain_split_pages": True,
        "barcode_enable_asn": True,
        "barcode_asn_prefix": "ASN",
        "barcode_upscale": 1.5,
        "barcode_dpi": 300,
        "barcode_max_pages": 5,
        "barcode_enable_tag": True,
        "barcode_tag_split": False,
        "ai_enabled": True,
        "llm_embedding_backend": "ollama",
        "llm_embedding_model": "m",
        "llm_embedding_endpoint": "http://localhost",
        "llm_embedding_chunk_size": 100,
        "llm_context_size": 100,
        "llm_backend": "ollama",
        "llm_model": "m",
        "llm_endpoint": "http://localhost",
        "llm_output_language": "de",
        "llm_request_timeout": 30,
    }

    status, found = await call(client, "PUT", body=values)

    assert status == 200
    assert {**found, **values} == found
    assert set(found) - set(values) == {"id", "llm_api_key", "app_logo"}


async def test_reading_follows_the_change_at_once(box, client):
    file = box.services.config.ocr
    await call(
        client,
        "PATCH",
        body={
            "language": "deu+fra",
            "archive_file_generation": "always",
            "unpaper_clean": "clean",
            "max_image_pixels": 0,
            "deskew": "true",
        },
    )

    found = box.services.overlay.ocr(file)

    assert (found.languages, found.archive, found.clean) == (("deu", "fra"), "always", "clean")
    assert (found.max_image_pixels, found.deskew) == (1_000_000_000, True)
    assert (found.mode, found.output_type) == (file.mode, file.output_type)
    await call(client, "DELETE")
    assert box.services.overlay.ocr(file) == file


async def test_changes_outlast_the_daemon(box, client):
    await call(client, "PATCH", body={"pages": 2, "user_args": {"a": [1]}})

    async with box.services.database.read() as db:
        assert await changed_settings.read(db) == {"pages": 2, "user_args": {"a": [1]}}


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({"mode": "fast"}, ['"fast" is not a valid choice.']),
        ({"mode": ["auto"]}, ["\"['auto']\" is not a valid choice."]),
        ({"output_type": True}, ['"True" is not a valid choice.']),
        ({"pages": 0}, ["Ensure this value is greater than or equal to 1."]),
        ({"pages": "many"}, ["A valid integer is required."]),
        ({"pages": 1.5}, ["A valid integer is required."]),
        ({"image_dpi": 1}, ["Ensure this value is greater than or equal to 36."]),
        ({"deskew": "perhaps"}, ["Must be a valid boolean."]),
        ({"rotate_pages_threshold": -1}, ["Ensure this value is greater than or equal to 0."]),
        ({"rotate_pages_threshold": "nan"}, ["A valid number is required."]),
        ({"max_image_pixels": "1e999"}, ["A valid number is required."]),
        ({"max_image_pixels": 1e12}, ["Ensure this value is less than or equal to 1000000000."]),
        ({"barcode_upscale": True}, ["A valid number is required."]),
        ({"app_title": "x" * 49}, ["Ensure this field has no more than 48 characters."]),
        ({"user_args": "{"}, ["Value must be valid JSON."]),
        ({"user_args": [1]}, ['Expected a dictionary of items but got type "list".']),
        ({"user_args": {"a": "x" * 20_000}}, None),
        ({"language": "../../etc"}, None),
        ({"app_logo": "/etc/passwd"}, None),
        ({"app_logo": {"a": 1}}, None),
    ],
)
async def test_what_cannot_be_used_is_named_and_nothing_changes(box, client, body, messages):
    status, found = await call(client, "PATCH", body={"app_title": "New", **body})

    assert (status, list(found)) == (400, list(body))
    assert messages is None or found == {next(iter(body)): messages}
    assert box.services.overlay.values == {}


async def test_put_needs_the_two_objects(client):
    assert await call(client, "PUT", body={"mode": "off"}) == (
        400,
        {
            "user_args": ["This field is required."],
            "barcode_tag_mapping": ["This field is required."],
        },
    )
    assert (await call(client, "PUT", body={"user_args": None, "barcode_tag_mapping": None}))[
        0
    ] == 200


async def test_everybody_reads_and_only_who_may_changes(box):
    await box.make_user("ann")
    await box.make_user("bob", ["change_applicationconfiguration"])
    ann, bob = await box.client("ann"), await box.client("bob")

    assert (await call(ann, "GET"))[0] == 200
    for method in ("PATCH", "PUT", "DELETE"):
        assert (await call(ann, method, body={"mode": "off"}))[0] == 403
    assert (await call(bob, "PATCH", body={"mode": "off"}))[0] == 200
    assert (await call(bob, "DELETE"))[0] == 403
    assert (await call(bob, "PATCH", "/api/config/2/", {"mode": "off"}))[0] == 404
    assert (await call(await box.client(), "PATCH", body={"mode": "off"}))[0] == 401


async def test_the_key_of_the_language_model_is_neither_shown_nor_readable_in_the_database(
    box, client
):
    status, found = await call(client, "PATCH", body={"llm_api_key": "sk-very-secret"})
    assert (status, found["llm_api_key"]) == (200, "**********")
    await call(client, "PATCH", body={"llm_api_key": "**********", "mode": "off"})
    assert box.services.overlay.values["llm_api_key"] != "**********"

    path = box.services.config.paths.database
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"sk-very-secret" not in stored
    _, found = await call(client, "PATCH", body={"llm_api_key": ""})
    assert found["llm_api_key"] is None


async def test_a_logo_is_shown_to_everybody_until_it_is_removed(box, client):
    status, found = await upload(client, PNG, app_title="Papers")
    assert (status, found["app_title"]) == (200, "Papers")
    address = found["app_logo"]

    anybody = await box.client()
    async with anybody.get(address) as response:
        assert (response.status, response.content_type) == (200, "image/png")
        assert await response.read() == PNG
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    assert (await call(client, "PATCH", body={"app_logo": address}))[1]["app_logo"] == address
    assert (await call(client, "PATCH", body={"app_logo": None}))[1]["app_logo"] is None
    async with anybody.get(address) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (b"GIF89a" + b"\0" * 20, "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 20, "image/webp"),
    ],
)
async def test_a_logo_is_what_its_bytes_say(box, client, content, type_):
    _, found = await upload(client, content, "../../evil.html")

    async with client.get(found["app_logo"]) as response:
        assert response.content_type == type_
    assert "evil" not in found["app_logo"]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n",
        b"",
        b"text",
    ],
)
async def test_what_may_hold_scripts_becomes_no_logo(box, client, content):
    status, found = await upload(client, content, "logo.svg")

    assert (status, list(found)) == (400, ["app_logo"])
    assert (await call(client, "GET"))[1]["app_logo"] is None


async def test_a_logo_cannot_fill_the_box(client):
    status, found = await upload(client, PNG + b"\0" * 1_000_000)

    assert (status, found) == (400, {"app_logo": ["The image is larger than 1 MB."]})


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret.key", "x", "%00", "a" * 5000])
async def test_no_other_file_is_handed_out_as_logo(box, client, name):
    async with client.get(f"/logo/{name}") as response:
        assert response.status in (400, 404)


async def test_a_form_sets_values_too(box, client):
    form = {"mode": "off", "user_args": json.dumps({"a": 1}), "pages": ""}
    async with client.patch(PATH, data=form) as response:
        found = await response.json()

    assert (found["mode"], found["user_args"], found["pages"]) == ("off", {"a": 1}, None)
