"""Values that no client sends: each field and parameter takes them or says 4xx, never 5xx."""

import json
from urllib.parse import quote

import pytest
from contract_household import SERVED, furnish
from contract_shapes import DESCRIBED
from test_contract import LEFT_OUT, METHODS

# As JSON text: some of these cannot be written from Python values.
VALUES = (
    "null",
    "true",
    "-1",
    "0.5",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1" + "0" * 400,
    "1e999",
    '"\\u0000"',
    '"\\ud800"',
    '"\\udbff\\udfff"',
    '"' + "x" * 70_000 + '"',
    '"9999999999999999999999"',
    '"0000-00-00"',
    '"9999-12-31T23:59:59.999999+23:59"',
    '"0001-01-01T00:00:00Z"',
    '"%00\' OR 1=1 --"',
    "[]",
    "[[]]",
    "[null]",
    "[9223372036854775808]",
    '["x", 1, {}]',
    "{}",
    '{"": null}',
    '{"view": {"users": [9223372036854775808]}}',
    '{"view": {"users": "x"}, "change": []}',
    "[" * 200 + "]" * 200,
)
TEXTS = (
    "",
    "-1",
    "0",
    "9223372036854775808",
    "1" + "0" * 400,
    "1,2,x,9223372036854775808",
    "null",
    "true",
    "\0",
    "x\0y",
    "\U0010ffff",
    "x" * 3000,
    "0000-00-00",
    "9999-12-31",
    "9999-12-31T23:59:59+23:59",
    "0001-01-01T00:00:00-23:59",
    "' OR 1=1 --",
    '["x","exact",9223372036854775808]',
    "[" * 1000,
    "created:[9999999 TO 0]",
    "*" * 200,
)
BODIES = (
    b"",
    b"\0",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"name": "a", "name": "b", "name": null}',
    b"NaN",
    b'{"a": Infinity}',
    b"\xef\xbb\xbf{}",
)
TYPES = (
    "application/json",
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "x",
    "",
)


def routes(wanted):
    return [
        (method, path)
        for method in METHODS
        for path, endpoint in sorted(SERVED.items())
        if method in endpoint.routes
        and (method, path) not in LEFT_OUT
        and path in DESCRIBED.paths
        and wanted(DESCRIBED.paths[path][method])
    ]


BODIES_BY_NAME = {  # PATCH, where there is one: it reads the same fields and leaves nothing behind
    DESCRIBED.paths[path][method]["body"]: (method, path)
    for method, path in routes(lambda facts: "body" in facts and facts.get("takes") != "multipart")
}
WITH_QUERY = routes(lambda facts: "query" in facts)
WITH_ID = routes(lambda facts: True)


@pytest.fixture
async def household(box):
    return await furnish(box)


@pytest.fixture
async def client(household):
    return await household.box.as_role("superuser")


async def status_of(client, method, path, **options):
    async with client.request(method, path, allow_redirects=False, **options) as response:
        return response.status


async def test_every_field_takes_any_value_or_refuses_it(household, client):
    broken = []
    for name, (method, path) in BODIES_BY_NAME.items():
        for field in (marked.rstrip("!") for marked in DESCRIBED.objects[name]):
            for value in VALUES:
                request = await household.request(path, method)
                rest = {key: given for key, given in request.body.items() if key != field}
                opening = json.dumps(rest)[:-1] + (", " if rest else "")
                status = await status_of(
                    client,
                    method,
                    request.path,
                    data=f'{opening}"{field}": {value}}}'.encode(),
                    headers={"Content-Type": "application/json"},
                )
                if status >= 500:
                    broken.append((status, method, path, field, value[:60]))
    assert broken == []


async def test_every_parameter_takes_any_value_or_refuses_it(household, client):
    broken = []
    for method, path in WITH_QUERY:
        request = await household.request(path, method)
        url = request.path.partition("?")[0]
        for name in DESCRIBED.query(DESCRIBED.paths[path][method]):
            for text in TEXTS:
                status = await status_of(client, method, f"{url}?{name}={quote(text)}", json={})
                if status >= 500:
                    broken.append((status, method, path, name, text[:60]))
    assert broken == []


async def test_any_number_in_a_path_is_answered(household, client):
    broken = []
    for method, path in WITH_ID:
        for number in ("0", "999999999999999999", "9223372036854775808", "1" + "0" * 400, "%00"):
            for place in ("{id}", "{version_id}", "{note_id}", "{name}", "{slug}", "{filename}"):
                if place in path:
                    url = path.replace("{id}", number) if place == "{id}" else path
                    url = url.replace(place, number).replace("{id}", "1").replace("{", "")
                    status = await status_of(client, method, url.replace("}", ""))
                    if status >= 500:
                        broken.append((status, method, path, number))
    assert broken == []


async def test_any_body_of_any_type_is_answered(household, client):
    broken = []
    for method, path in routes(lambda facts: "body" in facts):
        request = await household.request(path, method)
        for body in BODIES:
            for media_type in TYPES if len(body) < 10 else TYPES[:1]:
                status = await status_of(
                    client,
                    method,
                    request.path,
                    data=body,
                    headers={"Content-Type": media_type},
                )
                if status >= 500:
                    broken.append((status, method, path, body[:20], media_type))
    assert broken == []


async def test_pages_beside_the_api_take_any_name_parameter_and_body(household, client):
    hidden = [
        (method, path)
        for path, endpoint in SERVED.items()
        for method, route in endpoint.routes.items()
        if route.hidden and path != "/ws/status/"
    ]
    broken = []
    for method, path in hidden:
        for text in TEXTS:
            named = path.replace("{slug}", quote(text, safe="")[:2000])
            named = named.replace("{name}", quote(text, safe="")[:2000])
            query = f"?next={quote(text)}&term={quote(text)}&limit={quote(text)}&x={quote(text)}"
            for media_type in TYPES:
                headers = {"Content-Type": media_type} if method != "GET" else {}
                body = f"login={quote(text)}&password=\0".encode() if method != "GET" else None
                status = await status_of(
                    client, method, named + query[:6000], data=body, headers=headers
                )
                if status >= 500:
                    broken.append((status, method, named[:80], text[:60], media_type))
                if method == "GET":
                    break
    assert hidden
    assert broken == []
