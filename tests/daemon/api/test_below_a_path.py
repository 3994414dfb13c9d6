"""Behind a reverse proxy that offers the box under a path of its own."""

from dataclasses import replace

import pytest
from aiohttp import ClientSession, web

from intray.api.connections import Runner
from intray.api.server import build_app


@pytest.fixture
async def ask(box, services):
    """Send a request to a box at /paperless; gives the status, where it leads to, and the JSON."""
    await box.make_user("ann", ["view_tag"])
    server = replace(services.config.server, script_name="/paperless")
    config = replace(services.config, server=server)
    app = build_app(replace(services, config=config))
    runner = Runner(app, script_name=server.script_name)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    headers = {"Authorization": f"Token {await services.accounts.token_of(1)}"}

    async with ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session:

        async def ask(path):
            async with session.get(path, allow_redirects=False) as response:
                is_json = response.content_type == "application/json"
                found = await response.json() if is_json else None
                return response.status, response.headers.get("Location"), found

        yield ask
    await runner.cleanup()


async def test_links_and_redirects_carry_the_path(box, ask):
    async with box.services.database.transaction() as tx:
        await tx.execute("INSERT INTO tags (name) VALUES ('a'), ('b')")

    _, _, found = await ask("/paperless/api/tags/?page_size=1&name__icontains=")
    assert found["next"].partition("/paperless/")[2].startswith("api/tags/?")
    _, _, found = await ask("/paperless/api/")
    assert found["tags"].endswith("/paperless/api/tags/")
    assert (await ask("/paperless/api/tags?page=1"))[1] == "/paperless/api/tags/?page=1"
    assert (await ask("/paperless/fetch/doc/7"))[1] == "/paperless/api/documents/7/download/"
    assert (await ask("/paperless/accounts/login/"))[1] == "/paperless/"


async def test_a_proxy_that_takes_the_path_away_is_understood_too(ask):
    status, _, found = await ask("/api/tags/")

    assert (status, found["count"]) == (200, 0)


@pytest.mark.parametrize("path", ["/paperlessapi/tags/", "/paperless/paperless/api/tags/"])
async def test_only_the_whole_path_once_is_taken_away(ask, path):
    assert (await ask(path))[2] is None or (await ask(path))[0] == 404
