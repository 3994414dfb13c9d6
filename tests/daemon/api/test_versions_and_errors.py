"""What every request passes before a handler: addresses, versions, methods, bodies of errors."""

import json
import logging

import pytest
from aiohttp import ClientError, web

from intray.api.routing import LOGGED_IN, Routes, endpoints, mount
from intray.api.server import build_app
from intray.errors import BusyError, NotFoundError


@pytest.mark.parametrize("version", range(1, 11))
async def test_all_versions_from_1_to_10_are_understood(box, version):
    client = await box.as_role("superuser")

    async with client.get(
        "/api/tags/", headers={"Accept": f"application/json; version={version}"}
    ) as response:
        found = await response.json()

    assert response.status == 200
    assert response.headers["X-Api-Version"] == "10"
    assert ("all" in found) == (version <= 9)


@pytest.mark.parametrize(
    "accept",
    ["application/json; version=11", "application/json;version=abc", "*/*; version=0"],
)
async def test_other_versions_are_406_before_anybody_is_asked_who_they_are(box, accept):
    client = await box.client()

    async with client.get("/api/tags/", headers={"Accept": accept}) as response:
        assert response.status == 406
        assert (await response.json())["detail"] == 'Invalid version in "Accept" header.'
        assert "X-Version" not in response.headers


async def test_a_type_that_cannot_be_made_is_406(box):
    client = await box.client()

    async with client.get("/api/tags/", headers={"Accept": "image/png"}) as response:
        assert response.status == 406
        detail = (await response.json())["detail"]
        assert detail == "Could not satisfy the request Accept header."


async def test_a_browser_gets_json_too(box):
    client = await box.as_role("superuser")

    async with client.get("/api/tags/", headers={"Accept": "text/html,*/*;q=0.8"}) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "application/json"


async def test_the_versions_are_told_only_to_those_who_are_known(box):
    anonymous, known = await box.client(), await box.as_role("stranger")

    for path, status in (("/api/schema/", 200), ("/api/", 200), ("/api/tags/", 401)):
        async with anonymous.get(path) as response:
            assert response.status == status
            assert not {"X-Version", "X-Api-Version", "X-Intray-Version"} & set(response.headers)
    for path, status in (("/api/schema/", 200), ("/api/", 200), ("/api/tags/", 403)):
        async with known.get(path) as response:
            assert response.status == status
            assert response.headers["X-Version"] == "3.0.5"
            assert response.headers["X-Api-Version"] == "10"


async def test_a_server_is_known_by_405_at_the_token_endpoint(box):
    client = await box.client()

    async with client.get("/api/token/") as response:
        assert response.status == 405
        assert (await response.json())["detail"] == 'Method "GET" not allowed.'
        assert response.headers["Allow"] == "POST, OPTIONS"


async def test_an_unknown_path_of_the_api_is_404_in_json(box):
    client = await box.client()

    for path in ("/api/nothing/", "/api/nothing", "/api/tags/abc/", "/api/tags/1/2/", "/api/a.js"):
        async with client.get(path) as response:
            assert response.status == 404, path
            assert await response.json() == {"detail": "Not found.", "code": "not_found"}


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 301), ("HEAD", 301), ("POST", 308), ("PATCH", 308)]
)
async def test_a_forgotten_slash_is_put_right(box, method, status):
    client = await box.client()

    async with client.request(
        method, "/api/tags?name__icontains=a%20b&page=2", allow_redirects=False
    ) as response:
        assert response.status == status
        assert response.headers["Location"] == "/api/tags/?name__icontains=a%20b&page=2"


async def test_head_answers_like_get_without_a_body(box):
    client = await box.as_role("superuser")

    async with client.head("/api/tags/") as response:
        assert response.status == 200
        assert await response.read() == b""


async def test_options_tell_what_is_allowed(box):
    client = await box.as_role("stranger")

    async with client.options("/api/tags/{id}/".replace("{id}", "1")) as response:
        assert response.status == 200
        assert response.headers["Allow"] == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"


@pytest.mark.parametrize(
    ("body", "kind", "status", "answer"),
    [
        (
            b"",
            "application/json",
            400,
            {"name": ["This field is required."]},
        ),
        (
            b"{",
            "application/json",
            400,
            {
                "detail": "JSON parse error - Expecting property name enclosed in double quotes:"
                " line 1 column 2 (char 1)",
                "code": "parse_error",
            },
        ),
        (
            b"[1]",
            "application/json",
            400,
            {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]},
        ),
        (
            b"name=x",
            "text/plain",
            415,
            {
                "detail": 'Unsupported media type "text/plain" in request.',
                "code": "unsupported_media_type",
            },
        ),
        (b'{"name": "\\u0000"}', "application/json", 400, None),
        (b'{"name": "\\ud800"}', "application/json", 400, None),
        (b'{"name": NaN}', "application/json", 400, None),
        (b'{"name": "\xff"}', "application/json", 400, None),
        (b"[" * 100_000, "application/json", 400, None),
        (b'{"matching_algorithm": 1' + b"0" * 5000 + b"}", "application/json", 400, None),
        (b"name=" + b"x" * 2_000_000, "application/x-www-form-urlencoded", 413, None),
        (b"&".join([b"a=1"] * 2000), "application/x-www-form-urlencoded", 400, None),
        (b"--x\r\n", "multipart/form-data", 400, None),
        (b"--x\r\nno colon\r\n\r\n--x--\r\n", "multipart/form-data; boundary=x", 400, None),
    ],
)
async def test_bad_bodies_are_refused_in_json(box, body, kind, status, answer):
    client = await box.as_role("superuser")

    async with client.post("/api/tags/", data=body, headers={"Content-Type": kind}) as response:
        found = await response.json()

    assert response.status == status, found
    assert answer is None or found == answer


async def test_forms_of_both_kinds_are_read_like_json(box):
    client = await box.as_role("superuser")
    multipart = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nb\r\n--x--\r\n'

    for body, kind in (
        (b'{"name": "a"}', "application/json"),
        (b"name=c", "application/x-www-form-urlencoded"),
        (multipart, "multipart/form-data; boundary=x"),
    ):
        async with client.post("/api/tags/", data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 201, await response.text()


async def test_what_nobody_expected_is_a_number_in_the_log_and_nothing_else(box, caplog):
    def fail():
        raise RuntimeError("the secret words of a document")

    box.services.search.status = fail
    client = await box.as_role("superuser")

    with caplog.at_level(logging.ERROR):
        async with client.get("/api/status/") as response:
            found = await response.json()

    assert response.status == 500
    assert found["code"] == "internal"
    assert "secret" not in json.dumps(found)
    assert found["incident"] in caplog.text


async def test_an_answer_that_fails_on_the_way_does_not_look_whole(
    services, aiohttp_server, aiohttp_client
):
    async def break_off(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"[1, 2,")
        raise NotFoundError

    app = build_app(services)
    app.router.add_get("/broken", break_off)
    client = await aiohttp_client(await aiohttp_server(app))

    with pytest.raises(ClientError):
        async with client.get("/broken") as response:
            await response.read()


async def test_who_meets_a_busy_box_is_told_when_to_come_back(box):
    def fail():
        raise BusyError

    box.services.search.status = fail
    client = await box.as_role("superuser")

    async with client.get("/api/status/") as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "2")
        assert (await response.json())["code"] == "busy"


async def test_browsers_are_told_to_trust_nothing_else(box):
    client = await box.client()

    async with client.get("/api/") as api, client.get("/") as page:
        assert "default-src 'none'" in api.headers["Content-Security-Policy"]
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        for response in (api, page):
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "Access-Control-Allow-Origin" not in response.headers
            assert "aiohttp" not in response.headers["Server"]
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_a_route_without_a_policy_cannot_be_written():
    routes = Routes()

    with pytest.raises(TypeError):
        routes.get("/api/open/")
    with pytest.raises(ValueError, match="no permission"):
        routes.get("/api/open/", needs="view_everything")


def test_the_same_route_twice_does_not_start():
    routes = Routes()
    for _ in range(2):
        routes.get("/api/twice/", needs=LOGGED_IN)(mount)

    with pytest.raises(ValueError, match="twice"):
        endpoints([routes])
