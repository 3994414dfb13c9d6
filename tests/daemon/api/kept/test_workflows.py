"""Workflows: kept as they were sent, with every default, and never run."""

import pytest

from intray.api.workflows.secrets import closed, opened
from intray.store.sealed import Seal

WORKFLOWS = "/api/workflows/"
TRIGGERS = "/api/workflow_triggers/"
ACTIONS = "/api/workflow_actions/"
TRIGGER = {
    "sources": [1, 2, 3],
    "type": 2,
    "filter_path": None,
    "filter_filename": None,
    "filter_mailrule": None,
    "matching_algorithm": 0,
    "match": "",
    "is_insensitive": True,
    "filter_has_tags": [],
    "filter_has_all_tags": [],
    "filter_has_not_tags": [],
    "filter_custom_field_query": None,
    "filter_has_any_correspondents": [],
    "filter_has_not_correspondents": [],
    "filter_has_any_document_types": [],
    "filter_has_not_document_types": [],
    "filter_has_any_storage_paths": [],
    "filter_has_not_storage_paths": [],
    "filter_has_correspondent": None,
    "filter_has_document_type": None,
    "filter_has_storage_path": None,
    "schedule_offset_days": 0,
    "schedule_is_recurring": False,
    "schedule_recurring_interval_days": 1,
    "schedule_date_field": "added",
    "schedule_date_custom_field": None,
}
ACTION = {
    "type": 1,
    "assign_title": None,
    "assign_tags": [],
    "assign_correspondent": None,
    "assign_document_type": None,
    "assign_storage_path": None,
    "assign_owner": None,
    "assign_view_users": [],
    "assign_view_groups": [],
    "assign_change_users": [],
    "assign_change_groups": [],
    "assign_custom_fields": [],
    "assign_custom_fields_values": {},
    "remove_all_tags": False,
    "remove_tags": [],
    "remove_all_correspondents": False,
    "remove_correspondents": [],
    "remove_all_document_types": False,
    "remove_document_types": [],
    "remove_all_storage_paths": False,
    "remove_storage_paths": [],
    "remove_custom_fields": [],
    "remove_all_custom_fields": False,
    "remove_all_owners": False,
    "remove_owners": [],
    "remove_all_permissions": False,
    "remove_view_users": [],
    "remove_view_groups": [],
    "remove_change_users": [],
    "remove_change_groups": [],
    "email": None,
    "webhook": None,
    "passwords": None,
}
HOOK = {"type": 4, "webhook": {"url": "https://example.org/hook"}}


async def workflow(who, name="Bills", **values):
    body = {"name": name, "triggers": [{"type": 2}], "actions": [{"type": 1}], **values}
    return await who.make(WORKFLOWS, **body)


async def ids_of(who, path):
    return [found["id"] for found in (await who.get(path))["results"]]


async def test_what_is_left_out_has_its_default(admin):
    made = await workflow(admin)

    assert made == {
        "id": 1,
        "name": "Bills",
        "order": 0,
        "enabled": True,
        "triggers": [{"id": 1, **TRIGGER}],
        "actions": [{"id": 1, **ACTION}],
    }
    assert list(made["triggers"][0]) == ["id", *TRIGGER]
    assert list(made["actions"][0]) == ["id", *ACTION]
    assert await admin.get(WORKFLOWS + "1/") == made
    assert (await admin.get(WORKFLOWS))["results"] == [made]
    assert await admin.get(TRIGGERS + "1/") == made["triggers"][0]
    assert (await admin.get(ACTIONS))["results"] == made["actions"]


async def test_every_value_comes_back_as_it_was_sent(box, admin):
    for path in ("tags", "correspondents", "document_types", "groups"):
        await admin.make(f"/api/{path}/", name="One", permissions=[])
    await admin.make("/api/storage_paths/", name="One", path="{{ title }}")
    await admin.make("/api/custom_fields/", name="Paid", data_type="boolean")
    trigger = {
        **TRIGGER,
        "sources": [1, 4],
        "type": 4,
        "filter_path": "*/bills/*",
        "filter_filename": "*.pdf",
        "matching_algorithm": 5,
        "match": "water",
        "is_insensitive": False,
        **{name: [1] for name in TRIGGER if TRIGGER[name] == [] and name != "sources"},
        "filter_has_correspondent": 1,
        "filter_has_document_type": 1,
        "filter_has_storage_path": 1,
        "schedule_offset_days": -7,
        "schedule_is_recurring": True,
        "schedule_recurring_interval_days": 30,
        "schedule_date_field": "custom_field",
        "schedule_date_custom_field": 1,
    }
    action = {
        **ACTION,
        "type": 4,
        "assign_title": "{{ correspondent }} {{ created_year }}",
        **{name: [1] for name in ACTION if ACTION[name] == [] and "custom_field" not in name},
        "assign_correspondent": 1,
        "assign_document_type": 1,
        "assign_storage_path": 1,
        "assign_owner": 1,
        "assign_custom_fields_values": {"3": "EUR1.00"},
        **{name: True for name in ACTION if ACTION[name] is False},
        "email": {
            "subject": "Bill",
            "body": "See",
            "to": "a@example.org",
            "include_document": True,
        },
        "webhook": {
            "url": "http://192.168.1.9:8080/hook?a=1",
            "use_params": False,
            "as_json": True,
            "params": {"a": "b"},
            "body": "{{ title }}",
            "headers": {"X-Token": "secret"},
            "include_document": True,
        },
        "passwords": ["one", " two "],
    }

    made = await workflow(admin, order=7, enabled=False, triggers=[trigger], actions=[action])

    action["email"] = {"id": 1, **action["email"]}
    action["webhook"] = {"id": 1, **action["webhook"]}
    assert made["triggers"] == [{"id": 1, **trigger}]
    assert made["actions"] == [{"id": 1, **action}]
    assert (made["order"], made["enabled"]) == (7, False)


async def test_workflows_come_in_their_order(admin):
    for name, order in (("last", 9), ("first", -1), ("second", 0), ("third", 0)):
        await workflow(admin, name, order=order)

    page = await admin.get(WORKFLOWS, version=9)

    names = [found["name"] for found in page["results"]]
    assert names == ["first", "second", "third", "last"]
    assert page["all"] == [2, 3, 4, 1]


async def test_parts_with_an_id_are_changed_others_made_and_orphans_go(admin):
    await workflow(
        admin,
        triggers=[{"type": 2, "match": "a"}, {"type": 3}],
        actions=[{"type": 1, "assign_title": "one"}, {"type": 6}],
    )
    await workflow(admin, "Other")

    status, changed = await admin.call(
        "PATCH",
        WORKFLOWS + "1/",
        {
            "triggers": [{"id": None, "type": 3}, {"id": 1, "match": "b"}],
            "actions": [{"id": 2, "type": 6}, {"type": 2, "remove_all_tags": True}],
        },
    )

    assert status == 200
    shown = [(each["id"], each["type"], each["match"]) for each in changed["triggers"]]
    assert shown == [(4, 3, ""), (1, 2, "b")]
    assert [each["id"] for each in changed["actions"]] == [2, 4]
    assert await ids_of(admin, TRIGGERS) == [1, 3, 4]
    assert await ids_of(admin, ACTIONS) == [2, 3, 4]


async def test_a_part_of_two_workflows_goes_with_the_last_of_them(admin):
    await workflow(admin)
    await workflow(admin, "Second", triggers=[{"id": 1, "type": 2}], actions=[])
    await admin.make(TRIGGERS, type=3)

    assert await admin.call("DELETE", WORKFLOWS + "1/") == (204, None)

    assert await ids_of(admin, TRIGGERS) == [1, 2]
    assert await ids_of(admin, ACTIONS) == []
    await admin.call("DELETE", WORKFLOWS + "2/")
    assert await ids_of(admin, TRIGGERS) == [2]


async def test_an_unknown_id_makes_a_new_part(admin):
    made = await workflow(admin, triggers=[{"id": 99, "type": 2}, {"id": 1, "type": 3}])

    assert [each["id"] for each in made["triggers"]] == [1, 2]


async def test_a_patch_leaves_the_rest_as_it_is(admin):
    made = await workflow(admin, triggers=[{"type": 2, "match": "a"}])

    _, changed = await admin.call("PATCH", WORKFLOWS + "1/", {"enabled": False})
    _, trigger = await admin.call("PATCH", TRIGGERS + "1/", {"is_insensitive": False})

    assert changed == {**made, "enabled": False}
    assert trigger == {**made["triggers"][0], "is_insensitive": False}


async def test_a_put_needs_everything_that_is_required(admin):
    await workflow(admin)

    required = ["This field is required."]
    for path, names in (
        (WORKFLOWS, ("name", "triggers", "actions")),
        (TRIGGERS, ("type",)),
    ):
        assert await admin.refused(path + "1/", "PUT") == dict.fromkeys(names, required)
        assert await admin.refused(path) == dict.fromkeys(names, required)
    status, _ = await admin.call("PUT", ACTIONS + "1/", {})
    assert status == 200


async def test_a_name_is_used_once(admin):
    await workflow(admin)
    await workflow(admin, "Other")

    taken = {"name": ["workflow with this name already exists."]}
    assert await admin.refused(WORKFLOWS, name="Bills", triggers=[], actions=[]) == taken
    assert await admin.refused(WORKFLOWS + "2/", "PATCH", name="Bills") == taken
    status, _ = await admin.call("PATCH", WORKFLOWS + "2/", {"name": "Other"})
    assert status == 200


async def test_wrong_parts_are_named_by_their_place(admin):
    triggers = [
        {"type": 2},
        {"type": 9},
        {},
        "text",
        None,
        {"type": 1},
        {"type": 2, "filter_has_tags": [5]},
        {"id": "x", "type": 2},
    ]

    wrong = await admin.refused(WORKFLOWS, name="Bills", triggers=triggers, actions=[{"type": 3}])

    assert wrong == {
        "triggers": [
            {},
            {"type": ['"9" is not a valid choice.']},
            {"type": ["This field is required."]},
            {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]},
            {"non_field_errors": ["Invalid data. Expected a dictionary, but got NoneType."]},
            {"non_field_errors": ["File name, path or mail rule filter are required"]},
            {"filter_has_tags": ['Invalid pk "5" - object does not exist.']},
            {"id": ["A valid integer is required."]},
        ],
        "actions": [{"non_field_errors": ["Email data is required for email actions"]}],
    }
    assert (await admin.get(WORKFLOWS))["count"] == 0
    assert await ids_of(admin, TRIGGERS) == []


@pytest.mark.parametrize("parts", ["text", 5, {"type": 2}])
async def test_parts_that_are_no_list_are_refused(admin, parts):
    kind = type(parts).__name__

    assert await admin.refused(WORKFLOWS, name="Bills", triggers=parts, actions=None) == {
        "triggers": {"non_field_errors": [f'Expected a list of items but got type "{kind}".']},
        "actions": ["This field may not be null."],
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sources", [5], '"5" is not a valid choice.'),
        ("sources", "1", 'Expected a list of items but got type "str".'),
        ("type", None, "This field may not be null."),
        ("filter_path", "x" * 257, "Ensure this field has no more than 256 characters."),
        ("filter_filename", "a\0b", "Null characters are not allowed."),
        ("filter_mailrule", 7, 'Invalid pk "7" - object does not exist.'),
        ("matching_algorithm", 6, '"6" is not a valid choice.'),
        ("match", None, "This field may not be null."),
        ("match", "x" * 257, "Ensure this field has no more than 256 characters."),
        ("is_insensitive", "maybe", "Must be a valid boolean."),
        ("filter_has_correspondent", 7, 'Invalid pk "7" - object does not exist.'),
        (
            "filter_has_not_storage_paths",
            ["a"],
            "Incorrect type. Expected pk value, received str.",
        ),
        ("schedule_offset_days", 2**40, "Ensure this value is less than or equal to 2147483647."),
        (
            "schedule_recurring_interval_days",
            0,
            "Ensure this value is greater than or equal to 1.",
        ),
        ("schedule_date_field", "deleted", '"deleted" is not a valid choice.'),
        ("filter_custom_field_query", "[", "Value must be valid JSON."),
    ],
)
async def test_values_that_a_trigger_cannot_have_are_refused(admin, field, value, message):
    assert await admin.refused(TRIGGERS, **{"type": 2, field: value}) == {field: [message]}


async def test_an_expression_that_cannot_be_is_refused(admin):
    assert await admin.refused(TRIGGERS, type=2, matching_algorithm=4, match="(") == {
        "match": ["Invalid regular expression, see log for details."]
    }


async def test_a_workflow_has_few_expressions(admin):
    """Looking at one takes up to a second of the processor."""
    trigger = {"type": 2, "matching_algorithm": "4", "match": "a"}

    refused = await admin.refused(WORKFLOWS, name="A", triggers=[trigger] * 21, actions=[])

    assert refused == {
        "triggers": {"non_field_errors": ["Ensure there are no more than 20 regular expressions."]}
    }


@pytest.mark.parametrize("name", ["filter_filename", "filter_path", "filter_mailrule"])
async def test_consumption_needs_the_key_of_a_filter(admin, name):
    found = await admin.make(TRIGGERS, **{"type": 1, name: None})

    assert found[name] is None


async def test_empty_patterns_are_none(admin):
    found = await admin.make(TRIGGERS, type=1, filter_path="", filter_filename="")

    assert (found["filter_path"], found["filter_filename"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"type": 7}, {"type": ['"7" is not a valid choice.']}),
        ({"assign_owner": 99}, {"assign_owner": ['Invalid pk "99" - object does not exist.']}),
        (
            {"assign_view_groups": [9]},
            {"assign_view_groups": ['Invalid pk "9" - object does not exist.']},
        ),
        ({"remove_all_tags": None}, {"remove_all_tags": ["This field may not be null."]}),
        (
            {"assign_custom_fields_values": [1]},
            {
                "assign_custom_fields_values": [
                    'Expected a dictionary of items but got type "list".'
                ]
            },
        ),
        (
            {"type": 3, "email": None},
            {"non_field_errors": ["Email data is required for email actions"]},
        ),
        ({"type": 4}, {"non_field_errors": ["Webhook data is required for webhook actions"]}),
        (
            {"type": 5, "passwords": []},
            {"non_field_errors": ["Passwords are required for password removal actions"]},
        ),
        ({"type": 5, "passwords": [""]}, {"passwords": ["This field may not be blank."]}),
        (
            {"type": 3, "email": {"subject": "x" * 257, "to": ""}},
            {
                "email": {
                    "subject": ["Ensure this field has no more than 256 characters."],
                    "body": ["This field is required."],
                    "to": ["This field may not be blank."],
                }
            },
        ),
    ],
)
async def test_values_that_an_action_cannot_have_are_refused(admin, body, wrong):
    assert await admin.refused(ACTIONS, **body) == wrong


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "example.org",
        "http://",
        "https:///path",
        "http://a b/",
        "http://a/\r\nX: y",
        "http://[::1",
        "http://a:99999/",
    ],
)
async def test_webhooks_go_to_web_addresses_only(admin, url):
    assert await admin.refused(ACTIONS, type=4, webhook={"url": url}) == {
        "webhook": {"url": ["Enter a valid URL."]}
    }


@pytest.mark.parametrize(
    "headers", [{"X": "a\r\nY: b"}, {"X Y": "a"}, {"": "a"}, {"X": 5}, {"X:": "a"}]
)
async def test_headers_that_would_be_more_than_one_line_are_refused(admin, headers):
    webhook = {**HOOK["webhook"], "headers": headers}

    wrong = await admin.refused(ACTIONS, type=4, webhook=webhook)

    assert list(wrong["webhook"]) == ["headers"]


async def test_webhooks_have_defaults(admin):
    found = await admin.make(ACTIONS, **HOOK)

    assert found["webhook"] == {
        "id": 1,
        "url": "https://example.org/hook",
        "use_params": True,
        "as_json": False,
        "params": None,
        "body": None,
        "headers": None,
        "include_document": False,
    }


async def test_what_is_deleted_leaves_the_workflows(box, admin):
    for path in ("tags", "correspondents", "groups"):
        await admin.make(f"/api/{path}/", name="One", permissions=[])
    await admin.make("/api/custom_fields/", name="Paid", data_type="boolean")
    user_id = await box.make_user("gone")
    await workflow(
        admin,
        triggers=[{"type": 2, "filter_has_tags": [1], "filter_has_correspondent": 1}],
        actions=[
            {
                "assign_tags": [1],
                "assign_owner": user_id,
                "remove_view_groups": [1],
                "assign_custom_fields": [1],
            }
        ],
    )

    kinds = ("tags/1", "correspondents/1", "groups/1", "custom_fields/1", f"users/{user_id}")
    for path in kinds:
        assert await admin.call("DELETE", f"/api/{path}/") == (204, None)

    found = await admin.get(WORKFLOWS + "1/")
    assert found["triggers"] == [{"id": 1, **TRIGGER}]
    assert found["actions"] == [{"id": 1, **ACTION}]


async def test_nobody_refers_to_what_they_cannot_see_but_may_leave_it_in_place(admin, ann):
    await admin.make("/api/tags/", name="Secret")
    body = {"type": 1, "assign_tags": [1]}

    unseen = await ann.refused(ACTIONS, **body)
    missing = await ann.refused(ACTIONS, type=1, assign_tags=[2])
    await admin.make(ACTIONS, **body)

    assert unseen == {"assign_tags": ['Invalid pk "1" - object does not exist.']}
    assert missing == {"assign_tags": ['Invalid pk "2" - object does not exist.']}
    status, _ = await ann.call("PUT", ACTIONS + "1/", {**body, "assign_title": "x"})
    assert status == 200


async def test_rights_on_the_model_decide(person):
    reader = await person("reader", {"view_workflow"})

    assert (await reader.get(WORKFLOWS))["count"] == 0
    for method, path in (
        ("POST", WORKFLOWS),
        ("GET", TRIGGERS),
        ("GET", ACTIONS),
        ("PATCH", WORKFLOWS + "1/"),
        ("DELETE", WORKFLOWS + "1/"),
    ):
        status, _ = await reader.call(method, path, {})
        assert status == 403


async def test_what_is_missing_is_named(admin):
    for path, label in (
        (WORKFLOWS, "Workflow"),
        (TRIGGERS, "WorkflowTrigger"),
        (ACTIONS, "WorkflowAction"),
    ):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            status, content = await admin.call(method, path + "9/", {})
            assert status == 404
            assert content["detail"] == f"No {label} matches the given query."


async def test_the_search_over_everything_finds_workflows(person, admin):
    await workflow(admin, "Water bills")
    stranger = await person("stranger", ())

    found = await admin.get("/api/search/?query=water")

    assert [each["name"] for each in found["workflows"]] == ["Water bills"]
    assert (await stranger.get("/api/search/?query=water"))["workflows"] == []


async def test_a_query_over_custom_fields_is_checked_against_them(admin):
    await admin.make("/api/custom_fields/", name="Paid", data_type="boolean")
    query = '["Paid", "exact", true]'

    found = await admin.make(TRIGGERS, type=2, filter_custom_field_query=query)
    wrong = await admin.refused(TRIGGERS, type=2, filter_custom_field_query='["No", "exact", 1]')

    assert found["filter_custom_field_query"] == query
    assert list(wrong) == ["filter_custom_field_query"]


@pytest.mark.parametrize(
    "text",
    [
        b'{"type": 1, "assign_title": "\\ud800"}',
        b'{"type": 1, "assign_custom_fields_values": {"1": "\\ud800"}}',
        b'{"type": 1, "assign_custom_fields_values": {"1": NaN}}',
        b'{"type": 1, "assign_custom_fields_values": {"1": 1e999}}',
        b'{"type": 1, "passwords": ["\\udfff"]}',
        b'{"type": 1, "assign_custom_fields_values": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
        b'{"type": 4, "webhook": {"url": "http://\\ud800/"}}',
        b'{"type": 4, "webhook": {"url": "http://a/", "params": {"\\ud800": 1}}}',
        b'{"type": 99999999999999999999999999}',
        b'{"type": {}, "email": [], "webhook": 5, "passwords": {}}',
    ],
)
async def test_hostile_values_are_refused_or_come_back_as_json(admin, text):
    headers = {"Content-Type": "application/json"}
    async with admin.client.post(ACTIONS, data=text, headers=headers) as response:
        assert response.status in (201, 400)
    async with admin.client.get(ACTIONS) as response:
        assert response.status == 200
        assert "NaN" not in await response.text()
        assert "Infinity" not in await response.text()
        await response.json()


async def test_secrets_of_actions_stand_nowhere_in_the_clear(box, admin):
    headers = {"Authorization": "Bearer open sesame"}
    body = {
        "type": 4,
        "webhook": {"url": "https://example.org/", "headers": headers},
        "passwords": ["abracadabra"],
    }
    await workflow(admin, actions=[body])

    found = await admin.get(ACTIONS + "1/")
    changed = {"webhook": {**found["webhook"], "headers": {"X": "shazam"}}}
    _, after = await admin.call("PATCH", ACTIONS + "1/", changed)

    assert (found["webhook"]["headers"], found["passwords"]) == (headers, ["abracadabra"])
    assert (after["webhook"]["headers"], after["passwords"]) == ({"X": "shazam"}, ["abracadabra"])
    database = box.services.config.paths.database
    for file in database.parent.glob(database.name + "*"):
        for secret in (b"open sesame", b"abracadabra", b"shazam"):
            assert secret not in file.read_bytes()


async def test_secrets_cannot_be_shown_with_another_key_file():
    values = {"passwords": ["b"], "webhook": {"url": "https://a/", "headers": {"X": "a"}}}
    kept = await closed(Seal(b"x" * 32, "test"), values)

    shown = await opened(Seal(b"y" * 32, "test"), kept)

    assert shown == {"passwords": None, "webhook": {"url": "https://a/", "headers": None}}
    assert await opened(Seal(b"x" * 32, "test"), kept) == values
