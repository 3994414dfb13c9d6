"""To which names and addresses the box answers."""

import socket
from dataclasses import replace

import pytest

from intray.api.middleware.hosts import OwnNames, own_names
from intray.api.server import build_app
from intray.config import Server

SERVER = Server(
    host="",
    port=8000,
    url="https://papers.example.org",
    allowed_hosts=("scans.example.org", ".family.example"),
    trusted_proxies=(),
    cors_allowed_origins=(),
    cookie_prefix="",
    script_name="",
    api_version=None,
    name="Intray",
    app_title=None,
    announce=True,
    upload_limit_mb=100,
)
NAMES = OwnNames(SERVER, frozenset({"intray", "box"}))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST:8000".lower(),
        "app.localhost",
        "intray",
        "intray.local",
        "intray.local.",
        "intray.local:8000",
        "intray-2.local",
        "box.fritz.box",
        "box.lan:8000",
        "papers.example.org",
        "scans.example.org",
        "home.family.example",
        "family.example",
        "127.0.0.1",
        "127.0.0.1:8000",
        "[::1]:8000",
    ],
)
def test_own_names_and_addresses_are_answered(host):
    assert NAMES.accepts(host, "192.0.2.7")


def test_the_address_that_was_called_is_answered():
    assert NAMES.accepts("192.0.2.7:8000", "192.0.2.7")
    assert NAMES.accepts("192.0.2.7", "::ffff:192.0.2.7")
    assert NAMES.accepts("[fe80::1]", "fe80::1%eth0")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8000",
        "intray.evil.example",
        "intray.local.evil.example",
        "other.local",
        "intray-x.local",
        "local",
        "localhost.evil.example",
        "notfamily.example",
        "192.0.2.9",
        "8.8.8.8",
        "0.0.0.0",
        "[::]",
        "224.0.0.1",
        "2130706433",
        "0x7f.1",
        "127.1",
        "127.0.0.1.nip.io",
        "user@localhost",
        "localhost/evil.example",
        "localhost:x",
        "localhost, evil.example",
        "intray.local\tevil",
        "[::1",
    ],
)
def test_any_other_name_is_refused(host):
    assert not NAMES.accepts(host, "192.0.2.7")


def test_a_star_allows_every_name():
    names = OwnNames(replace(SERVER, allowed_hosts=("*",)))

    assert names.accepts("anything.example", None)


def test_own_names_are_those_of_the_machine_and_the_box():
    names = own_names(SERVER)

    assert names.accepts("intray.local", None)
    assert names.accepts(f"{socket.gethostname()}.local".lower(), None)


@pytest.mark.parametrize("path", ["/", "/api/", "/api/token/", "/assets/x.js"])
async def test_a_page_that_rebinds_its_name_gets_421_everywhere(box, path):
    client = await box.client()

    async with client.get(path, headers={"Host": "evil.example"}) as response:
        assert response.status == 421
        assert (await response.json())["code"] == "misdirected"


async def test_forwarded_headers_of_a_stranger_are_not_believed(box):
    client = await box.as_role("superuser")
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    async with client.get("/api/", headers=headers) as response:
        found = await response.json()

    assert response.status == 200
    assert found["tags"] == f"http://127.0.0.1:{client.port}/api/tags/"


@pytest.fixture
async def behind_a_proxy(services, aiohttp_server, aiohttp_client):
    server = replace(services.config.server, trusted_proxies=("127.0.0.0/8",), url=SERVER.url)
    config = replace(services.config, server=server)
    app = build_app(replace(services, config=config))
    return await aiohttp_client(await aiohttp_server(app))


async def test_a_trusted_proxy_says_how_the_client_wrote_our_address(behind_a_proxy):
    headers = {"X-Forwarded-Host": "papers.example.org", "X-Forwarded-Proto": "https"}

    async with behind_a_proxy.get("/api/", headers=headers) as response:
        found = await response.json()

    assert found["tags"] == "https://papers.example.org/api/tags/"
    assert "Strict-Transport-Security" in response.headers


async def test_the_name_that_a_trusted_proxy_forwards_is_checked_too(behind_a_proxy):
    async with behind_a_proxy.get(
        "/api/", headers={"X-Forwarded-Host": "evil.example"}
    ) as response:
        assert response.status == 421


async def test_over_tls_the_cookies_are_bound_to_it(behind_a_proxy, services):
    headers = {"X-Forwarded-Host": "papers.example.org", "X-Forwarded-Proto": "https"}
    code = services.accounts.setup.code
    body = {"code": code, "username": "ann", "password": "tea and biscuits"}
    async with behind_a_proxy.post("/api/setup/", json=body, headers=headers) as response:
        assert response.status == 201

    async with behind_a_proxy.post("/api/session/", json=body, headers=headers) as response:
        session = response.cookies["__Host-sessionid"]

    assert session["secure"]


async def test_a_proxy_that_rewrites_the_name_does_not_make_the_page_another_site(
    services, aiohttp_server, aiohttp_client
):
    config = replace(
        services.config, server=replace(services.config.server, url="https://papers.example.org")
    )
    app = build_app(replace(services, config=config))
    client = await aiohttp_client(await aiohttp_server(app))

    for origin, status in (("https://papers.example.org", 400), ("https://evil.example", 403)):
        async with client.post("/api/session/", json={}, headers={"Origin": origin}) as response:
            assert response.status == status


async def test_guessing_is_counted_by_the_address_behind_the_proxy(behind_a_proxy):
    body = {"username": "ann", "password": "wrong"}

    statuses = []
    for address in ["203.0.113.5"] * 6 + ["203.0.113.6"]:
        headers = {"X-Forwarded-For": f"10.1.1.1, {address}"}
        async with behind_a_proxy.post("/api/token/", json=body, headers=headers) as response:
            statuses.append(response.status)

    assert statuses == [400] * 5 + [429, 400]
