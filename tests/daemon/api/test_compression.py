"""Long answers are made shorter for who can read that; secrets and files never are."""

import zlib

import pytest
from aiohttp import ClientSession

LONG = "/api/ui_settings/"  # names all permissions


async def get(client, path, accepted, **headers):
    """Status, headers and the bytes as they came."""
    headers["Accept-Encoding"] = accepted
    authorization = client.session.headers["Authorization"]
    async with (
        ClientSession(auto_decompress=False) as session,
        session.get(
            client.make_url(path), headers={**headers, "Authorization": authorization}
        ) as response,
    ):
        return response.status, response.headers, await response.read()


@pytest.fixture
async def client(box):
    return await box.as_role("superuser")


@pytest.mark.parametrize(
    ("accepted", "coding", "window"),
    [
        ("gzip", "gzip", 31),
        ("deflate, gzip", "gzip", 31),
        ("br, zstd, *", "gzip", 31),
        ("gzip;q=0, deflate", "deflate", 15),
        ("GZIP;q=0.5", "gzip", 31),
    ],
)
async def test_a_long_answer_is_compressed_in_a_way_that_the_client_reads(
    client, accepted, coding, window
):
    _, plain_headers, plain = await get(client, LONG, "identity")
    status, headers, body = await get(client, LONG, accepted)

    assert (status, headers["Content-Encoding"]) == (200, coding)
    assert headers["Content-Type"] == plain_headers["Content-Type"]
    assert int(headers["Content-Length"]) == len(body) < len(plain)
    assert zlib.decompress(body, window) == plain


@pytest.mark.parametrize("accepted", ["", "identity", "br", "zstd", "gzip;q=0", "xgzip"])
async def test_other_clients_get_it_as_it_is(client, accepted):
    _, headers, body = await get(client, LONG, accepted)

    assert "Content-Encoding" not in headers
    assert body.startswith(b"{")
    assert "Accept-Encoding" in headers["Vary"]


async def test_short_answers_stay_as_they_are(client):
    assert "Content-Encoding" not in (await get(client, "/api/tags/", "gzip"))[1]


async def test_a_very_long_answer_is_compressed_off_the_loop(box, client):
    for number in range(30):
        await box.make_user(f"user {number:0100}", [])

    _, headers, body = await get(client, "/api/users/", "gzip")

    assert headers["Content-Encoding"] == "gzip"
    assert len(zlib.decompress(body, 31)) > 10_000


async def test_answers_with_secrets_have_the_length_that_they_have(client):
    status, headers, body = await get(client, "/api/profile/totp/", "gzip")

    assert (status, len(body) > 1024) == (200, True)
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_what_another_site_asks_for_is_not_compressed(client, site):
    _, headers, _ = await get(client, LONG, "gzip", **{"Sec-Fetch-Site": site})
    assert "Content-Encoding" not in headers

    _, headers, _ = await get(client, LONG, "gzip", **{"Sec-Fetch-Site": "same-origin"})
    assert "Content-Encoding" in headers


async def test_files_are_not_compressed(box, client):
    document = await box.add_document(mime_type="text/plain")
    box.services.config.paths.blob(f"{1:064x}").write_bytes(b"word " * 5000)

    _, headers, body = await get(client, f"/api/documents/{document}/download/", "gzip")

    assert "Content-Encoding" not in headers
    assert len(body) == 25_000
