"""The second factor: with it a password alone opens nothing, and each code opens once."""

import asyncio
import re
import sqlite3
import time
from base64 import b64encode

import pyotp
import pytest

from intray.accounts import totp

PASSWORD = "tea and biscuits"
CODE_REQUIRED = (400, {"non_field_errors": ["MFA code is required"]})
WRONG_CODE = (400, {"non_field_errors": ["Invalid MFA code"]})


async def call(client, method, path, body=None, **headers):
    async with client.request(method, path, json=body, headers=headers) as response:
        return response.status, await response.json() if response.status != 204 else None


@pytest.fixture
async def ann(box):
    await box.make_user("ann", ["view_tag"], password=PASSWORD)
    return await box.client("ann")


def code_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(time.time() + 30 * steps)


@pytest.fixture
async def factor(ann):
    """Ann's second factor: its secret and the recovery codes."""
    _, made = await call(ann, "GET", "/api/profile/totp/")
    body = {"secret": made["secret"], "code": code_of(made["secret"], steps=-1)}
    _, done = await call(ann, "POST", "/api/profile/totp/", body)
    return made["secret"], done["recovery_codes"]


async def log_in(box, code=None, path="/api/token/", **changes):
    body = {"username": "ann", "password": PASSWORD, "code": code, **changes}
    return await call(await box.client(), "POST", path, body)


async def is_enabled(client):
    return (await call(client, "GET", "/api/profile/"))[1]["is_mfa_enabled"]


async def test_a_secret_comes_as_address_and_image_and_changes_nothing_yet(box, ann):
    status, found = await call(ann, "GET", "/api/profile/totp/")

    assert status == 200
    assert list(found) == ["url", "qr_svg", "secret"]
    assert re.fullmatch("[A-Z2-7]{32}", found["secret"])
    assert found["url"] == f"otpauth://totp/Intray:ann?secret={found['secret']}&issuer=Intray"
    assert found["qr_svg"].startswith("<svg ") and "script" not in found["qr_svg"]
    assert not await is_enabled(ann)
    assert (await log_in(box))[0] == 200


async def test_a_right_code_switches_it_on_and_gives_recovery_codes_once(box, ann, factor):
    _, codes = factor

    assert await is_enabled(ann)
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[0-9]{6}-[0-9]{6}", code) for code in codes)
    await box.make_user("admin", is_superuser=True)
    admin = await box.client("admin")
    path = f"/api/users/{box.user_ids['ann']}/"
    assert (await call(admin, "GET", path))[1]["is_mfa_enabled"]
    assert not (await call(admin, "GET", f"/api/users/{box.user_ids['admin']}/"))[1][
        "is_mfa_enabled"
    ]


async def test_a_wrong_code_switches_nothing_on(ann):
    _, made = await call(ann, "GET", "/api/profile/totp/")

    for code in ("000000", "abc", code_of(made["secret"], steps=-9)):
        body = {"secret": made["secret"], "code": code}
        assert await call(ann, "POST", "/api/profile/totp/", body) == (
            200,
            {"success": False, "recovery_codes": None},
        )
    assert not await is_enabled(ann)


async def test_only_secrets_that_were_made_here_for_this_user_are_taken(box, ann):
    await box.make_user("bob")
    bob = await box.client("bob")
    _, of_bob = await call(bob, "GET", "/api/profile/totp/")

    for secret in ("A" * 32, of_bob["secret"], "not base32!", "é", "A", of_bob["secret"] + "A" * 8):
        status, found = await call(
            ann, "POST", "/api/profile/totp/", {"secret": secret, "code": "123456"}
        )
        assert (status, list(found)) == (400, ["secret"]), secret
    assert (await call(ann, "POST", "/api/profile/totp/", {}))[1] == {
        "secret": ["This field is required."],
        "code": ["This field is required."],
    }


@pytest.mark.parametrize("path", ["/api/token/", "/api/session/"])
async def test_a_login_needs_the_code_in_the_words_that_apps_know(box, factor, path):
    assert await log_in(box, path=path) == CODE_REQUIRED
    assert await log_in(box, "", path) == CODE_REQUIRED
    assert await log_in(box, "000000", path) == WRONG_CODE
    assert (await log_in(box, code_of(factor[0]), path))[0] == 200


async def test_a_wrong_password_never_asks_for_a_code(box, factor):
    for code in (None, code_of(factor[0])):
        assert await log_in(box, code, password="wrong") == (
            400,
            {"non_field_errors": ["Unable to log in with provided credentials."]},
        )


async def test_a_code_opens_once_and_so_do_older_ones(box, factor):
    secret, _ = factor

    assert await log_in(box, code_of(secret, steps=-1)) == WRONG_CODE  # switched it on
    assert (await log_in(box, code_of(secret)))[0] == 200
    assert await log_in(box, code_of(secret)) == WRONG_CODE
    assert await log_in(box, code_of(secret), "/api/session/") == WRONG_CODE


async def test_of_two_who_use_one_code_at_the_same_time_one_comes_in(box, factor):
    secret, codes = factor

    for code in (code_of(secret), codes[0]):
        answers = await asyncio.gather(*(log_in(box, code) for _ in range(2)))
        assert sorted(status for status, _ in answers) == [200, 400]


async def test_a_clock_that_is_half_a_minute_off_is_no_obstacle(box, factor):
    assert await log_in(box, code_of(factor[0], steps=3)) == WRONG_CODE
    assert (await log_in(box, code_of(factor[0], steps=1)))[0] == 200


@pytest.mark.parametrize("hyphen", ["-", " ", ""])
async def test_a_recovery_code_opens_once_however_it_is_written(box, factor, hyphen):
    _, codes = factor

    assert (await log_in(box, codes[0].replace("-", hyphen)))[0] == 200
    assert await log_in(box, codes[0]) == WRONG_CODE
    assert (await log_in(box, codes[1]))[0] == 200


async def test_guessing_codes_is_slowed_down_wherever_the_guesses_come_from(box, factor):
    guesses = [await log_in(box, f"{number:06}") for number in range(6)]

    assert [status for status, _ in guesses] == [400] * 5 + [429]
    assert (await log_in(box, code_of(factor[0])))[0] == 429
    assert box.services.accounts.throttle._counts.keys() >= {("code of 1", "")}


async def test_basic_is_refused_to_who_has_a_second_factor(box, ann):
    basic = "Basic " + b64encode(f"ann:{PASSWORD}".encode()).decode()
    browser = await box.client()
    assert (await call(browser, "GET", "/api/tags/", Authorization=basic))[0] == 200

    _, made = await call(ann, "GET", "/api/profile/totp/")
    body = {"secret": made["secret"], "code": code_of(made["secret"])}
    await call(ann, "POST", "/api/profile/totp/", body)

    status, found = await call(browser, "GET", "/api/tags/", Authorization=basic)
    assert (status, found["detail"]) == (401, "MFA required")


async def test_the_token_of_integrations_goes_on_working(ann, factor):
    assert (await call(ann, "GET", "/api/tags/"))[0] == 200


async def test_switching_it_on_ends_the_sessions_opened_by_the_password_alone(box, ann):
    browser = await box.client()
    await call(browser, "POST", "/api/session/", {"username": "ann", "password": PASSWORD})
    assert (await call(browser, "GET", "/api/session/"))[0] == 200

    _, made = await call(ann, "GET", "/api/profile/totp/")
    body = {"secret": made["secret"], "code": code_of(made["secret"])}
    await call(ann, "POST", "/api/profile/totp/", body)

    assert (await call(browser, "GET", "/api/session/"))[0] == 401


async def test_switched_off_the_password_is_enough_and_the_codes_are_gone(box, ann, factor):
    assert await call(ann, "DELETE", "/api/profile/totp/") == (200, True)

    assert not await is_enabled(ann)
    assert (await log_in(box))[0] == 200
    assert (await call(ann, "DELETE", "/api/profile/totp/"))[0] == 404
    with sqlite3.connect(box.services.config.paths.database) as db:
        assert db.execute("SELECT count(*) FROM recovery_codes").fetchone() == (0,)


async def test_only_oneself_and_superusers_switch_it_off(box, ann, factor):
    await box.make_user("admin", is_superuser=True)
    await box.make_user("helper", ["change_user", "view_user", "view_tag"])
    path = f"/api/users/{box.user_ids['ann']}/deactivate_totp/"

    assert (await call(await box.client("helper"), "POST", path))[0] == 403
    assert await is_enabled(ann)
    assert await call(await box.client("admin"), "POST", path) == (200, True)
    assert (await call(await box.client("admin"), "POST", path))[0] == 404
    assert (await call(await box.client("admin"), "POST", "/api/users/99/deactivate_totp/"))[
        0
    ] == 404
    assert (await call(ann, "POST", path))[0] == 404


async def test_neither_secret_nor_recovery_codes_stand_in_the_database(box, factor):
    secret, codes = factor
    async with box.services.database.transaction() as tx:
        await tx.execute("PRAGMA user_version")

    path = box.services.config.paths.database
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    for text in (secret, *codes, codes[0].replace("-", "")):
        assert text.encode() not in stored


async def test_with_another_key_file_a_copied_database_makes_no_codes(box, factor):
    box.services.accounts.key = b"another box" * 4

    assert await log_in(box, code_of(factor[0])) == WRONG_CODE


async def test_on_a_failed_disk_a_code_still_opens_once(box, factor):
    secret, codes = factor
    box.services.database.failed = "disk I/O error"

    assert (await log_in(box, code_of(secret), "/api/session/"))[0] == 200
    assert await log_in(box, code_of(secret), "/api/session/") == WRONG_CODE
    assert await log_in(box, codes[0], "/api/session/") == WRONG_CODE


async def test_a_new_secret_ends_the_old_one(box, ann, factor):
    _, made = await call(ann, "GET", "/api/profile/totp/")
    body = {"secret": made["secret"], "code": code_of(made["secret"], steps=-1)}
    assert (await call(ann, "POST", "/api/profile/totp/", body))[1]["success"]

    assert await log_in(box, code_of(factor[0])) == WRONG_CODE
    assert await log_in(box, factor[1][0]) == WRONG_CODE
    assert (await log_in(box, code_of(made["secret"])))[0] == 200


@pytest.mark.parametrize("code", ["٠١٢٣٤٥", "12345", "1234567", "-12345", " ", "1e5"])
async def test_what_is_no_code_is_never_one(code):
    assert totp.matching_step("A" * 32, code, 0) is None
