"""Whatever is asked and whatever is stored: no browser runs it, frames it or guesses its type."""

import re

import pytest
from aiohttp import web

from intray.api.routing import ENDPOINTS

TRICK = '"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b\u202e.html'
HOSTILE_TYPES = [
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/javascript",
    "application/octet-stream",
    "multipart/x-mixed-replace",
    "message/rfc822",
    "application/x-shockwave-flash",
]


def require_harmless_headers(response):
    policy = response.headers["Content-Security-Policy"]
    assert re.search(r"frame-ancestors '(none|self)'", policy)
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not [name for name in response.headers if name.startswith("Access-Control-")]
    assert "aiohttp" not in response.headers.get("Server", "")


@pytest.mark.parametrize("role", ["anonymous", "superuser"])
async def test_every_answer_of_every_route_carries_the_protecting_headers(box, role):
    client = await box.as_role(role)
    app: web.Application = box.server.app
    paths = [endpoint.path for endpoint in app[ENDPOINTS] if endpoint.path != "/api/events/"]
    for path in [*paths, "/", "/nothing.js", "/assets/x", "/api/nothing/", "/fetch/doc/1"]:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            if role == "superuser" and path == "/api/session/" and method == "DELETE":
                continue
            url = re.sub(r"\{\w+\}", "1", path)
            async with client.request(
                method, url, headers={"Origin": "http://evil.example"}, allow_redirects=False
            ) as response:
                assert response.status < 500 or response.status in (501, 503), (method, url)
                require_harmless_headers(response)


@pytest.mark.parametrize("mime_type", HOSTILE_TYPES)
@pytest.mark.parametrize("door", ["preview", "download"])
async def test_what_could_run_code_is_only_handed_over_to_be_saved(box, mime_type, door):
    client = await box.as_role("superuser")
    document = await box.add_document(mime_type=mime_type, title=TRICK, original_name=TRICK)

    async with client.get(f"/api/documents/{document}/{door}/") as response:
        assert response.status == 200
        require_harmless_headers(response)
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers
        name = response.headers["Content-Disposition"]
        assert not set(name) & set("<>\r\n\u202e")


@pytest.mark.parametrize("mime_type", ["text/plain", "text/csv", "application/pdf", "image/png"])
async def test_what_is_shown_runs_nothing(box, mime_type):
    client = await box.as_role("superuser")
    document = await box.add_document(mime_type=mime_type, title=TRICK, original_name=TRICK)

    async with client.get(f"/api/documents/{document}/preview/") as response:
        policy = response.headers["Content-Security-Policy"]
        require_harmless_headers(response)
        assert "script-src 'none'" in policy or policy.startswith("sandbox; default-src 'none'")


async def test_texts_of_strangers_are_never_answered_as_a_page(box):
    client = await box.as_role("superuser")
    await box.add_document(TRICK, title=TRICK)

    for path in ("/api/documents/", "/api/documents/?query=img", "/api/documents/1/", "/api/x<b>"):
        async with client.get(path, headers={"Accept": "text/html,*/*"}) as response:
            assert response.content_type == "application/json"
            require_harmless_headers(response)
