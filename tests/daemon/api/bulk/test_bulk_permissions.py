"""Who may do what to many documents: each method for everybody in every relation to them."""

import pytest

from intray.permissions import CODENAMES

EDIT = "/api/documents/bulk_edit/"
UNKNOWN = {"documents": ["Some documents in documents don't exist or were specified twice."]}
PARAMETERS = {
    "set_correspondent": {"correspondent": None},
    "set_document_type": {"document_type": None},
    "set_storage_path": {"storage_path": None},
    "add_tag": {"tag": 1},
    "remove_tag": {"tag": 1},
    "modify_tags": {"add_tags": [1], "remove_tags": []},
    "modify_custom_fields": {"add_custom_fields": {"1": 5}, "remove_custom_fields": []},
    "set_permissions": {"set_permissions": {"view": {"users": []}}},
    "delete": {},
    "reprocess": {},
    "redo_ocr": {},
}
FOR_OWNERS = {"set_permissions", "delete"}
# Relation of the asker to the document → status of the methods for all and of those for owners.
RELATIONS = {
    "superuser": (200, 200),
    "owner": (200, 200),
    "anybody, and it belongs to nobody": (200, 200),
    "change grant": (200, 403),
    "change grant of a group": (200, 403),
    "view grant": (403, 403),
    "stranger": (400, 400),
}


@pytest.fixture
async def tag(insert):
    return await insert("tags", name="Paid")


@pytest.fixture
async def amount(insert):
    return await insert("custom_fields", name="Amount", data_type="integer")


@pytest.fixture
def document_of(box, insert):
    """A document to which the asker (ann) has this relation."""

    async def document_of(relation):
        somebody = await box.make_user("somebody")
        ann = await box.make_user("ann", CODENAMES, is_superuser=relation == "superuser")
        owner_id = {"owner": ann, "anybody, and it belongs to nobody": None}.get(relation, somebody)
        document_id = await box.add_document(owner_id=owner_id)
        if relation == "change grant of a group":
            group = await insert("groups", name="family")
            await insert("group_members", user_id=ann, group_id=group)
            await insert(
                "grants",
                kind="document",
                object_id=document_id,
                action="change",
                subject="group",
                subject_id=group,
            )
        elif relation.endswith("grant"):
            await box.grant("document", document_id, relation.split()[0], ann)
        return document_id

    return document_of


@pytest.fixture
def everything(rows):
    """All that a bulk action could change."""

    async def everything():
        return [
            await rows(f"SELECT * FROM {table}")
            for table in ("documents", "document_tags", "grants", "jobs", "custom_field_values")
        ]

    return everything


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("method", PARAMETERS)
async def test_a_method_asks_for_the_right_relation(
    box, edit, tag, amount, document_of, everything, method, relation
):
    document_id = await document_of(relation)
    mine = await box.add_document(owner_id=box.user_ids["ann"])
    before = await everything()

    status, content = await edit("ann", [mine, document_id], method, **PARAMETERS[method])

    assert status == RELATIONS[relation][method in FOR_OWNERS], content
    if status != 200:
        assert await everything() == before
    if status == 400:
        assert content == UNKNOWN


@pytest.mark.parametrize("method", PARAMETERS)
async def test_without_the_right_to_change_documents_nothing_is_looked_at(
    box, edit, tag, amount, everything, method
):
    await box.make_user("bob", CODENAMES - {"change_document"})
    document_id = await box.add_document()
    before = await everything()

    for ids in ([document_id], [999], []):
        status, content = await edit("bob", ids, method, **PARAMETERS[method])
        assert (status, content["code"]) == (403, "permission_denied")
    assert await everything() == before


@pytest.mark.parametrize("path", [EDIT, "/api/documents/delete/"])
async def test_deleting_needs_the_right_to_delete_documents(box, post, path, everything):
    await box.make_user("bob", CODENAMES - {"delete_document"})
    document_id = await box.add_document()
    before = await everything()

    status, _ = await post("bob", path, {"documents": [document_id], "method": "delete"})

    assert status == 403
    assert await everything() == before


@pytest.mark.parametrize("path", ["/api/documents/delete/", "/api/documents/reprocess/"])
async def test_the_short_ways_are_no_back_doors(box, post, path, everything):
    await box.make_user("bob", CODENAMES)
    shared = await box.add_document(owner_id=await box.make_user("owner"))
    await box.grant("document", shared, "view", box.user_ids["bob"])
    await box.make_user("eve", CODENAMES - {"change_document"})
    before = await everything()

    assert (await post("bob", path, {"documents": [shared]}))[0] == 403
    assert (await post("bob", path, {"all": True}))[0] == 403
    assert (await post("eve", path, {"all": True}))[0] == 403
    assert await everything() == before


async def test_all_does_nothing_when_one_of_all_is_only_to_be_looked_at(
    box, post, everything, rows
):
    await box.make_user("bob", CODENAMES)
    shared = await box.add_document(owner_id=await box.make_user("owner"))
    await box.grant("document", shared, "view", box.user_ids["bob"])
    await box.add_document()
    before = await everything()

    status, _ = await post("bob", EDIT, {"all": True, "method": "reprocess"})

    assert (status, await everything()) == (403, before)


@pytest.mark.parametrize(
    "path", [EDIT, "/api/documents/delete/", "/api/documents/reprocess/", "/api/bulk_edit_objects/"]
)
async def test_nobody_who_is_not_logged_in_gets_anywhere(box, path):
    client = await box.client()

    async with client.post(path, json={"all": True, "method": "delete"}) as response:
        assert response.status == 401
