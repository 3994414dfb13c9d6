"""Which documents a bulk action is about."""

import pytest

from intray.permissions import CODENAMES

OK = (200, {"result": "OK"})
UNKNOWN = (
    400,
    {"documents": ["Some documents in documents don't exist or were specified twice."]},
)
NEITHER = (400, {"non_field_errors": ["documents is required unless all is true."]})
EDIT = "/api/documents/bulk_edit/"
PATHS = (EDIT, "/api/documents/delete/", "/api/documents/reprocess/")


def clearing(**selection):
    """A body that takes the correspondent away from what is selected."""
    return {"method": "set_correspondent", "parameters": {"correspondent": None}, **selection}


@pytest.fixture
async def bank(insert):
    return await insert("correspondents", name="Bank")


@pytest.fixture
def without_correspondent(rows):
    async def found():
        return await rows("SELECT id FROM documents WHERE correspondent_id IS NULL ORDER BY id")

    return found


async def test_a_list_of_ids_is_changed_and_nothing_else(box, post, bank, without_correspondent):
    first, second, _ = [await box.add_document(correspondent_id=bank) for _ in range(3)]

    assert await post("ann", EDIT, clearing(documents=[second, first])) == OK

    assert await without_correspondent() == [first, second]


@pytest.mark.parametrize("path", PATHS)
async def test_an_empty_list_is_accepted_and_does_nothing(box, post, told, path):
    await box.add_document()

    assert await post("ann", path, clearing(documents=[])) == OK
    assert told == []


@pytest.mark.parametrize("path", [*PATHS, "/api/documents/bulk_download/"])
async def test_an_id_that_is_unknown_or_comes_twice_is_refused(box, post, path):
    known = await box.add_document()

    assert await post("ann", path, clearing(documents=[known, 999])) == UNKNOWN
    assert await post("ann", path, clearing(documents=[known, known])) == UNKNOWN
    assert await post("ann", path, clearing(documents=[-1])) == UNKNOWN
    assert await post("ann", path, clearing(documents=[10**400])) == UNKNOWN


@pytest.mark.parametrize("path", [*PATHS, "/api/documents/bulk_download/"])
async def test_a_foreign_document_is_refused_in_the_words_for_a_missing_one(box, post, path):
    owner = await box.make_user("owner")
    foreign = await box.add_document(owner_id=owner)

    assert await post("ann", path, clearing(documents=[foreign])) == UNKNOWN


@pytest.mark.parametrize("path", [*PATHS, "/api/documents/bulk_download/"])
async def test_a_document_in_the_trash_is_none(box, post, path):
    trashed = await box.add_document()
    await post("ann", "/api/documents/delete/", {"documents": [trashed]})

    assert await post("ann", path, clearing(documents=[trashed])) == UNKNOWN


@pytest.mark.parametrize("path", [*PATHS, "/api/documents/bulk_download/"])
async def test_one_has_to_say_which_documents(post, path):
    assert await post("ann", path, clearing()) == NEITHER
    assert await post("ann", path, clearing(all=False)) == NEITHER


@pytest.mark.parametrize(
    ("selection", "errors"),
    [
        ({"documents": None}, {"documents": ["This field may not be null."]}),
        ({"documents": 5}, {"documents": ['Expected a list of items but got type "int".']}),
        ({"documents": ["x"]}, {"documents": ["A valid integer is required."]}),
        ({"documents": [True]}, {"documents": ["A valid integer is required."]}),
        ({"documents": [1.5]}, {"documents": ["A valid integer is required."]}),
        ({"documents": [[1]]}, {"documents": ["A valid integer is required."]}),
        ({"documents": [{}]}, {"documents": ["A valid integer is required."]}),
        ({"all": "perhaps"}, {"all": ["Must be a valid boolean."]}),
        (
            {"all": True, "filters": [1]},
            {"filters": ['Expected a dictionary of items but got type "list".']},
        ),
        (
            {"all": True, "filters": {"created__gt": "soon"}},
            {"created__gt": ["Enter a valid date."]},
        ),
    ],
)
async def test_wrong_types_are_named(post, selection, errors):
    assert await post("ann", EDIT, clearing(**selection)) == (400, errors)


async def test_ids_may_be_written_as_text(box, post, bank, without_correspondent):
    document_id = await box.add_document(correspondent_id=bank)

    assert await post("ann", EDIT, clearing(documents=[str(document_id)])) == OK
    assert await without_correspondent() == [document_id]


async def test_all_means_everything_in_the_own_library(box, post, bank, without_correspondent):
    owner = await box.make_user("owner")
    mine = await box.add_document(correspondent_id=bank)
    await box.add_document(correspondent_id=bank, owner_id=owner)

    assert await post("ann", EDIT, clearing(all=True)) == OK

    assert await without_correspondent() == [mine]


@pytest.mark.parametrize(
    "filters",
    [
        {"title__icontains": "water"},
        {"tags__id__all": [1, 2]},
        {"tags__id__all": "1,2"},
        {"tags__id__in": [2]},
        {"is_tagged": True},
        {"is_tagged": 1},
        {"archive_serial_number": 7},
        {"search": "water"},
        {"title__icontains": "water", "unknown": {"x": 1}, "created__gt": None},
    ],
)
async def test_all_with_filters_is_what_the_list_would_show(
    box, post, insert, bank, without_correspondent, filters
):
    tags = (await insert("tags", name="A"), await insert("tags", name="B"))
    wanted = await box.add_document(
        title="Water bill", correspondent_id=bank, tag_ids=tags, archive_serial_number=7
    )
    await box.add_document(correspondent_id=bank)

    assert await post("ann", EDIT, clearing(all=True, filters=filters)) == OK

    assert await without_correspondent() == [wanted]


@pytest.mark.parametrize("way", ["text", "title_search", "query"])
async def test_all_with_a_search_is_what_the_index_finds_and_the_asker_may_see(
    box, post, index, bank, without_correspondent, way
):
    owner = await box.make_user("owner")
    wanted, other = [await box.add_document(correspondent_id=bank) for _ in range(2)]
    foreign = await box.add_document(correspondent_id=bank, owner_id=owner)
    index.finds(foreign, wanted)

    assert await post("ann", EDIT, clearing(all=True, filters={way: "water"})) == OK

    assert await without_correspondent() == [wanted]
    assert index.asked == ["water"]
    assert other


async def test_documents_like_a_foreign_one_cannot_be_asked_for(box, post):
    owner = await box.make_user("owner")
    foreign = await box.add_document(owner_id=owner)

    for document_id in (foreign, 999):
        filters = {"more_like_id": document_id}
        status, content = await post("ann", EDIT, clearing(all=True, filters=filters))
        assert (status, content["detail"]) == (403, "Invalid more_like_id")


async def test_filters_are_not_for_those_who_may_view_nothing(box, post):
    await box.make_user("bob", CODENAMES - {"view_document"})

    status, _ = await post("bob", EDIT, clearing(all=True, filters={"content__icontains": "x"}))

    assert status == 403


async def test_a_custom_field_query_may_be_written_as_json(post):
    filters = {"custom_field_query": ["Nope", "exact", 1]}

    status, content = await post("ann", EDIT, clearing(all=True, filters=filters))

    assert (status, list(content)) == (400, ["custom_field_query"])
