"""Tokens, Basic authentication, and what is said to those who have neither."""

import asyncio
import logging
from base64 import b64encode

import pytest

from intray.accounts import sessions, users

PASSWORD = "tea and biscuits"


@pytest.fixture
async def ann(box):
    return await box.make_user("ann", ["view_tag"], password=PASSWORD)


async def ask(client, authorization=None, path="/api/tags/", **headers):
    if authorization is not None:
        headers["Authorization"] = authorization
    async with client.get(path, headers=headers) as response:
        return response.status, await response.json(), response.headers.get("WWW-Authenticate")


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


async def token_for(client, **body):
    async with client.post("/api/token/", json=body) as response:
        return response.status, await response.json(), response.headers


async def test_a_password_gives_the_same_token_every_time(box, ann):
    client = await box.client()

    first = await token_for(client, username="ann", password=PASSWORD)
    second = await token_for(client, username="ann", password=PASSWORD, code="")

    assert first[0] == 200
    assert first[1] == second[1]
    assert len(first[1]["token"]) == 40
    assert int(first[1]["token"], 16)
    assert "X-Version" not in first[2]
    assert (await ask(client, f"Token {first[1]['token']}"))[0] == 200


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, {"username": ["This field is required."], "password": ["This field is required."]}),
        ({"username": "ann"}, {"password": ["This field is required."]}),
        ({"username": "ann", "password": ""}, {"password": ["This field may not be blank."]}),
        ({"username": ["ann"], "password": "x"}, {"username": ["Not a valid string."]}),
        (
            {"username": "ann", "password": "wrong"},
            {"non_field_errors": ["Unable to log in with provided credentials."]},
        ),
        (
            {"username": "nobody", "password": PASSWORD},
            {"non_field_errors": ["Unable to log in with provided credentials."]},
        ),
    ],
)
async def test_a_wrong_pair_gives_no_token(box, ann, body, answer):
    status, found, _ = await token_for(await box.client(), **body)

    assert (status, found) == (400, answer)


async def test_the_token_endpoint_ignores_credentials_that_come_along(box, ann):
    client = await box.client(Authorization="Token nonsense")

    status, _, headers = await token_for(client, username="ann", password=PASSWORD)

    assert status == 200
    assert "X-Version" not in headers


@pytest.mark.parametrize(
    ("authorization", "detail", "challenge"),
    [
        (None, "Authentication credentials were not provided.", "Token"),
        ("Bearer abc", "Authentication credentials were not provided.", "Token"),
        ("Token", "Invalid token header. No credentials provided.", "Token"),
        (
            "Token a b",
            "Invalid token header. Token string should not contain spaces.",
            "Token",
        ),
        ("Token " + "0" * 40, "Invalid token.", "Token"),
        (basic("ann:wrong"), "Invalid username/password.", 'Basic realm="api"'),
        (basic("nobody:x"), "Invalid username/password.", 'Basic realm="api"'),
        (
            "Basic !!!",
            "Invalid basic header. Credentials not correctly base64 encoded.",
            'Basic realm="api"',
        ),
    ],
)
async def test_no_and_bad_credentials_are_401_with_the_known_words(
    box, ann, authorization, detail, challenge
):
    status, found, found_challenge = await ask(await box.client(), authorization)

    assert (status, found["detail"], found_challenge) == (401, detail, challenge)
    assert found["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "header",
    [
        b"Authorization: Token \xff\xfe",
        b"Authorization: Basic \xff",
        b"Authorization: Basic AGE6AAA=",
        b"Cookie: sessionid=\xff\xfe",
    ],
)
async def test_bytes_that_are_no_text_are_401(box, header):
    reader, writer = await asyncio.open_connection("127.0.0.1", box.server.port)

    writer.write(b"GET /api/tags/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
    writer.write(header + b"\r\n\r\n")

    assert (await reader.read()).startswith(b"HTTP/1.1 401")
    writer.close()


async def test_bad_credentials_are_refused_where_none_are_needed(box):
    client = await box.client()

    assert (await ask(client, "Token 123", "/api/schema/"))[0] == 401
    assert (await ask(client, None, "/api/schema/"))[0] == 200


async def test_basic_works_and_is_checked_again_after_a_new_password(box, ann):
    client = await box.client()
    assert (await ask(client, basic(f"ann:{PASSWORD}")))[0] == 200
    assert (await ask(client, basic(f"ann:{PASSWORD}")))[0] == 200

    new_hash = await box.services.accounts.passwords.hash("something else")
    async with box.services.database.transaction() as tx:
        await users.update(tx, ann, {"password_hash": new_hash})

    assert (await ask(client, basic(f"ann:{PASSWORD}")))[0] == 401
    assert (await ask(client, basic("ann:something else")))[0] == 200


async def test_a_user_who_was_deactivated_is_out_at_once(box, ann):
    client = await box.client("ann")
    assert (await ask(client))[0] == 200

    async with box.services.database.transaction() as tx:
        await users.update(tx, ann, {"is_active": False})

    assert (await ask(client))[:2] == (
        401,
        {"detail": "User inactive or deleted.", "code": "not_authenticated"},
    )
    assert (await ask(await box.client(), basic(f"ann:{PASSWORD}")))[0] == 401
    assert (await token_for(await box.client(), username="ann", password=PASSWORD))[0] == 400


async def test_a_right_that_was_taken_is_gone_with_the_next_request(box, ann):
    client = await box.client("ann")
    assert (await ask(client))[0] == 200

    async with box.services.database.transaction() as tx:
        await users.set_codenames(tx, ann, [])

    assert (await ask(client))[0] == 403


async def test_a_new_password_leaves_the_token_of_integrations_alone(box, ann):
    client = await box.client("ann")

    async with client.patch("/api/profile/", json={"password": "a new long one"}) as response:
        assert response.status == 200

    assert (await ask(client))[0] == 200


async def test_a_new_token_ends_the_old_one(box, ann):
    client = await box.client("ann")

    async with client.post("/api/profile/generate_auth_token/") as response:
        token = await response.json()

    assert (await ask(client))[1]["detail"] == "Invalid token."
    assert (await ask(await box.client(), f"Token {token}"))[0] == 200
    assert (await ask(await box.client(), f"Token {token}", "/api/profile/"))[1][
        "auth_token"
    ] == token


async def test_neither_tokens_nor_passwords_nor_cookies_are_in_the_database_or_the_log(
    box, ann, caplog
):
    client = await box.client()
    with caplog.at_level(logging.DEBUG):
        _, found, _ = await token_for(client, username="ann", password=PASSWORD)
        await token_for(client, username="ann", password="a wrong secret")
        await ask(client, f"Token {found['token']}", "/api/tags/?x=1")
        async with client.post(
            "/api/session/", json={"username": "ann", "password": PASSWORD}
        ) as response:
            cookies = [cookie.value for cookie in response.cookies.values()]
    async with box.services.database.transaction() as tx:
        await tx.execute("PRAGMA user_version")  # everything before is in the files now

    path = box.services.config.paths.database
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    for secret in (found["token"], PASSWORD, "a wrong secret", cookies[0]):
        assert secret not in caplog.text
        assert secret.encode() not in stored


async def test_the_key_file_is_for_its_owner_only(box):
    assert box.services.config.paths.key_file.stat().st_mode & 0o777 == 0o600


async def test_without_the_key_file_a_copied_database_makes_no_valid_token(box, ann):
    token = await box.services.accounts.token_of(ann)
    box.services.accounts.key = b"another box" * 4

    status, found, _ = await token_for(await box.client(), username="ann", password=PASSWORD)

    assert status == 200
    assert found["token"] != token
    assert (await ask(await box.client(), f"Token {token}"))[0] == 401


async def test_an_old_session_has_ended(box, ann):
    client = await box.client()
    async with client.post("/api/session/", json={"username": "ann", "password": PASSWORD}):
        pass
    assert (await ask(client))[0] == 200

    for column, age in (("seen_at", sessions.IDLE_US), ("created_at", sessions.ABSOLUTE_US)):
        async with box.services.database.transaction() as tx:
            await tx.execute(f"UPDATE sessions SET {column} = {column} - ?", (age + 1,))
        assert (await ask(client))[0] == 401
        async with box.services.database.transaction() as tx:
            await tx.execute(f"UPDATE sessions SET {column} = {column} + ?", (age + 1,))
        assert (await ask(client))[0] == 200
