"""People: nobody gets or gives more rights than there are to give."""

import pytest

from intray.accounts import groups, users

ALL = ("view_user", "add_user", "change_user", "delete_user", "view_group", "add_group")
HELPER = (*ALL, "change_group", "delete_group", "view_document")


@pytest.fixture
async def admin(box):
    await box.make_user("admin", is_superuser=True, is_staff=True)
    return await box.client("admin")


@pytest.fixture
async def helper(box):
    """Manages users without being a superuser."""
    await box.make_user("helper", HELPER)
    return await box.client("helper")


async def call(client, method, path, **body):
    async with client.request(method, path, json=body or None) as response:
        found = await response.json() if response.status != 204 else None
        return response.status, found


async def test_a_user_is_shown_with_all_keys_in_order(box, admin):
    async with box.services.database.transaction() as tx:
        group_id = await groups.create(tx, "family", ["view_tag", "view_user"])
    status, made = await call(
        admin,
        "POST",
        "/api/users/",
        username="bob",
        password="tea and biscuits",
        first_name="Bob",
        groups=[group_id],
        user_permissions=["view_document"],
    )

    assert status == 201
    _, found = await call(admin, "GET", f"/api/users/{made['id']}/")
    assert found == made
    assert list(found) == [
        "id",
        "username",
        "email",
        "password",
        "first_name",
        "last_name",
        "date_joined",
        "is_staff",
        "is_active",
        "is_superuser",
        "groups",
        "user_permissions",
        "inherited_permissions",
        "is_mfa_enabled",
    ]
    assert found["password"] == "**********"
    assert found["inherited_permissions"] == ["auth.view_user", "documents.view_tag"]
    assert found["date_joined"].endswith(("+01:00", "+02:00"))
    assert await box.services.accounts.verified("bob", "tea and biscuits", "192.0.2.1")


async def test_lists_are_filtered_and_ordered_by_name(box, admin):
    for name in ("bob", "Cecil", "äNNE"):
        await box.make_user(name)

    _, everybody = await call(admin, "GET", "/api/users/?ordering=-username")
    _, some = await call(admin, "GET", "/api/users/?username__icontains=CE")
    _, other = await call(admin, "GET", "/api/users/?username__istartswith=Änn")

    assert [each["username"] for each in everybody["results"]] == ["äNNE", "Cecil", "bob", "admin"]
    assert [each["username"] for each in some["results"]] == ["Cecil"]
    assert [each["username"] for each in other["results"]] == ["äNNE"]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, {"username": ["This field is required."]}),
        ({"username": "admin"}, {"username": ["A user with that username already exists."]}),
        (
            {"username": "x" * 151},
            {"username": ["Ensure this field has no more than 150 characters."]},
        ),
        ({"username": "b", "password": "abc"}, None),
        ({"username": "b", "email": "nonsense"}, {"email": ["Enter a valid email address."]}),
        (
            {"username": "b", "groups": [99]},
            {"groups": ['Invalid pk "99" - object does not exist.']},
        ),
        (
            {"username": "b", "user_permissions": ["fly"]},
            {"user_permissions": ['"fly" is not a valid choice.']},
        ),
        (
            {"username": "b", "user_permissions": "view_tag"},
            {"user_permissions": ['Expected a list of items but got type "str".']},
        ),
        ({"username": "b", "is_staff": "maybe"}, {"is_staff": ["Must be a valid boolean."]}),
        ({"username": "b", "is_staff": None}, {"is_staff": ["This field may not be null."]}),
    ],
)
async def test_what_is_wrong_is_named(box, admin, body, answer):
    status, found = await call(admin, "POST", "/api/users/", **body)

    assert status == 400
    assert answer is None or found == answer


async def test_the_mask_keeps_the_password(box, admin):
    await box.make_user("bob", password="tea and biscuits")

    status, _ = await call(
        admin, "PATCH", f"/api/users/{box.user_ids['bob']}/", password="**********", email="b@x.org"
    )

    assert status == 200
    assert await box.services.accounts.verified("bob", "tea and biscuits", "192.0.2.1")


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
@pytest.mark.parametrize("value", [True, "true", 1, "on"])
async def test_only_superusers_make_superusers_and_staff(box, helper, flag, value):
    path = f"/api/users/{box.user_ids['helper']}/"

    for method, target in (("PATCH", path), ("POST", "/api/users/")):
        status, _ = await call(helper, method, target, username="eve", **{flag: value})
        assert status == 403
    async with box.services.database.read() as db:
        assert not getattr(await users.get(db, box.user_ids["helper"]), flag)
        assert await users.by_username(db, "eve") is None


async def test_rights_that_one_has_not_cannot_be_given(box, helper):
    own = f"/api/users/{box.user_ids['helper']}/"
    async with box.services.database.transaction() as tx:
        strong = await groups.create(tx, "strong", ["delete_document"])

    for body in ({"user_permissions": ["delete_document"]}, {"groups": [strong]}):
        assert (await call(helper, "PATCH", own, **body))[0] == 403
        assert (await call(helper, "POST", "/api/users/", username="eve", **body))[0] == 403
    assert (await call(helper, "PATCH", own, user_permissions=["view_document", *ALL]))[0] == 200


async def test_groups_cannot_be_used_to_get_rights(box, helper):
    async with box.services.database.transaction() as tx:
        strong = await groups.create(tx, "strong", ["delete_document"])
        weak = await groups.create(tx, "weak", [])

    more = {"permissions": ["delete_document"]}
    assert (await call(helper, "POST", "/api/groups/", name="own", **more))[0] == 403
    assert (await call(helper, "PATCH", f"/api/groups/{weak}/", **more))[0] == 403
    assert (await call(helper, "PATCH", f"/api/groups/{strong}/", permissions=[]))[0] == 403
    assert (await call(helper, "DELETE", f"/api/groups/{strong}/"))[0] == 403
    assert (await call(helper, "PATCH", f"/api/groups/{weak}/", name="weaker"))[0] == 200


async def test_who_may_do_more_cannot_be_taken_over(box, admin, helper):
    await box.make_user("strong", ["delete_document"])
    await box.make_user("weak", ["view_document"])

    for name, status in (("admin", 403), ("strong", 403), ("weak", 200)):
        path = f"/api/users/{box.user_ids[name]}/"
        found, _ = await call(helper, "PATCH", path, password="chosen by helper")
        assert found == status, name
    assert (await call(helper, "DELETE", f"/api/users/{box.user_ids['strong']}/"))[0] == 403


async def test_the_last_superuser_stays(box, admin):
    path = f"/api/users/{box.user_ids['admin']}/"

    for method, body in (
        ("DELETE", {}),
        ("PATCH", {"is_superuser": False}),
        ("PATCH", {"is_active": False}),
    ):
        status, found = await call(admin, method, path, **body)
        assert (status, list(found)) == (400, ["non_field_errors"])

    await box.make_user("second", is_superuser=True)
    assert (await call(admin, "PATCH", path, is_superuser=False))[0] == 200


async def test_what_a_deleted_user_owned_stays_even_if_nobodys_has_the_same_name(box, admin):
    bob = await box.make_user("bob")
    async with box.services.database.transaction() as tx:
        for owner_id in (None, bob):
            await tx.execute("INSERT INTO tags (name, owner_id) VALUES ('Tax', ?)", (owner_id,))

    assert (await call(admin, "DELETE", f"/api/users/{bob}/"))[0] == 204

    async with admin.get("/api/tags/") as response:
        names = [tag["name"] for tag in (await response.json())["results"]]
    assert names == ["Tax", "Tax #2"]


async def test_fields_that_are_not_named_cannot_be_set(box, admin):
    path = f"/api/users/{await box.make_user('bob')}/"
    before = await call(admin, "GET", path)

    assert (
        await call(
            admin,
            "PATCH",
            path,
            id=1,
            password_hash="x",
            token_hash="x",
            token_salt="x",
            inherited_permissions=["documents.view_tag"],
            is_mfa_enabled=True,
        )
    )[0] == 200

    assert await call(admin, "GET", path) == before


async def test_a_profile_changes_only_what_is_ones_own(box):
    await box.make_user("bob", password="tea and biscuits")
    client = await box.client("bob")

    status, found = await call(
        client,
        "PATCH",
        "/api/profile/",
        first_name="Bob",
        username="root",
        is_superuser=True,
        is_staff=True,
        user_permissions=["view_user"],
        auth_token="0" * 40,
    )

    assert status == 200
    assert list(found) == [
        "email",
        "password",
        "first_name",
        "last_name",
        "auth_token",
        "social_accounts",
        "has_usable_password",
        "is_mfa_enabled",
    ]
    assert found["first_name"] == "Bob"
    assert len(found["auth_token"]) == 40 and found["auth_token"] != "0" * 40
    async with box.services.database.read() as db:
        user = await users.get(db, box.user_ids["bob"])
        assert await users.own_codenames(db, user.id) == []
    assert (user.username, user.is_superuser, user.is_staff) == ("bob", False, False)


async def test_groups_are_made_shown_and_removed(box, admin):
    status, made = await call(
        admin, "POST", "/api/groups/", name="family", permissions=["view_tag", "add_tag"]
    )
    assert (status, made) == (
        201,
        {"id": 1, "name": "family", "permissions": ["add_tag", "view_tag"]},
    )

    assert (await call(admin, "POST", "/api/groups/", name="x"))[1] == {
        "permissions": ["This field is required."]
    }
    assert (await call(admin, "POST", "/api/groups/", name="family", permissions=[]))[0] == 400
    assert (await call(admin, "PUT", "/api/groups/1/", name="home", permissions=[]))[0] == 200
    assert (await call(admin, "DELETE", "/api/groups/1/")) == (204, None)
    assert (await call(admin, "GET", "/api/groups/1/")) == (
        404,
        {"detail": "No Group matches the given query.", "code": "not_found"},
    )
