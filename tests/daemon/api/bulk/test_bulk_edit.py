"""`POST /api/documents/bulk_edit/`: what each method does to values."""

import json

import pytest

from intray.events import DocumentsChanged, DocumentsDeleted

OK = (200, {"result": "OK"})
EDIT = "/api/documents/bulk_edit/"
REFERENCES = {
    "correspondent": "correspondents",
    "document_type": "document_types",
    "storage_path": "storage_paths",
}


@pytest.fixture
def add_named(insert):
    async def add_named(table, name, **values):
        if table == "storage_paths":
            values["path"] = "{{ title }}"
        return await insert(table, name=name, **values)

    return add_named


@pytest.fixture
def tags_of(rows):
    async def tags_of(document_id):
        return await rows(
            "SELECT tag_id FROM document_tags WHERE document_id = ? ORDER BY 1", document_id
        )

    return tags_of


@pytest.fixture
def grants_of(rows):
    async def grants_of(document_id):
        return await rows(
            "SELECT action, subject, subject_id FROM grants WHERE kind = 'document'"
            " AND object_id = ? ORDER BY 1, 2, 3",
            document_id,
        )

    return grants_of


@pytest.mark.parametrize("name", REFERENCES)
async def test_a_reference_is_set_and_cleared(box, edit, add_named, rows, told, name):
    value = await add_named(REFERENCES[name], "Water")
    ids = [await box.add_document() for _ in range(3)]
    [before] = await rows("SELECT modified_at FROM documents WHERE id = ?", ids[0])

    assert await edit("ann", ids[:2], f"set_{name}", **{name: value}) == OK
    assert await rows(f"SELECT {name}_id FROM documents ORDER BY id") == [value, value, None]
    assert told == [DocumentsChanged((ids[0], ids[1]))]
    [after] = await rows("SELECT modified_at FROM documents WHERE id = ?", ids[0])
    assert after > before

    assert await edit("ann", ids, f"set_{name}", **{name: None}) == OK
    assert await rows(f"SELECT {name}_id FROM documents ORDER BY id") == [None, None, None]
    assert told[1:] == [DocumentsChanged((ids[0], ids[1]))]


@pytest.mark.parametrize("name", REFERENCES)
async def test_an_object_that_one_cannot_see_does_not_exist(box, edit, add_named, name):
    owner = await box.make_user("owner")
    foreign = await add_named(REFERENCES[name], "Secret", owner_id=owner)
    document_id = await box.add_document()

    for value in (foreign, 999):
        message = f'{name}: Invalid pk "{value}" - object does not exist.'
        assert await edit("ann", [document_id], f"set_{name}", **{name: value}) == (
            400,
            {"non_field_errors": [message]},
        )


async def test_a_tag_brings_its_ancestors_and_takes_its_descendants_along(
    box, edit, insert, tags_of
):
    house = await insert("tags", name="House")
    water = await insert("tags", name="Water", parent_id=house)
    first, second = [await box.add_document() for _ in range(2)]

    assert await edit("ann", [first, second], "add_tag", tag=water) == OK
    assert await tags_of(first) == [house, water]

    assert await edit("ann", [first], "remove_tag", tag=house) == OK
    assert await tags_of(first) == []
    assert await tags_of(second) == [house, water]


async def test_tags_are_removed_first_and_added_then(box, edit, insert, tags_of):
    house, paid = await insert("tags", name="House"), await insert("tags", name="Paid")
    water = await insert("tags", name="Water", parent_id=house)
    document_id = await box.add_document(tag_ids=(water, paid))

    assert (
        await edit("ann", [document_id], "modify_tags", add_tags=[house], remove_tags=[house, paid])
        == OK
    )

    assert await tags_of(document_id) == [house]


async def test_only_documents_that_changed_count_as_modified(box, edit, insert, rows, told):
    tag = await insert("tags", name="Paid")
    tagged, bare = await box.add_document(tag_ids=(tag,)), await box.add_document()
    moments = await rows("SELECT modified_at FROM documents ORDER BY id")

    assert await edit("ann", [tagged, bare], "add_tag", tag=tag) == OK

    after = await rows("SELECT modified_at FROM documents ORDER BY id")
    assert (after[0] == moments[0], after[1] > moments[1]) == (True, True)
    assert told == [DocumentsChanged((bare,))]


async def test_changes_reach_the_readable_view(box, edit, insert, rows):
    tag = await insert("tags", name="Paid")
    document_id = await box.add_document()
    async with box.services.database.transaction() as tx:
        await tx.execute("DELETE FROM library_outbox")

    await edit("ann", [document_id], "add_tag", tag=tag)

    assert document_id in await rows("SELECT document_id FROM library_outbox")


async def test_grants_and_owner_are_replaced(box, edit, grants_of, rows):
    owner = await box.make_user("owner")
    document_id = await box.add_document()
    await box.grant("document", document_id, "view", owner)

    assert (
        await edit(
            "ann",
            [document_id],
            "set_permissions",
            owner=owner,
            set_permissions={"view": {"users": []}, "change": {"users": [owner], "groups": []}},
        )
        == OK
    )

    assert await grants_of(document_id) == [("change", "user", owner), ("view", "user", owner)]
    assert await rows("SELECT owner_id FROM documents") == [owner]


async def test_without_an_owner_replaced_documents_belong_to_nobody(box, edit, rows):
    await box.make_user("ann", ["change_document"])
    document_id = await box.add_document(owner_id=box.user_ids["ann"])

    assert await edit("ann", [document_id], "set_permissions", set_permissions={}) == OK

    assert await rows("SELECT owner_id FROM documents") == [None]


async def test_merging_adds_grants_and_gives_an_owner_only_to_what_has_none(
    box, edit, grants_of, rows
):
    ann, friend = await box.make_user("ann", ["change_document"]), await box.make_user("friend")
    other = await box.make_user("other")
    mine, nobodys = await box.add_document(owner_id=ann), await box.add_document()
    await box.grant("document", mine, "view", friend)

    assert (
        await edit(
            "ann",
            [mine, nobodys],
            "set_permissions",
            owner=other,
            merge=True,
            set_permissions={"view": {"users": [other]}},
        )
        == OK
    )

    assert await grants_of(mine) == [("view", "user", friend), ("view", "user", other)]
    assert await grants_of(nobodys) == [("view", "user", other)]
    assert await rows("SELECT owner_id FROM documents ORDER BY id") == [ann, other]


@pytest.mark.parametrize("path", [EDIT, "/api/documents/delete/"])
async def test_deleted_documents_lie_in_the_trash(box, post, rows, told, path):
    ids = [await box.add_document() for _ in range(3)]

    assert await post("ann", path, {"documents": ids[:2], "method": "delete"}) == OK

    assert await rows("SELECT id FROM documents WHERE deleted_at IS NOT NULL") == ids[:2]
    assert told == [DocumentsDeleted((ids[0], ids[1]))]


@pytest.mark.parametrize("method", ["reprocess", "redo_ocr"])
async def test_each_document_is_read_again_once(box, edit, rows, method):
    first, second, third = [await box.add_document() for _ in range(3)]
    await box.add_job(kind="reprocess_document", document_id=third)

    assert await edit("ann", [first, second, third], method) == OK
    assert await edit("ann", [first], method) == OK

    jobs = await rows(
        "SELECT document_id, kind, source, state, file_name, owner_id FROM jobs WHERE id > 1"
    )
    ann = box.user_ids["ann"]
    assert jobs == [
        (first, "reprocess_document", "manual", "pending", "scan0001.pdf", ann),
        (second, "reprocess_document", "manual", "pending", "scan0002.pdf", ann),
    ]


async def test_the_endpoint_of_reprocessing_does_the_same(box, post, rows):
    document_id = await box.add_document()

    assert await post("ann", "/api/documents/reprocess/", {"documents": [document_id]}) == OK

    assert await rows("SELECT document_id FROM jobs") == [document_id]
    [uuid] = await rows("SELECT uuid FROM jobs")
    assert (len(uuid), uuid[14], uuid[8] + uuid[13] + uuid[18] + uuid[23]) == (36, "4", "----")


async def test_a_finished_reading_does_not_keep_a_document_from_being_read_again(box, edit, rows):
    document_id = await box.add_document()
    await box.add_job(document_id=document_id)
    async with box.services.database.transaction() as tx:
        await tx.execute("UPDATE jobs SET state = 'success'")
        await tx.execute("UPDATE documents SET reading = 'done'")

    await edit("ann", [document_id], "reprocess")

    assert await rows("SELECT state FROM jobs ORDER BY id") == ["success", "pending"]
    assert await rows("SELECT reading FROM documents") == ["waiting"]


@pytest.mark.parametrize(
    ("method", "parameters", "messages"),
    [
        ("set_correspondent", {}, ["correspondent: This field is required."]),
        (
            "set_document_type",
            {"document_type": "x"},
            ["document_type: Incorrect type. Expected pk value, received str."],
        ),
        ("add_tag", {}, ["tag: This field is required."]),
        ("add_tag", {"tag": None}, ["tag: This field may not be null."]),
        ("remove_tag", {"tag": [1]}, ["tag: Incorrect type. Expected pk value, received list."]),
        ("add_tag", {"tag": 999}, ['tag: Invalid pk "999" - object does not exist.']),
        ("modify_tags", {"add_tags": []}, ["remove_tags: This field is required."]),
        (
            "modify_tags",
            {"add_tags": [999], "remove_tags": []},
            ['add_tags: Invalid pk "999" - object does not exist.'],
        ),
        (
            "modify_tags",
            {"add_tags": 1, "remove_tags": []},
            ['add_tags: Expected a list of items but got type "int".'],
        ),
        (
            "modify_custom_fields",
            {"add_custom_fields": []},
            ["remove_custom_fields: This field is required."],
        ),
        (
            "modify_custom_fields",
            {"add_custom_fields": {"x": 1}, "remove_custom_fields": []},
            ["add_custom_fields: A valid integer is required."],
        ),
        (
            "modify_custom_fields",
            {"add_custom_fields": [], "remove_custom_fields": [999]},
            ['remove_custom_fields: Invalid pk "999" - object does not exist.'],
        ),
        ("set_permissions", {}, ["set_permissions: This field is required."]),
        (
            "set_permissions",
            {"set_permissions": None},
            ["set_permissions: This field may not be null."],
        ),
        (
            "set_permissions",
            {"set_permissions": {"view": {"users": [999]}}},
            ["set_permissions: Unknown users: 999."],
        ),
        (
            "set_permissions",
            {"set_permissions": {}, "owner": 999},
            ['owner: Invalid pk "999" - object does not exist.'],
        ),
        (
            "set_permissions",
            {"set_permissions": {}, "merge": "x"},
            ["merge: Must be a valid boolean."],
        ),
    ],
)
async def test_wrong_parameters_are_told_in_sentences(box, edit, method, parameters, messages):
    document_id = await box.add_document()

    status, content = await edit("ann", [document_id], method, **parameters)

    assert (status, content) == (400, {"non_field_errors": messages})


@pytest.mark.parametrize("method", ["x", "trash", "undo_delete", "", 5, None, {}, True])
async def test_an_unknown_method_is_named(box, post, method):
    status, content = await post("ann", EDIT, {"documents": [], "method": method})

    assert (status, list(content)) == (400, ["method"])
    if method == "x":
        assert content == {"method": ['"x" is not a valid choice.']}


async def test_a_method_is_required_and_parameters_are_an_object(post):
    assert await post("ann", EDIT, {"documents": []}) == (
        400,
        {"method": ["This field is required."]},
    )
    status, content = await post(
        "ann", EDIT, {"documents": [], "method": "delete", "parameters": [1]}
    )
    assert (status, list(content)) == (400, ["parameters"])


@pytest.mark.parametrize(
    "path",
    [
        EDIT,
        "/api/documents/delete/",
        "/api/documents/reprocess/",
        "/api/documents/bulk_download/",
        "/api/bulk_edit_objects/",
    ],
)
async def test_only_json_is_understood(box, path):
    client = await box.as_role("superuser")

    async with client.post(path, data={"documents": "1"}) as response:
        assert response.status == 415
        detail = 'Unsupported media type "application/x-www-form-urlencoded" in request.'
        assert (await response.json())["detail"] == detail


async def test_nothing_changes_when_one_of_the_values_is_wrong(box, edit, insert, tags_of):
    tag = await insert("tags", name="Paid")
    document_id = await box.add_document()

    await edit("ann", [document_id], "modify_tags", add_tags=[tag], remove_tags=[999])

    assert await tags_of(document_id) == []


@pytest.fixture
def values_of(rows):
    async def values_of(document_id):
        return await rows(
            "SELECT field_id, text_value, number_value FROM custom_field_values"
            " WHERE document_id = ? ORDER BY field_id",
            document_id,
        )

    return values_of


async def test_custom_fields_are_given_and_taken(box, edit, insert, values_of, told):
    amount = await insert("custom_fields", name="Amount", data_type="integer")
    note = await insert("custom_fields", name="Note", data_type="string")
    first, second = [await box.add_document() for _ in range(2)]

    assert (
        await edit(
            "ann",
            [first, second],
            "modify_custom_fields",
            add_custom_fields={str(amount): 5, str(note): "paid"},
            remove_custom_fields=[],
        )
        == OK
    )
    assert await values_of(first) == [(amount, "5", 5), (note, "paid", None)]
    assert told == [DocumentsChanged((first, second))]

    assert (
        await edit(
            "ann",
            [second],
            "modify_custom_fields",
            add_custom_fields=[amount],
            remove_custom_fields=[note],
        )
        == OK
    )
    assert await values_of(first) == [(amount, "5", 5), (note, "paid", None)]
    assert [field_id for field_id, *_ in await values_of(second)] == [amount]


@pytest.mark.parametrize(
    "add", [{"1": "many"}, {"1": 2**40}, {"1": [1]}, {"999": 1}, [999], [{}], "1", {"-1": 5}]
)
async def test_a_wrong_value_of_a_custom_field_changes_nothing(box, edit, insert, values_of, add):
    await insert("custom_fields", name="Amount", data_type="integer")
    document_id = await box.add_document()

    status, content = await edit(
        "ann",
        [document_id],
        "modify_custom_fields",
        add_custom_fields=add,
        remove_custom_fields=[],
    )

    assert (status, list(content)) == (400, ["non_field_errors"])
    assert await values_of(document_id) == []


@pytest.mark.parametrize(("version", "value"), [(6, 1), (9, "b" * 16)])
async def test_old_versions_name_an_option_by_its_place(
    box, post, insert, values_of, version, value
):
    options = [{"id": "a" * 16, "label": "Low"}, {"id": "b" * 16, "label": "High"}]
    field = await insert(
        "custom_fields",
        name="Risk",
        data_type="select",
        extra_data=json.dumps({"select_options": options}),
    )
    document_id = await box.add_document()
    client = await box.as_role("superuser")
    parameters = {"add_custom_fields": {str(field): value}, "remove_custom_fields": []}

    async with client.post(
        EDIT,
        json={
            "documents": [document_id],
            "method": "modify_custom_fields",
            "parameters": parameters,
        },
        headers={"Accept": f"application/json; version={version}"},
    ) as response:
        assert response.status == 200, await response.text()

    assert await values_of(document_id) == [(field, "b" * 16, None)]
