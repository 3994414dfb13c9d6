"""The files of the page."""

import asyncio
import gzip

import pytest

from intray.api.system import page

HTML, SCRIPT = "<!doctype html><title>Intray</title>", "export const x = 1;" * 50


@pytest.fixture
async def client(box, tmp_path):
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(HTML)
    (folder / "assets" / "app-abc123.js").write_text(SCRIPT)
    (folder / "assets" / "app-abc123.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder / "assets" / "pdf.worker-1.mjs").write_text(SCRIPT)
    (folder / "assets" / "qcms.wasm").write_bytes(b"\0asm")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / ".hidden").symlink_to(tmp_path / "secret.txt")
    client = await box.client()
    files = box.server.app[page.FILES]
    files.clear()
    files.update(await asyncio.to_thread(page._files, folder))
    return client


@pytest.mark.parametrize("path", ["/", "/documents/7", "/documents/7/details", "/accounts/login/"])
async def test_every_address_inside_the_page_is_the_page(client, path):
    async with client.get(path) as response:
        assert response.status == 200
        assert await response.text() == HTML
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache"


async def test_hashed_files_are_kept_for_good(client):
    async with client.get("/assets/app-abc123.js") as response:
        assert await response.text() == SCRIPT
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in response.headers["Cache-Control"]


async def test_who_takes_no_gzip_gets_the_plain_file(client):
    async with client.get(
        "/assets/app-abc123.js", headers={"Accept-Encoding": "identity"}
    ) as response:
        assert await response.text() == SCRIPT
        assert "Content-Encoding" not in response.headers


async def test_modules_and_decoders_have_their_types(client):
    for path, kind in (
        ("/assets/pdf.worker-1.mjs", "text/javascript"),
        ("/assets/qcms.wasm", "application/wasm"),
    ):
        async with client.get(path) as response:
            assert response.content_type == kind


async def test_what_did_not_change_is_not_sent_again(client):
    async with client.get("/") as response:
        etag = response.headers["ETag"]

    async with client.get("/", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/",
        "/favicon.ico",
        "/index.php",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/.hidden/../../secret.txt",
        "/secret.txt",
    ],
)
async def test_nothing_else_is_served(client, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"\r\n\r\nsecret" not in answer


async def test_links_of_old_apps_lead_to_the_files(client):
    async with client.get("/fetch/thumb/7", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/api/documents/7/thumb/")


async def test_the_page_takes_no_writes(client):
    async with client.post("/") as response:
        assert response.status == 405
        assert (await response.json())["code"] == "method_not_allowed"


async def test_without_a_built_page_the_box_says_so(box, client):
    box.server.app[page.FILES].clear()

    async with client.get("/") as response:
        assert response.status == 503
        assert "make web" in await response.text()


async def test_browsers_find_an_icon_where_they_have_always_looked(client, box, tmp_path):
    icon = tmp_path / "dist" / "icon-192.png"
    await asyncio.to_thread(icon.write_bytes, b"\x89PNG")
    box.server.app[page.FILES]["/icon-192.png"] = page.PageFile(icon, "image/png")

    async with client.get("/favicon.ico") as response:
        assert (response.status, response.content_type) == (200, "image/png")
