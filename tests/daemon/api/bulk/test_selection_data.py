"""What some documents carry: `selection_data`, and `include_selection_data` of the list."""

import pytest

PATH = "/api/documents/selection_data/"
NOTHING = {
    "selected_correspondents": [],
    "selected_tags": [],
    "selected_document_types": [],
    "selected_storage_paths": [],
    "selected_custom_fields": [],
}


@pytest.fixture
async def library(box, insert):
    """Two documents that carry everything there is, and one that carries nothing."""
    correspondent = await insert("correspondents", name="Bank")
    document_type = await insert("document_types", name="Bill")
    storage_path = await insert("storage_paths", name="Taxes", path="{{ title }}")
    tag = await insert("tags", name="Paid")
    await insert("tags", name="Unused")
    field = await insert("custom_fields", name="Amount", data_type="integer")
    ids = [
        await box.add_document(
            title="Water",
            correspondent_id=correspondent,
            document_type_id=document_type,
            storage_path_id=storage_path,
            tag_ids=(tag,),
        )
        for _ in range(2)
    ]
    await insert("custom_field_values", document_id=ids[0], field_id=field)
    return [*ids, await box.add_document(title="Bare")]


def counts(content):
    return {
        name.removeprefix("selected_"): [each["document_count"] for each in found]
        for name, found in content.items()
    }


async def test_every_object_is_counted_over_the_given_documents(library, post):
    status, content = await post("ann", PATH, {"documents": library})

    assert status == 200
    assert list(content) == list(NOTHING)
    assert content["selected_tags"] == [
        {"id": 1, "document_count": 2},
        {"id": 2, "document_count": 0},
    ]
    assert counts(content) == {
        "correspondents": [2],
        "tags": [2, 0],
        "document_types": [2],
        "storage_paths": [2],
        "custom_fields": [1],
    }


async def test_documents_that_were_not_given_do_not_count(library, post):
    _, content = await post("ann", PATH, {"documents": library[1:]})

    assert counts(content) == {
        "correspondents": [1],
        "tags": [1, 0],
        "document_types": [1],
        "storage_paths": [1],
        "custom_fields": [0],
    }


async def test_nothing_is_told_of_objects_that_one_cannot_see(box, post, insert):
    owner = await box.make_user("owner")
    secret = await insert("tags", name="Secret", owner_id=owner)
    document_id = await box.add_document(tag_ids=(secret,))

    assert await post("ann", PATH, {"documents": [document_id]}) == (200, NOTHING)


async def test_the_documents_have_to_be_named_and_be_ones_own_to_see(box, post):
    foreign = await box.add_document(owner_id=await box.make_user("owner"))
    refused = ["Some documents in documents don't exist or were specified twice."]

    assert await post("ann", PATH, {}) == (400, {"documents": ["This field is required."]})
    assert await post("ann", PATH, {"documents": [foreign]}) == (400, {"documents": refused})
    assert await post("ann", PATH, {"documents": [999]}) == (400, {"documents": refused})


async def test_a_form_is_understood_too(box, library):
    client = await box.as_role("superuser")

    for ids in (library[:1], library):
        async with client.post(PATH, data=[("documents", str(id_)) for id_ in ids]) as response:
            content = await response.json()
        assert content["selected_tags"][0]["document_count"] == min(len(ids), 2)


async def test_who_may_not_view_documents_is_refused(box, post):
    await box.make_user("stranger")

    status, _ = await post("stranger", PATH, {"documents": []})

    assert status == 403


async def test_the_list_counts_over_all_that_fits_not_over_its_page(box, library):
    client = await box.as_role("superuser")
    query = "?include_selection_data=true&page_size=1&title__icontains=water"

    async with client.get(f"/api/documents/{query}") as response:
        content = await response.json()

    assert len(content["results"]) == 1
    assert list(content)[-1] == "selection_data"
    assert list(content["selection_data"]) == list(NOTHING)
    assert counts(content["selection_data"]) == {
        "correspondents": [2],
        "tags": [2, 0],
        "document_types": [2],
        "storage_paths": [2],
        "custom_fields": [1],
    }
