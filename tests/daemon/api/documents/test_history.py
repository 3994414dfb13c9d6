"""`/api/documents/{id}/history/`: who changed what, complete and for owners only."""

from dataclasses import replace

import pytest

from intray.api.server import build_app


@pytest.fixture
async def ann(box):
    names = ("view_document", "change_document", "delete_document", "view_logentry")
    more = ("view_tag", "view_correspondent", "view_note", "add_note", "delete_note")
    return await box.user("ann", *names, *more)


async def history(who, number=1, **more):
    return await who.get(f"/api/documents/{number}/history/", **more)


async def newest(who, number=1):
    return (await history(who, number))[0]


async def patch(who, number=1, **body):
    status, content = await who.call("PATCH", f"/api/documents/{number}/", json=body)
    assert status == 200, content


async def test_it_begins_with_what_came_in(box, ann):
    await box.document(owner_id=ann.user_id, title="Scan 1")

    [created] = await history(ann)

    assert created["action"] == "create"
    assert created["actor"] is None
    assert created["timestamp"].endswith("Z")
    assert created["changes"]["title"] == ["None", "Scan 1"]
    assert created["changes"]["owner"] == ["None", str(ann.user_id)]


async def test_one_change_of_several_values_is_one_entry(box, ann):
    bank = await box.insert("correspondents", name="Bank")
    await box.document(owner_id=ann.user_id, title="Scan 1")

    await patch(
        ann, title="Bill", correspondent=bank, created="2026-01-02", archive_serial_number=7
    )

    found = await newest(ann)
    assert found["action"] == "update"
    assert found["actor"] == {"id": ann.user_id, "username": "ann"}
    assert found["changes"] == {
        "title": ["Scan 1", "Bill"],
        "correspondent": ["None", str(bank)],
        "created": ["2026-03-05", "2026-01-02"],
        "archive_serial_number": ["None", "7"],
    }


async def test_tags_are_told_by_name_added_and_removed_apart(box, ann):
    old, new = await box.insert("tags", name="Old"), await box.insert("tags", name="New")
    await box.document(owner_id=ann.user_id, tag_ids=(old,))

    await patch(ann, tags=[new])

    first, second = (await history(ann))[:2]
    assert first["changes"] == {"tags": {"type": "m2m", "operation": "delete", "objects": ["Old"]}}
    assert second["changes"] == {"tags": {"type": "m2m", "operation": "add", "objects": ["New"]}}


async def test_a_tag_that_is_deleted_is_removed_from_its_documents(box, ann):
    tag = await box.insert("tags", name="Old")
    await box.document(owner_id=ann.user_id, tag_ids=(tag,))

    async with box.database.transaction() as tx:
        await tx.execute("DELETE FROM tags WHERE id = ?", (tag,))

    removed = (await newest(ann))["changes"]["tags"]
    assert removed == {"type": "m2m", "operation": "delete", "objects": ["Old"]}


async def test_a_correspondent_that_is_deleted_is_a_change_of_its_documents(box, ann):
    bank = await box.insert("correspondents", name="Bank")
    await box.document(owner_id=ann.user_id, correspondent_id=bank)

    async with box.database.transaction() as tx:
        await tx.execute("DELETE FROM correspondents WHERE id = ?", (bank,))

    assert (await newest(ann))["changes"] == {"correspondent": [str(bank), "None"]}


async def test_the_trash_and_the_way_back(box, ann):
    await box.document(owner_id=ann.user_id)

    await ann.call("DELETE", "/api/documents/1/")
    await ann.call("POST", "/api/trash/", json={"action": "restore", "documents": [1]})

    restored, deleted = (await history(ann))[:2]
    assert deleted["action"] == "delete"
    assert deleted["changes"]["deleted_at"][0] == "None"
    assert restored["action"] == "update"
    assert restored["changes"]["deleted_at"] == deleted["changes"]["deleted_at"][::-1]


async def test_of_long_texts_only_the_beginning_is_kept(box, ann):
    await box.document("a" * 1000, owner_id=ann.user_id)

    await patch(ann, content="b" * 1000)

    before, after = (await newest(ann))["changes"]["content"]
    assert (before, after) == ("a" * 200, "b" * 200)


async def test_values_of_custom_fields(box, ann):
    field = await box.insert("custom_fields", name="Amount", data_type="monetary")
    await box.document(owner_id=ann.user_id)
    await box.insert("custom_field_values", document_id=1, field_id=field, text_value="EUR1.00")
    added = (await newest(ann))["changes"]

    async with box.database.transaction() as tx:
        await tx.execute("DELETE FROM custom_field_values")

    removed = (await newest(ann))["changes"]
    shown = {"type": "custom_field", "field": "Amount"}
    assert added == {"custom_fields": {**shown, "value": "EUR1.00"}}
    assert removed == {"custom_fields": {**shown, "value": "None"}}


async def test_a_chosen_option_is_told_by_its_label(box, ann):
    options = '{"select_options": [{"id": "x1", "label": "Paid"}]}'
    field = await box.insert("custom_fields", name="State", data_type="select", extra_data=options)
    await box.document(owner_id=ann.user_id)
    await box.insert("custom_field_values", document_id=1, field_id=field, text_value="x1")

    assert (await newest(ann))["changes"]["custom_fields"]["value"] == "Paid"


async def test_rights_and_notes_are_changes_too(box, ann):
    bob = await box.user("bob", "view_document")
    await box.document(owner_id=ann.user_id)

    await patch(ann, set_permissions={"view": {"users": [bob.user_id]}})
    given = (await newest(ann))["changes"]["permissions"]
    await ann.call("POST", "/api/documents/1/notes/", json={"note": "paid"})
    noted = (await newest(ann))["changes"]

    assert given == {"type": "m2m", "operation": "add", "objects": ["view: bob"]}
    assert noted == {"Note Added": ["None", "1"]}


async def test_rights_given_once_more_are_no_change(box, ann):
    bob = await box.user("bob", "view_document")
    await box.document(owner_id=ann.user_id)
    await patch(ann, set_permissions={"view": {"users": [bob.user_id]}})
    before = await history(ann)

    await patch(ann, set_permissions={"view": {"users": [bob.user_id]}})

    assert await history(ann) == before


async def test_saving_without_a_change_leaves_no_entry(box, ann):
    await box.document(owner_id=ann.user_id, title="Bill")

    await patch(ann, title="Bill")

    assert len(await history(ann)) == 1


@pytest.mark.parametrize("version", [1, 7, 9, 10])
async def test_every_version_gets_a_bare_list(box, ann, version):
    await box.document(owner_id=ann.user_id)

    assert len(await history(ann, version=version)) == 1


async def test_it_is_for_owners_who_may_see_it(box, ann, admin):
    bob = await box.user("bob", "view_document", "change_document", "view_logentry")
    eve = await box.user("eve", "view_document")
    number = await box.document(owner_id=ann.user_id)
    shared = await box.document(owner_id=ann.user_id)
    await box.grant("document", shared, "change", bob.user_id)
    nobodys = await box.document()
    path = "/api/documents/{}/history/"

    assert (await bob.call("GET", path.format(number)))[0] == 404
    assert (await bob.call("GET", path.format(99)))[0] == 404
    assert (await bob.call("GET", path.format(shared)))[0] == 403
    assert (await bob.call("GET", path.format(nobodys)))[0] == 200
    assert (await eve.call("GET", path.format(nobodys)))[0] == 403
    assert (await admin.call("GET", path.format(number)))[0] == 200


async def test_tags_that_the_owner_cannot_see_have_no_name(box, ann):
    bob = await box.user("bob", "view_document")
    secret = await box.insert("tags", name="Secret", owner_id=bob.user_id)
    await box.document(owner_id=ann.user_id, tag_ids=(secret,))

    assert (await newest(ann))["changes"]["tags"]["objects"] == ["Private"]


async def test_who_was_deleted_is_not_named_any_more(box, admin):
    bob = await box.user("bob", "view_document", "change_document")
    await box.document()
    await patch(bob, title="Bill")

    async with box.database.transaction() as tx:
        await tx.execute("DELETE FROM users WHERE id = ?", (bob.user_id,))

    assert (await newest(admin))["actor"] is None


async def test_where_it_is_switched_off_nothing_is_kept_or_shown(
    box, admin, services, aiohttp_client
):
    maintenance = replace(services.config.maintenance, audit_log_enabled=False)
    config = replace(services.config, maintenance=maintenance)
    client = await aiohttp_client(build_app(replace(services, config=config)))
    await box.document()

    box.database.keeps_history = False
    await patch(admin, title="Bill")

    async with client.get("/api/documents/1/history/", headers=admin.headers) as answer:
        assert (answer.status, (await answer.json())["detail"]) == (400, "Audit log is disabled")
    async with client.get("/api/ui_settings/", headers=admin.headers) as answer:
        assert (await answer.json())["settings"]["auditlog_enabled"] is False
    assert len(await history(admin)) == 1  # of before
