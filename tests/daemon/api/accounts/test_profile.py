"""One's own account, and what people who manage users cannot do."""

import pytest

PASSWORD = "tea and biscuits"
MANAGER = ("view_user", "add_user", "change_user", "delete_user", "view_document")


async def call(client, method, path, **body):
    async with client.request(method, path, json=body or None) as response:
        return response.status, await response.json() if response.status != 204 else None


@pytest.fixture
async def bob(box):
    await box.make_user("bob", password=PASSWORD)
    return await box.client("bob")


async def test_a_profile_is_shown_with_its_token_once_there_is_one(box, bob):
    status, found = await call(bob, "GET", "/api/profile/")

    assert status == 200
    assert list(found) == [
        *("email", "password", "first_name", "last_name", "auth_token", "social_accounts"),
        *("has_usable_password", "is_mfa_enabled"),
    ]
    assert found["password"] == "**********"
    assert (found["has_usable_password"], found["social_accounts"]) == (True, [])
    await box.make_user("nopass")
    assert not (await call(await box.client("nopass"), "GET", "/api/profile/"))[1][
        "has_usable_password"
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "12345678901"}, "password"),
        ({"password": "password"}, "password"),
        ({"password": None}, "password"),
        ({"email": "nonsense"}, "email"),
        ({"first_name": "x" * 151}, "first_name"),
        ({"last_name": ["x"]}, "last_name"),
    ],
)
async def test_what_is_wrong_changes_nothing(box, bob, body, field):
    before = (await call(bob, "GET", "/api/profile/"))[1]

    status, found = await call(bob, "PATCH", "/api/profile/", **{"first_name": "Bob", **body})

    assert (status, list(found)) == (400, [field])
    assert (await call(bob, "GET", "/api/profile/"))[1] == before


@pytest.mark.parametrize("mask", ["**********", "*", ""])
async def test_asterisks_keep_the_password(box, bob, mask):
    status, found = await call(bob, "PATCH", "/api/profile/", password=mask, email="b@x.org")

    assert (status, found["email"]) == (200, "b@x.org")
    assert await box.services.accounts.verified("bob", PASSWORD, "192.0.2.1")


@pytest.fixture
async def manager(box):
    await box.make_user("manager", MANAGER)
    return await box.client("manager")


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
async def test_who_manages_users_touches_neither_staff_nor_superusers(box, manager, flag):
    path = f"/api/users/{await box.make_user('chief', **{flag: True})}/"

    for method, body in (
        ("PATCH", {"password": "chosen by manager"}),
        ("PATCH", {"email": "m@x.org"}),
        ("PATCH", {flag: False}),
        ("PUT", {"username": "chief"}),
        ("DELETE", {}),
    ):
        assert (await call(manager, method, path, **body))[0] == 403, (method, body)
    assert (await call(manager, "POST", f"{path}deactivate_totp/"))[0] == 403


async def test_who_manages_users_makes_and_changes_those_below(box, manager):
    status, made = await call(
        manager,
        "POST",
        "/api/users/",
        username="eve",
        password=PASSWORD,
        user_permissions=["view_document"],
    )
    path = f"/api/users/{made['id']}/"

    assert (status, made["is_mfa_enabled"], made["is_staff"]) == (201, False, False)
    assert (await call(manager, "PUT", path, username="eva"))[1]["username"] == "eva"
    assert (await call(manager, "PATCH", path, user_permissions=[]))[0] == 200
    assert (await call(manager, "PATCH", path, username="manager"))[0] == 400
    assert (await call(manager, "DELETE", path)) == (204, None)


async def test_a_user_who_is_not_there_is_not_found(manager):
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        status, found = await call(manager, method, "/api/users/999/", username="x")
        assert (status, found["detail"]) == (404, "No User matches the given query.")
