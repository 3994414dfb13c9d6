"""Logging in by a form, as programs made for the reference do; and ways that only look like one."""

import pytest

PASSWORD = "tea and biscuits"
LOGIN = "/accounts/login/"


@pytest.fixture
async def browser(box):
    await box.make_user("ann", ["view_tag"], password=PASSWORD)
    return await box.client()


async def send(client, method, path, data=None, **headers):
    async with client.request(
        method, path, data=data, headers=headers, allow_redirects=False
    ) as response:
        found = await response.json() if response.status >= 400 else None
        return response.status, response.headers.get("Location"), found


def csrf(client):
    return client.session.cookie_jar.filter_cookies(client.make_url("/"))["csrftoken"].value


async def form(client, path=LOGIN, **changes):
    await send(client, "GET", path)
    return {"login": "ann", "password": PASSWORD, "csrfmiddlewaretoken": csrf(client), **changes}


async def who(client):
    async with client.get("/api/session/") as response:
        return response.status


@pytest.mark.parametrize("path", [LOGIN, "/api/auth/login/"])
async def test_a_program_logs_in_by_the_form_and_out_again(browser, path):
    assert await send(browser, "GET", path) == (302, "/", None)
    body = await form(browser, path)

    assert await send(browser, "POST", path, body) == (302, "/", None)
    assert await who(browser) == 200

    out = {"csrfmiddlewaretoken": csrf(browser)}
    assert await send(browser, "POST", path.replace("login", "logout"), out) == (302, "/", None)
    assert await who(browser) == 401


async def test_the_name_may_be_called_username_and_the_token_come_as_header(browser):
    body = await form(browser)
    token = body.pop("csrfmiddlewaretoken")
    body["username"] = body.pop("login")

    assert (await send(browser, "POST", LOGIN, body, **{"X-CSRFToken": token}))[0] == 302
    assert await who(browser) == 200


async def test_the_way_back_leads_only_to_this_server(browser):
    for wanted, following in (
        ("/documents/3?page=2", "/documents/3?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/a\\b", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ):
        body = await form(browser, next=wanted)
        assert (await send(browser, "POST", LOGIN, body))[1] == following, wanted
        async with browser.get(LOGIN, params={"next": wanted}, allow_redirects=False) as response:
            assert response.headers["Location"] == following


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({"password": "wrong"}, {}, 400),
        ({"login": ""}, {}, 400),
        ({"csrfmiddlewaretoken": ""}, {}, 403),
        ({"csrfmiddlewaretoken": "x"}, {}, 403),
        ({}, {"Origin": "https://evil.example"}, 403),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_what_is_wrong_or_of_another_site_logs_nobody_in(browser, changes, headers, status):
    body = await form(browser, **changes)

    assert (await send(browser, "POST", LOGIN, body, **headers))[0] == status
    assert await who(browser) == 401


async def test_without_the_cookie_an_empty_token_is_no_proof(box, browser):
    stranger = await box.client()

    body = {"login": "ann", "password": PASSWORD, "csrfmiddlewaretoken": ""}
    assert (await send(stranger, "POST", LOGIN, body))[0] == 403
    assert (await send(stranger, "POST", LOGIN, {**body, "csrfmiddlewaretoken": "x"}))[0] == 403


async def test_a_link_or_a_form_of_another_site_logs_nobody_out(browser):
    await send(browser, "POST", LOGIN, await form(browser))

    assert (await send(browser, "GET", "/accounts/logout/"))[0] == 302
    assert (await send(browser, "POST", "/accounts/logout/", {}))[0] == 403
    assert await who(browser) == 200


async def test_a_login_gets_a_new_session_and_a_new_token(browser):
    body = await form(browser)
    await send(browser, "POST", LOGIN, body)

    assert csrf(browser) != body["csrfmiddlewaretoken"]


async def test_guessing_is_slowed_down_here_too(browser):
    body = await form(browser, password="wrong")

    answers = [(await send(browser, "POST", LOGIN, body))[0] for _ in range(6)]

    assert answers == [400] * 5 + [429]


async def test_apps_find_no_other_ways_to_log_in(box):
    async with (await box.client()).get("/api/auth/headless/app/v1/config") as response:
        found = await response.json()

    assert (response.status, found["data"]["socialaccount"]["providers"]) == (200, [])


async def test_there_are_no_accounts_elsewhere(box):
    await box.make_user("ann")
    client = await box.client("ann")

    async with client.get("/api/profile/social_account_providers/") as response:
        assert await response.json() == []
    for body, status in (({"id": 1}, 400), ({}, 400), ({"id": "x"}, 400)):
        async with client.post("/api/profile/disconnect_social_account/", json=body) as response:
            assert response.status == status


async def test_what_needs_a_language_model_says_that_there_is_none(box):
    client = await box.as_role("viewer")

    async with client.post("/api/documents/chat/", json={"q": "How much?"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, "ai_disabled")


@pytest.mark.parametrize("name", ["autocomplete", "auto_complete"])
async def test_words_are_completed_under_both_names(box, name):
    client = await box.as_role("viewer")

    async with client.get(f"/api/search/{name}/?term=in") as response:
        assert (response.status, await response.json()) == (200, [])
