"""The page's login, and what other sites cannot make a browser do."""

import pytest
from aiohttp import encode_basic_auth

PASSWORD = "tea and biscuits"


@pytest.fixture
async def client(box):
    """A browser in which ann is logged in."""
    await box.make_user("ann", ["view_tag", "add_tag"], password=PASSWORD, first_name="Ann")
    client = await box.client()
    async with log_in(client) as response:
        assert response.status == 200
    return client


def log_in(client, **headers):
    body = {"username": "ann", "password": PASSWORD}
    return client.post("/api/session/", json=body, headers=headers)


def cookie(client, name):
    return client.session.cookie_jar.filter_cookies(client.make_url("/"))[name].value


def own_headers(client):
    return {
        "X-CSRFToken": cookie(client, "csrftoken"),
        "Origin": f"http://127.0.0.1:{client.port}",
        "Sec-Fetch-Site": "same-origin",
    }


async def add_tag(client, headers):
    async with client.post("/api/tags/", json={"name": "x"}, headers=headers) as response:
        return response.status, await response.json()


async def test_the_answer_says_who_is_logged_in(client):
    async with client.get("/api/session/") as response:
        found = await response.json()

    assert response.status == 200
    assert (found["username"], found["first_name"]) == ("ann", "Ann")
    assert found["permissions"] == ["add_tag", "view_tag"]


async def test_scripts_cannot_read_the_session_and_other_sites_do_not_send_it(box, client):
    async with log_in(client) as response:
        session = response.cookies["sessionid"]
        csrf = response.cookies["csrftoken"]

    assert session["httponly"]
    assert (session["samesite"], csrf["samesite"]) == ("Lax", "Lax")
    assert not csrf["httponly"]
    assert session["path"] == "/"
    assert not session["domain"]


async def test_the_page_may_change_things(client):
    assert (await add_tag(client, own_headers(client)))[0] == 201


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"X-CSRFToken": None}, "CSRF Failed: CSRF token missing."),
        ({"X-CSRFToken": "x"}, "CSRF Failed: CSRF token incorrect."),
        (
            {"Origin": "https://evil.example"},
            "CSRF Failed: Origin checking failed - https://evil.example does not match any"
            " trusted origins.",
        ),
        ({"Origin": "null"}, None),
        ({"Origin": "http://127.0.0.1:1"}, None),
        ({"Sec-Fetch-Site": "cross-site"}, None),
        ({"Sec-Fetch-Site": "same-site"}, None),
    ],
)
async def test_what_another_site_can_send_changes_nothing(client, changes, detail):
    headers = {
        name: value
        for name, value in {**own_headers(client), **changes}.items()
        if value is not None
    }

    status, found = await add_tag(client, headers)

    assert status == 403
    assert found["detail"].startswith("CSRF Failed: ")
    assert detail is None or found["detail"] == detail


async def test_the_token_is_found_among_those_of_other_boxes_under_the_same_name(client):
    headers = own_headers(client)
    sent = {**headers, "X-CSRFToken": f"of-another-box,{headers['X-CSRFToken']}"}

    assert (await add_tag(client, sent))[0] == 201
    assert (await add_tag(client, {**headers, "X-CSRFToken": "of-another-box,,"}))[0] == 403


async def test_a_cookie_planted_by_a_neighbour_is_no_proof(client):
    planted = "x" * 43
    client.session.cookie_jar.update_cookies({"csrftoken": planted}, client.make_url("/"))

    status, _ = await add_tag(client, {**own_headers(client), "X-CSRFToken": planted})

    assert status == 403


async def test_reading_needs_no_proof(client):
    async with client.get("/api/tags/", headers={"Sec-Fetch-Site": "none"}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_site_cannot_log_a_browser_in(box, client, headers):
    async with log_in(client, **headers) as response:
        assert response.status == 403


async def test_a_form_cannot_log_a_browser_in(client):
    async with client.post("/api/session/", data={"username": "ann"}) as response:
        assert response.status == 415


async def test_a_login_gets_a_new_session_and_ends_the_old_one(box, client):
    before = cookie(client, "sessionid")
    async with log_in(client) as response:
        assert response.status == 200

    assert cookie(client, "sessionid") != before
    stranger = await box.client(Cookie=f"sessionid={before}")
    async with stranger.get("/api/session/") as response:
        assert response.status == 401


async def test_a_session_that_was_chosen_by_somebody_else_is_not_taken(box, client):
    chosen = await box.client(Cookie="sessionid=chosen")

    async with log_in(chosen) as response:
        assert response.cookies["sessionid"].value != "chosen"


async def test_logging_out_ends_the_session_on_the_server(box, client):
    key = cookie(client, "sessionid")

    async with client.delete("/api/session/", headers=own_headers(client)) as response:
        assert response.status == 204

    for asker in (client, await box.client(Cookie=f"sessionid={key}")):
        async with asker.get("/api/session/") as response:
            assert response.status == 401


async def test_a_new_password_ends_the_other_sessions(box, client):
    other = await box.client()
    async with log_in(other):
        pass

    async with client.patch(
        "/api/profile/", json={"password": "a new long one"}, headers=own_headers(client)
    ) as response:
        assert response.status == 200

    async with client.get("/api/session/") as here, other.get("/api/session/") as there:
        assert (here.status, there.status) == (200, 401)


async def test_a_wrong_password_is_not_told_from_a_wrong_name(box, client):
    answers = []
    for username in ("ann", "nobody"):
        async with client.post(
            "/api/session/", json={"username": username, "password": "x"}
        ) as response:
            answers.append((response.status, await response.json()))

    assert answers[0] == answers[1]
    assert answers[0] == (
        400,
        {"non_field_errors": ["Unable to log in with provided credentials."]},
    )


async def test_on_a_failed_disk_people_still_come_in_and_out(box, client):
    box.services.database.failed = "disk I/O error"
    browser = await box.client()

    async with log_in(browser) as response:
        assert response.status == 200
    async with browser.get("/api/tags/") as response:
        assert response.status == 200
    async with browser.delete("/api/session/", headers=own_headers(browser)) as response:
        assert response.status == 204
    async with browser.get("/api/tags/") as response:
        assert response.status == 401


async def test_another_site_cannot_use_a_password_that_the_browser_remembers(box, client):
    basic = encode_basic_auth("ann", PASSWORD)
    program = await box.client(Authorization=basic)

    assert (await add_tag(program, {}))[0] == 201
    assert (await add_tag(program, {"Origin": "https://evil.example"}))[0] == 403
    assert (await add_tag(program, {"Sec-Fetch-Site": "cross-site"}))[0] == 403
