"""Mail accounts: kept with their password sealed, owned and shared, and no server is asked."""

import json

import pytest

from intray.errors import StorageError
from intray.store.sealed import Seal

PATH = "/api/mail_accounts/"
RULES = "/api/mail_rules/"
SECRET = "hunter2 hunter2"
HOME = {
    "name": "Home",
    "imap_server": "imap.example.org",
    "username": "ann",
    "password": SECRET,
}
SHOWN = {
    "id": 1,
    "name": "Home",
    "imap_server": "imap.example.org",
    "imap_port": None,
    "imap_security": 2,
    "username": "ann",
    "password": "**********",
    "character_set": "UTF-8",
    "is_token": False,
    "account_type": 1,
    "expiration": None,
}


async def stored(box):
    async with box.services.database.read() as db:
        rows = await db.execute_fetchall("SELECT password FROM mail_accounts")
    return rows[0][0]


async def opened(box):
    seal = Seal(box.services.accounts.key, "password of a mail account")
    return await seal.open(await stored(box))


async def test_an_account_comes_back_without_its_password(box, ann):
    made = await ann.make(PATH, **HOME)

    assert made == {**SHOWN, "owner": ann.user_id, "user_can_change": True}
    assert await ann.get(PATH + "1/") == made
    assert (await ann.get(PATH, version=9))["all"] == [1]
    assert (await ann.get(PATH))["results"] == [made]


async def test_every_value_comes_back(ann):
    values = {
        "imap_port": 993,
        "imap_security": 3,
        "character_set": "US-ASCII",
        "is_token": True,
        "account_type": 3,
    }
    made = await ann.make(PATH, **HOME, **values, expiration="2026-12-01T08:00:00+01:00")

    assert {name: made[name] for name in values} == values
    assert made["expiration"] == "2026-12-01T08:00:00+01:00"


async def test_the_password_stands_nowhere_in_the_clear(box, ann, caplog):
    caplog.set_level("DEBUG")
    await ann.make(PATH, **HOME)
    await ann.refused(PATH, **{**HOME, "imap_port": "x"})
    await ann.call("PATCH", PATH + "1/", {"password": "another secret"})

    database = box.services.config.paths.database
    for file in database.parent.glob(database.name + "*"):
        content = file.read_bytes()
        assert SECRET.encode() not in content
        assert b"another secret" not in content
    assert SECRET not in caplog.text
    assert "another secret" not in caplog.text
    assert await opened(box) == "another secret"


async def test_another_key_file_opens_nothing(box, ann):
    await ann.make(PATH, **HOME)

    for key, purpose in (
        (b"x" * 32, "password of a mail account"),
        (box.services.accounts.key, "something else"),
    ):
        with pytest.raises(StorageError):
            await Seal(key, purpose).open(await stored(box))


async def test_the_same_password_is_sealed_differently_each_time(box):
    seal = Seal(b"x" * 32, "test")

    assert await seal.close("same") != await seal.close("same")
    assert SECRET not in repr(Seal(SECRET.encode(), "test"))


async def test_asterisks_keep_the_password(box, ann):
    made = await ann.make(PATH, **HOME)
    before = await stored(box)

    status, changed = await ann.call("PUT", PATH + "1/", {**made, "name": "House"})

    assert (status, changed["name"], changed["password"]) == (200, "House", "**********")
    assert await stored(box) == before
    await ann.call("PATCH", PATH + "1/", {"password": "*"})
    assert await stored(box) == before
    await ann.call("PATCH", PATH + "1/", {"password": "***new***"})
    assert await opened(box) == "***new***"


@pytest.mark.parametrize("change", [{"imap_server": "imap.evil.example"}, {"imap_port": 1143}])
async def test_a_kept_password_never_goes_to_another_server(box, ann, change):
    made = await ann.make(PATH, **HOME)

    message = "Please enter the password again: it is not sent to another server."
    for body in (change, {**change, "password": made["password"]}):
        assert await ann.refused(PATH + "1/", "PATCH", **body) == {"password": [message]}
    status, _ = await ann.call("PATCH", PATH + "1/", {**change, "password": SECRET})
    assert status == 200


async def test_what_is_required_is_named(ann):
    required = ["This field is required."]

    assert await ann.refused(PATH) == {
        "name": required,
        "imap_server": required,
        "username": required,
        "password": required,
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "This field may not be blank."),
        ("name", "x" * 257, "Ensure this field has no more than 256 characters."),
        ("imap_server", None, "This field may not be null."),
        ("imap_port", "many", "A valid integer is required."),
        ("imap_port", 70000, "Ensure this value is less than or equal to 65535."),
        ("imap_security", 4, '"4" is not a valid choice.'),
        ("password", "", "This field may not be blank."),
        ("password", "******", "Please enter the password."),
        ("account_type", "imap", '"imap" is not a valid choice.'),
        ("is_token", "maybe", "Must be a valid boolean."),
        ("owner", 99, 'Invalid pk "99" - object does not exist.'),
        (
            "expiration",
            "soon",
            "Datetime has wrong format. Use one of these formats instead:"
            " YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
        ),
    ],
)
async def test_values_that_cannot_be_are_refused(ann, field, value, message):
    assert await ann.refused(PATH, **{**HOME, field: value}) == {field: [message]}


async def test_a_name_is_used_once(ann, bob):
    await ann.make(PATH, **HOME)
    await bob.make(PATH, **{**HOME, "name": "Other"})

    taken = {"name": ["mail account with this name already exists."]}
    assert await bob.refused(PATH, **HOME) == taken
    assert await bob.refused(PATH + "2/", "PATCH", name="Home") == taken


async def test_accounts_of_others_cannot_be_told_from_missing_ones(ann, bob):
    await ann.make(PATH, **HOME)

    for method in ("GET", "PATCH", "PUT", "DELETE"):
        assert await bob.call(method, PATH + "1/", HOME) == await bob.call(
            method, PATH + "9/", HOME
        )
    for path in ("test/", "1/process/"):
        status, content = await bob.call("POST", PATH + path, {**HOME, "id": 1})
        assert (status, content["detail"]) == (404, "No MailAccount matches the given query.")
    assert (await bob.get(PATH))["results"] == []
    assert (await bob.get("/api/search/?query=home"))["mail_accounts"] == []
    found = (await ann.get("/api/search/?query=home"))["mail_accounts"]
    assert [each["password"] for each in found] == ["**********"]


async def test_sharing_decides_who_sees_and_who_changes(box, ann, bob):
    grants = {"view": {"users": [bob.user_id]}}
    await ann.make(PATH, **HOME, set_permissions=grants)

    assert (await bob.get(PATH + "1/"))["user_can_change"] is False
    for method, path in (("PATCH", "1/"), ("DELETE", "1/"), ("POST", "1/process/")):
        status, _ = await bob.call(method, PATH + path, {})
        assert status == 403
    shared = {"set_permissions": {"change": {"users": [bob.user_id]}}}
    assert (await ann.call("PATCH", PATH + "1/", shared))[0] == 200
    assert (await bob.call("PATCH", PATH + "1/", {"username": "bob"}))[0] == 200
    for body in ({"owner": bob.user_id}, {"set_permissions": {}}):
        assert (await bob.call("PATCH", PATH + "1/", body))[0] == 403
    shown = (await ann.get(PATH + "1/?full_perms=true"))["permissions"]
    both = {"users": [bob.user_id], "groups": []}
    assert shown == {"view": both, "change": both}


async def test_who_gives_an_account_away_sees_it_a_last_time(ann, bob):
    await ann.make(PATH, **HOME)

    status, content = await ann.call("PATCH", PATH + "1/", {"owner": bob.user_id})

    assert (status, content["owner"], content["user_can_change"]) == (200, bob.user_id, False)
    assert (await ann.call("GET", PATH + "1/"))[0] == 404


async def test_a_put_without_an_owner_gives_the_account_to_nobody(ann):
    made = await ann.make(PATH, **HOME)
    del made["owner"]

    assert (await ann.call("PUT", PATH + "1/", made))[1]["owner"] is None


async def test_intray_says_that_it_cannot_fetch_mail(ann):
    await ann.make(PATH, **HOME)

    for path, body in (("test/", HOME), ("test/", {**SHOWN}), ("1/process/", {})):
        refused = await ann.refused(PATH + path, **body)
        assert refused["code"] == "mail_not_available"
        assert "cannot fetch mail yet" in refused["detail"]
    callback = await ann.call("GET", "/api/oauth/callback/?code=1&state=2")
    assert (callback[0], callback[1]["code"]) == (400, "mail_not_available")


async def test_a_test_checks_what_it_is_given(ann, person):
    assert await ann.refused(PATH + "test/", **{**HOME, "imap_security": 9}) == {
        "imap_security": ['"9" is not a valid choice.']
    }
    assert await ann.refused(PATH + "test/", id="x", **HOME) == {
        "id": ["Incorrect type. Expected pk value, received str."]
    }
    adder = await person("adder", {"add_mailaccount"})
    assert (await adder.call("POST", PATH + "test/", {**HOME, "id": 1}))[0] == 403


async def test_a_deleted_account_takes_its_rules_and_grants_along(box, ann, bob):
    grants = {"view": {"users": [bob.user_id]}}
    await ann.make(PATH, **HOME, set_permissions=grants)
    await ann.make(RULES, name="Bills", account=1, set_permissions=grants)

    assert (await ann.call("DELETE", PATH + "1/"))[0] == 204

    assert (await ann.get(RULES))["count"] == 0
    async with box.services.database.read() as db:
        rows = await db.execute_fetchall("SELECT kind FROM grants")
    assert json.dumps([tuple(row) for row in rows]) == "[]"
