"""Pages of other addresses: those that the owner named may use tokens, and no others anything."""

from dataclasses import replace

import pytest

from intray.api.server import build_app
from intray.config import load

FRIEND, STRANGER = "http://localhost:8000", "https://evil.example"


async def send(client, method, path, **headers):
    async with client.request(method, path, headers=headers) as response:
        await response.read()
        return response.status, response.headers


def preflight(client, origin, path="/api/documents/", method="GET"):
    return send(client, "OPTIONS", path, Origin=origin, **{"Access-Control-Request-Method": method})


def allowed(headers):
    return {name: value for name, value in headers.items() if name.startswith("Access-Control-")}


async def test_a_page_that_is_trusted_may_ask_and_read(box):
    client = await box.as_role("superuser")

    status, headers = await preflight(await box.client(), FRIEND, method="DELETE")
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == FRIEND
    assert "DELETE" in headers["Access-Control-Allow-Methods"]
    assert "authorization" in headers["Access-Control-Allow-Headers"]

    status, headers = await send(client, "GET", "/api/tags/", Origin=FRIEND)
    assert (status, allowed(headers)) == (
        200,
        {
            "Access-Control-Allow-Origin": FRIEND,
            "Access-Control-Expose-Headers": "Content-Disposition",
        },
    )
    assert "Origin" in headers["Vary"]


async def test_it_can_read_refusals_too(box):
    for path in ("/api/tags/", "/api/nothing/"):
        status, headers = await send(await box.client(), "GET", path, Origin=FRIEND)
        assert status in (401, 404)
        assert headers["Access-Control-Allow-Origin"] == FRIEND


@pytest.mark.parametrize(
    "origin",
    [STRANGER, "null", "http://localhost:8001", "https://localhost:8000", FRIEND + "/", ""],
)
async def test_no_other_page_is_let_in(box, origin):
    client = await box.as_role("superuser")

    for answer in (
        await preflight(client, origin),
        await send(client, "GET", "/api/tags/", Origin=origin),
    ):
        assert answer[0] == 200
        assert allowed(answer[1]) == {}
        assert "Origin" in answer[1]["Vary"]


async def test_cookies_never_help_another_page(box):
    await box.make_user("ann", ["view_tag", "add_tag"], password="tea and biscuits")
    browser = await box.client()
    body = {"username": "ann", "password": "tea and biscuits"}
    async with browser.post("/api/session/", json=body):
        pass

    _, headers = await send(browser, "GET", "/api/tags/", Origin=FRIEND)
    assert "Access-Control-Allow-Credentials" not in headers
    status, _ = await send(browser, "POST", "/api/tags/", Origin=FRIEND)
    assert status == 403


async def test_a_question_without_the_words_of_browsers_is_about_the_resource(box):
    client = await box.as_role("viewer")

    async with client.options("/api/tags/") as response:
        found = await response.json()
    assert list(found) == ["name", "description", "renders", "parses", "actions"]
    assert found["actions"] == {}
    async with (await box.as_role("editor")).options("/api/tags/") as response:
        assert (await response.json())["actions"] == {"POST": {}}
    async with (await box.client()).options("/api/tags/") as response:
        assert response.status == 401


@pytest.fixture
async def changed(services, aiohttp_client):
    """A client of a box with other settings of its server."""

    async def client(**values):
        server = replace(services.config.server, **values)
        config = replace(services.config, server=server)
        return await aiohttp_client(build_app(replace(services, config=config)))

    return client


async def test_the_title_is_that_of_the_file_until_the_page_changes_it(box, changed):
    await box.make_user("admin", is_superuser=True)
    token = await box.services.accounts.token_of(box.user_ids["admin"])
    client = await changed(app_title="Papers")
    headers = {"Authorization": f"Token {token}"}

    for title, shown in ((None, "Papers"), ("Ours", "Ours"), (None, "Papers")):
        body = {"app_title": title}
        async with client.patch("/api/config/1/", json=body, headers=headers) as response:
            assert response.status == 200
        async with client.get("/api/ui_settings/", headers=headers) as response:
            assert (await response.json())["settings"]["app_title"] == shown


async def test_cookies_bear_the_prefix_of_the_settings(box, changed):
    await box.make_user("ann", password="tea and biscuits")
    client = await changed(cookie_prefix="second_")

    body = {"username": "ann", "password": "tea and biscuits"}
    async with client.post("/api/session/", json=body) as response:
        assert set(response.cookies) == {"second_sessionid", "second_csrftoken"}
    async with client.get("/api/session/") as response:
        assert response.status == 200


@pytest.mark.parametrize(("wanted", "is_list"), [(None, True), (9, True), (10, False)])
async def test_who_names_no_version_gets_that_of_the_settings(box, changed, wanted, is_list):
    await box.make_user("ann", ["view_paperlesstask", "view_tag"])
    token = await box.services.accounts.token_of(box.user_ids["ann"])
    client = await changed(api_version=wanted)
    headers = {"Authorization": f"Token {token}"}

    async with client.get("/api/tasks/", headers=headers) as response:
        assert isinstance(await response.json(), list) is is_list
    async with client.get("/api/tags/", headers=headers) as response:
        assert ("all" in await response.json()) is (wanted == 9)
    headers["Accept"] = "application/json; version=10"
    async with client.get("/api/tasks/", headers=headers) as response:
        assert isinstance(await response.json(), dict)


def test_the_variables_of_paperless_are_understood():
    server = load(
        {},
        {
            "PAPERLESS_CORS_ALLOWED_HOSTS": "https://A.example, http://b.example:81",
            "PAPERLESS_COOKIE_PREFIX": "home",
            "PAPERLESS_FORCE_SCRIPT_NAME": "/paperless/",
            "INTRAY_SERVER_API_VERSION": "9",
        },
    ).server

    assert server.cors_allowed_origins == ("https://a.example", "http://b.example:81")
    assert (server.cookie_prefix, server.script_name, server.api_version) == (
        "home",
        "/paperless",
        9,
    )
