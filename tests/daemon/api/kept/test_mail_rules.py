"""Mail rules and processed mail: kept, owned, and only for accounts that one may change."""

import pytest

ACCOUNTS = "/api/mail_accounts/"
PATH = "/api/mail_rules/"
PROCESSED = "/api/processed_mail/"
HOME = {"imap_server": "imap.example.org", "username": "ann", "password": "hunter2"}
DEFAULTS = {
    "enabled": True,
    "folder": "INBOX",
    "filter_from": None,
    "filter_to": None,
    "filter_subject": None,
    "filter_body": None,
    "filter_attachment_filename_include": None,
    "filter_attachment_filename_exclude": None,
    "maximum_age": 30,
    "action": 3,
    "action_parameter": "",
    "assign_title_from": 1,
    "assign_tags": [],
    "assign_correspondent_from": 1,
    "assign_correspondent": None,
    "assign_document_type": None,
    "assign_owner_from_rule": True,
    "order": 0,
    "attachment_type": 1,
    "consumption_scope": 1,
    "pdf_layout": 0,
}


@pytest.fixture
async def account(ann):
    """Of Ann, with id 1."""
    return await ann.make(ACCOUNTS, name="Home", **HOME)


async def rule(who, **values):
    return await who.make(PATH, **{"name": "Bills", "account": 1, **values})


async def add_processed(box, owner_id, **values):
    columns = {
        "owner_id": owner_id,
        "rule_id": 1,
        "folder": "INBOX",
        "uid": "4711",
        "subject": "Bill",
        "received_at": 1_772_694_000_000_000,
        "processed_at": 1_772_694_600_000_000,
        "status": "SUCCESS",
        "error": None,
        **values,
    }
    async with box.services.database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO processed_mail ({', '.join(columns)})"
            f" VALUES ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )
    return cursor.lastrowid


async def test_what_is_left_out_has_its_default(ann, account):
    made = await rule(ann)

    assert made == {
        "id": 1,
        "name": "Bills",
        "account": 1,
        **DEFAULTS,
        "owner": ann.user_id,
        "user_can_change": True,
        "stop_processing": False,
    }
    assert await ann.get(PATH + "1/") == made
    assert (await ann.get(PATH))["results"] == [made]


async def test_every_value_comes_back(ann, account):
    for path in ("tags", "correspondents", "document_types"):
        await ann.make(f"/api/{path}/", name="One")
    values = {
        "enabled": False,
        "folder": "Bills",
        "filter_from": "billing@",
        "filter_to": "ann@",
        "filter_subject": "Bill",
        "filter_body": "",
        "filter_attachment_filename_include": "*.pdf",
        "filter_attachment_filename_exclude": "*logo*",
        "maximum_age": 36500,
        "action": 5,
        "action_parameter": "seen",
        "assign_title_from": 3,
        "assign_tags": [1],
        "assign_correspondent_from": 4,
        "assign_correspondent": 1,
        "assign_document_type": 1,
        "assign_owner_from_rule": False,
        "order": -3,
        "attachment_type": 2,
        "consumption_scope": 3,
        "pdf_layout": 4,
        "stop_processing": True,
    }

    made = await rule(ann, **values)

    assert {name: made[name] for name in values} == values
    await ann.call("DELETE", "/api/tags/1/")
    assert (await ann.get(PATH + "1/"))["assign_tags"] == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", None, "This field may not be null."),
        ("account", 9, 'Invalid pk "9" - object does not exist.'),
        ("account", "x", "Incorrect type. Expected pk value, received str."),
        ("account", None, "This field may not be null."),
        ("folder", "", "This field may not be blank."),
        ("filter_from", "x" * 257, "Ensure this field has no more than 256 characters."),
        ("maximum_age", 36501, "Ensure this value is less than or equal to 36500."),
        ("action", 6, '"6" is not a valid choice.'),
        ("assign_title_from", 4, '"4" is not a valid choice.'),
        ("assign_correspondent_from", 0, '"0" is not a valid choice.'),
        ("assign_tags", [9], 'Invalid pk "9" - object does not exist.'),
        ("assign_tags", 9, 'Expected a list of items but got type "int".'),
        ("assign_document_type", 9, 'Invalid pk "9" - object does not exist.'),
        ("attachment_type", 3, '"3" is not a valid choice.'),
        ("consumption_scope", 4, '"4" is not a valid choice.'),
        ("pdf_layout", 5, '"5" is not a valid choice.'),
        ("order", "first", "A valid integer is required."),
    ],
)
async def test_values_that_cannot_be_are_refused(ann, account, field, value, message):
    body = {"name": "Bills", "account": 1, field: value}

    assert await ann.refused(PATH, **body) == {field: [message]}


@pytest.mark.parametrize("action", [2, 5])
async def test_moving_and_tagging_need_a_parameter(ann, account, action):
    needed = {"non_field_errors": ["An action parameter is required."]}

    assert await ann.refused(PATH, name="Bills", account=1, action=action) == needed
    await rule(ann, action=action, action_parameter="Archive")
    for body in ({"action_parameter": ""}, {"action_parameter": None}):
        assert await ann.refused(PATH + "1/", "PATCH", **body) == needed
    assert (await ann.call("PATCH", PATH + "1/", {"action": action}))[0] == 200


async def test_rules_come_in_their_order(ann, account):
    for name, order in (("last", 5), ("first", -1), ("second", 0), ("third", 0)):
        await rule(ann, name=name, order=order)

    names = [found["name"] for found in (await ann.get(PATH))["results"]]
    assert names == ["first", "second", "third", "last"]


async def test_each_owner_uses_a_name_once(admin, ann, account):
    await rule(ann)
    taken = {"error": "Object violates owner / name unique constraint"}

    assert await ann.refused(PATH, name="Bills", account=1) == taken
    await rule(admin)
    assert await admin.refused(PATH + "2/", "PATCH", owner=ann.user_id) == taken


async def test_accounts_of_others_are_not_used(ann, bob, account):
    refused = {"account": ['Invalid pk "1" - object does not exist.']}
    assert await bob.refused(PATH, name="Spy", account=1) == refused

    shared = {"set_permissions": {"view": {"users": [bob.user_id]}}}
    await ann.call("PATCH", ACCOUNTS + "1/", shared)
    assert await bob.refused(PATH, name="Spy", account=1) == refused

    shared = {"set_permissions": {"change": {"users": [bob.user_id]}}}
    await ann.call("PATCH", ACCOUNTS + "1/", shared)
    await rule(bob)


async def test_a_shared_rule_keeps_the_account_of_its_owner(ann, bob, account):
    await rule(ann, set_permissions={"change": {"users": [bob.user_id]}})
    await bob.make(ACCOUNTS, name="Office", **HOME)

    status, changed = await bob.call("PATCH", PATH + "1/", {"account": 1, "folder": "Bills"})

    assert (status, changed["folder"]) == (200, "Bills")


async def test_rules_of_others_cannot_be_told_from_missing_ones(ann, bob, account):
    await rule(ann)

    for method in ("GET", "PATCH", "PUT", "DELETE"):
        assert await bob.call(method, PATH + "1/", {}) == await bob.call(method, PATH + "9/", {})
    body = {"type": 1, "filter_mailrule": 1}
    assert await bob.refused("/api/workflow_triggers/", **body) == {
        "filter_mailrule": ['Invalid pk "1" - object does not exist.']
    }
    assert (await bob.get("/api/search/?query=bills"))["mail_rules"] == []
    found = (await ann.get("/api/search/?query=bills"))["mail_rules"]
    assert [each["name"] for each in found] == ["Bills"]


async def test_a_deleted_rule_leaves_its_triggers(ann, account):
    await rule(ann)
    made = await ann.make("/api/workflow_triggers/", type=1, filter_mailrule=1)
    assert made["filter_mailrule"] == 1

    assert (await ann.call("DELETE", PATH + "1/"))[0] == 204

    found = await ann.get("/api/workflow_triggers/1/")
    assert found["filter_mailrule"] is None


async def test_processed_mail_is_listed_newest_first(box, ann, account):
    await rule(ann)
    await add_processed(box, ann.user_id)
    await add_processed(
        box,
        ann.user_id,
        processed_at=1_772_694_700_000_000,
        status="FAILED",
        error="no PDF",
    )

    found = (await ann.get(PROCESSED))["results"]

    assert [each["id"] for each in found] == [2, 1]
    assert found[1] == {
        "id": 1,
        "owner": ann.user_id,
        "rule": 1,
        "folder": "INBOX",
        "uid": "4711",
        "subject": "Bill",
        "received": "2026-03-05T08:00:00+01:00",
        "processed": "2026-03-05T08:10:00+01:00",
        "status": "SUCCESS",
        "error": None,
    }
    assert await ann.get(PROCESSED + "1/") == found[1]
    for query, ids in (
        ("status=FAILED", [2]),
        ("rule=1", [2, 1]),
        ("rule=2", []),
        ("ordering=id", [1, 2]),
        ("ordering=-status,subject", [1, 2]),
    ):
        page = await ann.get(f"{PROCESSED}?{query}")
        assert [each["id"] for each in page["results"]] == ids
    assert await ann.refused(PROCESSED + "?rule=x", "GET") == {"rule": ["Enter a number."]}


async def test_processed_mail_of_others_is_neither_seen_nor_forgotten(box, ann, bob, account):
    await rule(ann)
    mine, theirs = await add_processed(box, ann.user_id), await add_processed(box, bob.user_id)

    missing = await ann.call("GET", f"{PROCESSED}99/")
    assert await ann.call("GET", f"{PROCESSED}{theirs}/") == missing
    assert (await ann.get(PROCESSED))["count"] == 1
    body = {"mail_ids": [mine, theirs, 99]}
    status, content = await ann.call("POST", PROCESSED + "bulk_delete/", body)

    assert (status, content) == (200, {"result": "OK", "deleted_mail_ids": [mine]})
    assert (await bob.get(PROCESSED))["count"] == 1


async def test_what_may_only_be_seen_is_not_forgotten_nor_anything_beside_it(
    box, ann, bob, account
):
    await rule(ann)
    mine, theirs = await add_processed(box, ann.user_id), await add_processed(box, bob.user_id)
    await box.grant("processedmail", theirs, "view", ann.user_id)

    status, _ = await ann.call("POST", PROCESSED + "bulk_delete/", {"mail_ids": [mine, theirs]})

    assert status == 403
    assert (await ann.get(PROCESSED))["count"] == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This field is required."),
        ({"mail_ids": 5}, 'Expected a list of items but got type "int".'),
        ({"mail_ids": ["a"]}, "Incorrect type. Expected pk value, received str."),
    ],
)
async def test_what_is_no_list_of_mails_is_refused(ann, body, message):
    assert await ann.refused(PROCESSED + "bulk_delete/", **body) == {"mail_ids": [message]}
