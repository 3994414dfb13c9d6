"""Saved views: kept as they were sent, shown in every version, owned and shared."""

import pytest

from intray.accounts import ui_settings

PATH = "/api/saved_views/"
UNPAID = {
    "name": "Unpaid",
    "sort_field": "created",
    "sort_reverse": True,
    "filter_rules": [{"rule_type": 6, "value": "9"}, {"rule_type": 3, "value": None}],
    "page_size": 50,
    "display_mode": "table",
    "display_fields": ["title", "tag", "custom_field_7"],
}
NOWHERE = {"show_on_dashboard": False, "show_in_sidebar": False}


@pytest.fixture(autouse=True)
async def field(box):
    """The custom field that the views show."""
    await box.insert("custom_fields", id=7, name="State", data_type="string")


async def save(session, *, version=10, **values):
    body = {"name": "View", "filter_rules": [], **values}
    status, content = await session.call("POST", PATH, json=body, version=version)
    assert status == 201, content
    return content


async def refused(session, **values):
    body = {"name": "View", "filter_rules": [], **values}
    status, content = await session.call("POST", PATH, json=body)
    assert status == 400
    return content


async def shown_ids(session):
    """What the user's settings say, for dashboard and sidebar."""
    async with session.box.database.read() as db:
        settings = (await ui_settings.read(db, session.user_id)).get("saved_views", {})
    return (
        settings.get("dashboard_views_visible_ids"),
        settings.get("sidebar_views_visible_ids"),
    )


async def test_a_view_comes_back_as_it_was_saved(box, ann):
    made = await save(ann, **UNPAID)

    assert made == {"id": 1, **UNPAID, "owner": ann.user_id, "user_can_change": True}
    assert await ann.get(PATH + "1/", version=10) == made
    assert (await ann.get(PATH, version=10))["results"] == [made]


async def test_what_is_left_out_is_empty(box, ann):
    assert await save(ann) == {
        "id": 1,
        "name": "View",
        "sort_field": None,
        "sort_reverse": False,
        "filter_rules": [],
        "page_size": None,
        "display_mode": None,
        "display_fields": None,
        "owner": ann.user_id,
        "user_can_change": True,
    }


async def test_name_and_rules_are_required(box, ann):
    status, content = await ann.call("POST", PATH, json={})

    required = ["This field is required."]
    assert (status, content) == (400, {"name": required, "filter_rules": required})


async def test_every_rule_of_the_contract_is_kept(box, ann):
    rules = [{"rule_type": number, "value": str(number)} for number in range(50)]

    assert (await save(ann, filter_rules=rules))["filter_rules"] == rules


async def test_wrong_rules_are_named_by_their_place(box, ann):
    rules = [
        {"rule_type": 0, "value": "a"},
        {"rule_type": 50, "value": "a"},
        {"value": "a"},
        {"rule_type": 1, "value": "x" * 256},
        {"rule_type": 1, "value": True},
        "title",
    ]

    assert await refused(ann, filter_rules=rules) == {
        "filter_rules": [
            {},
            {"rule_type": ['"50" is not a valid choice.']},
            {"rule_type": ["This field is required."]},
            {"value": ["Ensure this field has no more than 255 characters."]},
            {"value": ["Not a valid string."]},
            {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]},
        ]
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "x" * 129, "Ensure this field has no more than 128 characters."),
        ("name", "", "This field may not be blank."),
        ("filter_rules", None, "This field may not be null."),
        ("page_size", 0, "Ensure this value is greater than or equal to 1."),
        ("page_size", "many", "A valid integer is required."),
        ("display_mode", "list", '"list" is not a valid choice.'),
        ("display_fields", "title", 'Expected a list of items but got type "str".'),
        ("sort_reverse", "maybe", "Must be a valid boolean."),
        ("owner", 99, 'Invalid pk "99" - object does not exist.'),
    ],
)
async def test_values_that_cannot_be_are_refused(box, ann, field, value, message):
    assert await refused(ann, **{field: value}) == {field: [message]}


async def test_rules_that_are_no_list_are_refused(box, ann):
    assert await refused(ann, filter_rules="x") == {
        "filter_rules": {"non_field_errors": ['Expected a list of items but got type "str".']}
    }


@pytest.mark.parametrize(
    "name", ["x", "custom_field_", "custom_field_x", "custom_field_8", "notes", ""]
)
async def test_an_unknown_column_is_refused(box, ann, name):
    content = await refused(ann, display_fields=["title", name])

    assert content == {"non_field_errors": [f"Invalid field: {name}"]}


async def test_every_column_of_the_contract_is_kept_and_none_is_null(box, ann):
    names = "title created added tag correspondent documenttype storagepath note owner shared asn"
    columns = [*names.split(), "pagecount", "custom_field_7"]

    assert (await save(ann, display_fields=columns))["display_fields"] == columns
    assert (await save(ann, name="None", display_fields=[]))["display_fields"] is None


async def test_a_custom_field_that_was_deleted_is_gone_from_all_views(box, ann, admin):
    await save(ann, **UNPAID | {"sort_field": "custom_field_7"})
    await save(ann, name="Alone", display_fields=["custom_field_7"], sort_field="title")

    assert (await admin.call("DELETE", "/api/custom_fields/7/"))[0] == 204

    alone, unpaid = (await ann.get(PATH))["results"]
    assert (unpaid["display_fields"], unpaid["sort_field"]) == (["title", "tag"], None)
    assert (alone["display_fields"], alone["sort_field"]) == (None, "title")


async def test_a_change_replaces_what_is_sent(box, ann):
    await save(ann, **UNPAID)
    rules = [{"rule_type": 20, "value": "bill"}]
    body = {"name": "Bills", "filter_rules": rules, "page_size": None}
    status, changed = await ann.call("PATCH", PATH + "1/", json=body, version=10)

    assert status == 200
    assert changed == {
        "id": 1, **UNPAID, **body, "owner": ann.user_id, "user_can_change": True,
    }  # fmt: skip
    assert await ann.get(PATH + "1/", version=10) == changed


async def test_a_whole_view_needs_name_and_rules(box, ann):
    await save(ann)

    status, content = await ann.call("PUT", PATH + "1/", json={"name": "Bills"})
    assert (status, content) == (400, {"filter_rules": ["This field is required."]})
    body = {"name": "Bills", "filter_rules": [], "owner": ann.user_id}
    assert (await ann.call("PUT", PATH + "1/", json=body))[0] == 200


async def test_a_deleted_view_is_gone_with_its_grants(box, ann, bob):
    await save(ann, set_permissions={"view": {"users": [bob.user_id]}})

    assert await ann.call("DELETE", PATH + "1/") == (204, None)
    status, content = await ann.call("GET", PATH + "1/")
    assert (status, content["detail"]) == (404, "No SavedView matches the given query.")
    async with box.database.read() as db:
        assert not list(await db.execute_fetchall("SELECT 1 FROM grants"))


async def test_an_owner_uses_each_name_once(box, ann, bob):
    taken = (400, {"error": "Object violates owner / name unique constraint"})
    await save(ann, name="Unpaid")
    await save(ann, name="Other")
    await save(bob, name="Unpaid")
    await save(ann, name="Unpaid", owner=None)
    body = {"name": "Unpaid", "filter_rules": []}

    assert await ann.call("POST", PATH, json=body) == taken
    assert await ann.call("POST", PATH, json={**body, "owner": ann.user_id}) == taken
    assert await ann.call("POST", PATH, json={**body, "owner": None}) == taken
    assert await ann.call("PATCH", PATH + "2/", json={"name": "Unpaid"}) == taken
    assert (await ann.call("PATCH", PATH + "1/", json={"name": "Unpaid"}))[0] == 200
    assert (await ann.get(PATH))["count"] == 3


async def test_views_of_a_deleted_user_belong_to_nobody_even_with_equal_names(box, admin, ann, bob):
    await save(ann, name="Unpaid")
    await save(bob, name="Unpaid")
    for user in (ann, bob):
        assert (await admin.call("DELETE", f"/api/users/{user.user_id}/"))[0] == 204

    assert [view["owner"] for view in (await admin.get(PATH))["results"]] == [None, None]


async def test_up_to_version_9_flags_say_where_the_asker_sees_a_view(box, ann, bob):
    made = await save(ann, version=9, show_on_dashboard=True, owner=None)
    assert (made["show_on_dashboard"], made["show_in_sidebar"]) == (True, False)

    anns = await ann.get(PATH + "1/", version=1)
    bobs = await bob.get(PATH + "1/", version=9)
    assert anns.items() >= {"show_on_dashboard": True, "show_in_sidebar": False}.items()
    assert bobs.items() >= NOWHERE.items()
    assert await shown_ids(ann) == ([1], None)

    body = {"show_on_dashboard": False, "show_in_sidebar": True}
    await ann.call("PATCH", PATH + "1/", json=body, version=9)
    assert await shown_ids(ann) == ([], [1])
    assert await shown_ids(bob) == (None, None)


async def test_a_request_without_a_version_gets_and_sets_the_flags(box, ann):
    body = {"name": "View", "filter_rules": [], "show_in_sidebar": True}
    _, made = await ann.call("POST", PATH, json=body)

    assert made["show_in_sidebar"] is True
    assert (await ann.get(PATH))["results"] == [made]


async def test_version_10_knows_no_flags(box, ann):
    made = await save(ann, show_on_dashboard=True, show_in_sidebar="nonsense")
    await ann.call("PATCH", PATH + "1/", json={"show_on_dashboard": True}, version=10)

    assert not NOWHERE.keys() & made.keys()
    assert await shown_ids(ann) == (None, None)


async def test_flags_keep_everything_else_that_apps_have_stored(box, admin):
    for stored in ({"dashboard_views_visible_ids": [7, 5], "mine": 1}, "odd", {}):
        settings = {"saved_views": stored, "language": "de"}
        await admin.call("POST", "/api/ui_settings/", json={"settings": settings})
        view = await save(admin, name=str(stored), version=9, show_on_dashboard=True)

        kept = (await admin.get("/api/ui_settings/"))["settings"]
        known = stored if isinstance(stored, dict) else {}
        ids = [*known.get("dashboard_views_visible_ids", []), view["id"]]
        assert kept["saved_views"] == {**known, "dashboard_views_visible_ids": ids}
        assert kept["language"] == "de"


async def test_lists_go_by_name_and_know_pages(box, ann):
    for name in ("beta", "Alpha", "gamma"):
        await save(ann, name=name)

    first = await ann.get(PATH + "?page_size=2", version=9)
    backwards = await ann.get(PATH + "?ordering=-name", version=10)
    assert (first["count"], first["all"]) == (3, [2, 1, 3])
    assert [view["name"] for view in first["results"]] == ["Alpha", "beta"]
    assert [view["name"] for view in backwards["results"]] == ["gamma", "beta", "Alpha"]
    assert "all" not in backwards


async def test_a_view_is_seen_and_changed_as_far_as_it_is_shared(box, ann, bob):
    await save(ann)
    for method in ("GET", "HEAD", "PATCH", "DELETE"):
        assert (await bob.call(method, PATH + "1/"))[0] == 404
    assert (await bob.get(PATH))["count"] == 0

    body = {"set_permissions": {"view": {"users": [bob.user_id]}}}
    await ann.call("PATCH", PATH + "1/", json=body)
    assert (await bob.get(PATH + "1/"))["user_can_change"] is False
    assert (await bob.call("PATCH", PATH + "1/", json={"name": "Mine"}))[0] == 403
    assert (await bob.call("DELETE", PATH + "1/"))[0] == 403

    body = {"set_permissions": {"change": {"users": [bob.user_id]}}}
    await ann.call("PATCH", PATH + "1/", json=body)
    assert (await bob.call("PATCH", PATH + "1/", json={"name": "Ours"}))[0] == 200
    for grab in ({"owner": bob.user_id}, {"set_permissions": {}}):
        assert (await bob.call("PATCH", PATH + "1/", json=grab))[0] == 403


async def test_full_perms_show_the_grants(box, ann, bob):
    await save(ann, set_permissions={"change": {"users": [bob.user_id]}})
    [view] = (await ann.get(PATH + "?full_perms=true"))["results"]

    users = {"users": [bob.user_id], "groups": []}
    assert view["permissions"] == {"view": users, "change": users}
    assert "user_can_change" not in view
    assert (await ann.get(PATH + "1/?full_perms=true"))["permissions"] == view["permissions"]


async def test_unknown_people_in_grants_are_refused(box, ann):
    content = await refused(ann, set_permissions={"view": {"users": [99]}})

    assert content == {"set_permissions": {"view": ["Unknown users: 99."]}}


async def test_who_gives_a_view_away_sees_it_a_last_time(box, ann, bob):
    await save(ann)
    status, given = await ann.call("PATCH", PATH + "1/", json={"owner": bob.user_id})

    assert (status, given["owner"], given["user_can_change"]) == (200, bob.user_id, False)
    assert (await ann.call("GET", PATH + "1/"))[0] == 404
