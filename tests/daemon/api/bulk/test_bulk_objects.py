"""`POST /api/bulk_edit_objects/`: permissions and deletion of many objects of one kind."""

import pytest

from intray.permissions import CODENAMES

OK = (200, {"result": "OK"})
PATH = "/api/bulk_edit_objects/"
KINDS = {
    "tags": "tag",
    "correspondents": "correspondent",
    "document_types": "documenttype",
    "storage_paths": "storagepath",
}
UNKNOWN = (400, {"objects": ["Some objects in objects don't exist or were specified twice."]})


@pytest.fixture
def add(insert):
    async def add(table, name, **values):
        if table == "storage_paths":
            values["path"] = "{{ title }}"
        return await insert(table, name=name, **values)

    return add


def body(table, operation, **more):
    return {"object_type": table, "operation": operation, **more}


@pytest.mark.parametrize("table", KINDS)
async def test_objects_are_deleted_and_their_documents_stay(box, post, add, rows, table):
    ids = [await add(table, name) for name in "abc"]
    values = {"tag_ids": (ids[0],)} if table == "tags" else {f"{table[:-1]}_id": ids[0]}
    document_id = await box.add_document(**values)

    assert await post("ann", PATH, body(table, "delete", objects=ids[:2])) == OK

    assert await rows(f"SELECT id FROM {table}") == [ids[2]]
    assert await rows("SELECT id FROM documents") == [document_id]
    assert await rows("SELECT tag_id FROM document_tags") == []


@pytest.mark.parametrize("table", KINDS)
async def test_owner_and_grants_are_replaced(box, post, add, rows, table):
    friend = await box.make_user("friend")
    ids = [await add(table, name) for name in "ab"]
    await box.grant(KINDS[table], ids[0], "view", 99)

    status = await post(
        "ann",
        PATH,
        body(
            table,
            "set_permissions",
            objects=ids,
            owner=friend,
            permissions={"view": {"users": []}, "change": {"users": [friend]}},
        ),
    )

    assert status == OK
    assert await rows(f"SELECT owner_id FROM {table}") == [friend, friend]
    assert await rows("SELECT object_id, action, subject_id FROM grants ORDER BY 1, 2") == [
        (ids[0], "change", friend),
        (ids[0], "view", friend),
        (ids[1], "change", friend),
        (ids[1], "view", friend),
    ]


async def test_merging_adds_grants_and_keeps_owners(box, post, add, rows):
    friend, ann = await box.make_user("friend"), await box.make_user("ann", CODENAMES)
    mine, nobodys = await add("tags", "a", owner_id=ann), await add("tags", "b")
    await box.grant("tag", mine, "view", friend)

    assert (
        await post(
            "ann",
            PATH,
            body(
                "tags",
                "set_permissions",
                objects=[mine, nobodys],
                owner=friend,
                merge=True,
                permissions={"view": {"users": [ann]}},
            ),
        )
        == OK
    )

    assert await rows("SELECT owner_id FROM tags ORDER BY id") == [ann, friend]
    assert await rows("SELECT subject_id FROM grants WHERE object_id = ? ORDER BY 1", mine) == [
        friend,
        ann,
    ]


async def test_a_name_that_the_new_owner_has_already_is_refused(box, post, add, rows):
    friend = await box.make_user("friend")
    await add("tags", "Paid", owner_id=friend)
    mine = await add("tags", "Paid")

    assert await post(
        "admin", PATH, body("tags", "set_permissions", objects=[mine], owner=friend)
    ) == (400, {"error": "Object violates owner / name unique constraint"})
    assert await rows("SELECT owner_id FROM tags WHERE id = ?", mine) == [None]


async def test_all_with_filters_is_what_the_list_would_show(box, post, add, rows):
    owner = await box.make_user("owner")
    foreign = await add("tags", "water rights", owner_id=owner)
    await add("tags", "Water")
    kept = await add("tags", "Paid")

    filters = {"name__icontains": "water", "unknown": 1}
    assert await post("ann", PATH, body("tags", "delete", all=True, filters=filters)) == OK

    assert await rows("SELECT id FROM tags ORDER BY id") == [foreign, kept]


async def test_all_without_filters_is_everything_that_one_may_see(box, post, add, rows):
    owner = await box.make_user("owner")
    foreign = await add("correspondents", "Secret", owner_id=owner)
    await add("correspondents", "Bank")

    assert await post("ann", PATH, body("correspondents", "delete", all=True)) == OK

    assert await rows("SELECT id FROM correspondents") == [foreign]


@pytest.mark.parametrize("operation", ["delete", "set_permissions"])
async def test_foreign_missing_and_repeated_objects_are_told_alike(box, post, add, operation):
    foreign = await add("tags", "Secret", owner_id=await box.make_user("owner"))
    mine = await add("tags", "Paid")

    for objects in ([foreign], [999], [mine, mine], [mine, foreign]):
        assert await post("ann", PATH, body("tags", operation, objects=objects)) == UNKNOWN


@pytest.mark.parametrize(
    ("operation", "granted", "expected"),
    [
        ("delete", "change", 200),
        ("delete", "view", 403),
        ("set_permissions", "change", 403),
        ("set_permissions", "view", 403),
    ],
)
async def test_grants_of_others_are_for_the_owner_to_decide(
    box, post, add, rows, operation, granted, expected
):
    ann, owner = await box.make_user("ann", CODENAMES), await box.make_user("owner")
    shared, mine = await add("tags", "Shared", owner_id=owner), await add("tags", "Paid")
    await box.grant("tag", shared, granted, ann)

    status, _ = await post("ann", PATH, body("tags", operation, objects=[mine, shared]))

    assert status == expected
    assert len(await rows("SELECT id FROM tags")) == (0 if expected == 200 else 2)


@pytest.mark.parametrize(
    ("operation", "verb"), [("delete", "delete"), ("set_permissions", "change")]
)
@pytest.mark.parametrize("table", KINDS)
async def test_without_the_right_on_the_model_nothing_happens(
    box, post, add, rows, table, operation, verb
):
    await box.make_user("bob", CODENAMES - {f"{verb}_{KINDS[table]}"})
    object_id = await add(table, "Paid")

    status, _ = await post("bob", PATH, body(table, operation, objects=[object_id]))

    assert (status, await rows(f"SELECT id FROM {table}")) == (403, [object_id])


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ({}, {"object_type", "operation"}),
        (body("documents", "delete", objects=[]), {"object_type"}),
        (body("tags", "rename", objects=[]), {"operation"}),
        (body("tags", "delete"), {"non_field_errors"}),
        (body("tags", "delete", objects="x"), {"objects"}),
        (body("tags", "delete", objects=[{}]), {"objects"}),
        (body("tags", "set_permissions", objects=[], owner=999), {"owner"}),
        (body("tags", "set_permissions", objects=[], permissions=5), {"permissions"}),
        (
            body("tags", "set_permissions", objects=[], permissions={"view": {"groups": [9]}}),
            {"permissions"},
        ),
    ],
)
async def test_what_is_wrong_is_named(post, content, errors):
    status, found = await post("ann", PATH, content)

    assert (status, set(found)) == (400, errors)


async def test_an_empty_list_does_nothing(post, add, rows):
    await add("tags", "Paid")

    assert await post("ann", PATH, body("tags", "delete", objects=[])) == OK
    assert await rows("SELECT count(*) FROM tags") == [1]
