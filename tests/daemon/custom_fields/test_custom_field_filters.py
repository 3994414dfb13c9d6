"""Lists of documents filtered and ordered by custom fields."""

import pytest

from intray.custom_fields import changes
from intray.errors import ValidationError


@pytest.fixture
async def papers(archive):
    """1: string and integer; 2: string, select; 3: empty integer; 4: nothing."""
    await archive.document(string="Water", integer=7)
    await archive.document(string="bill 7", select="paid", boolean=True)
    await archive.document(integer=None)
    await archive.document()
    return archive


@pytest.mark.parametrize(
    ("parameter", "names", "expected"),
    [
        ("custom_fields__id__in", ["string"], [1, 2]),
        ("custom_fields__id__in", ["integer", "select"], [1, 2, 3]),
        ("custom_fields__id__all", ["string", "integer"], [1]),
        ("custom_fields__id__all", ["string", "string"], [1, 2]),
        ("custom_fields__id__none", ["string"], [3, 4]),
        ("custom_fields__id__none", ["string", "integer"], [4]),
    ],
)
async def test_documents_are_found_by_the_fields_they_have(papers, parameter, names, expected):
    ids = ",".join(str(papers.fields[name]) for name in names)

    assert await papers.found(**{parameter: ids}) == expected
    assert (
        await papers.found(**{parameter: [str(papers.fields[name]) for name in names]}) == expected
    )


@pytest.mark.parametrize("broken", ["x", "1,x", ""])
async def test_broken_lists_of_ids_are_no_filter(papers, broken):
    assert await papers.found(custom_fields__id__all=broken) == [1, 2, 3, 4]


async def test_documents_have_fields_or_not(papers):
    assert await papers.found(has_custom_fields="true") == [1, 2, 3]
    assert await papers.found(has_custom_fields="0") == [4]
    assert await papers.found(has_custom_fields="perhaps") == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WATER", [1]),
        ("7", [1, 2]),
        ("Pai", [2]),
        ("paid", [2]),
        ("STRIN", [1, 2]),
        ("eger", [1, 3]),
        ("[]", []),
        ("100%", []),
        ("a\0b", []),
    ],
)
async def test_values_labels_and_names_are_searched_for_a_text(papers, text, expected):
    assert await papers.found(custom_fields__icontains=text) == expected


async def test_an_options_id_is_no_text(archive):
    async with archive.database.transaction() as tx:
        options = [{"id": "Yb3kq0PzX9d2LmNa", "label": "Paid"}]
        field = await changes.create(tx, "State", "select", {"select_options": options})
        archive.fields["State"] = field
    await archive.document(State="Yb3kq0PzX9d2LmNa")

    assert await archive.found(custom_fields__icontains="yb3kq0") == []


async def test_links_are_no_text(archive):
    one = await archive.document()
    await archive.document(documentlink=[one])

    assert await archive.found(custom_fields__icontains="1") == []


async def test_who_may_not_look_at_custom_fields_learns_no_names_from_a_filter(papers, bob):
    assert await papers.found(bob, custom_fields__icontains="eger") == []
    assert await papers.found(bob, custom_fields__icontains="Paid") == []
    assert await papers.found(bob, custom_fields__icontains="Water") == [1]


async def test_foreign_documents_are_not_found(archive, ann):
    await archive.document(3, string="x")

    assert await archive.found(ann, custom_fields__icontains="x") == []
    assert await archive.found(ann, custom_field_query='["string", "exact", "x"]') == []


@pytest.mark.parametrize(
    ("data_type", "given"),
    [
        ("integer", [-5, 7, 30]),
        ("float", [-1e10, 0.5, 3]),
        ("monetary", ["USD5.00", "EUR31.20", "EUR100.00"]),
        ("date", ["2025-12-31", "2026-03-05", "2027-01-01"]),
        ("string", ["alpha", "Beta", "gamma"]),
        ("longtext", ["x" * 80 + "a", "x" * 80 + "b", "x" * 80 + "c"]),
        ("select", ["open", "paid"]),
        ("boolean", [False, True]),
    ],
)
async def test_documents_with_the_field_come_first_in_the_order_of_their_values(
    archive, data_type, given
):
    await archive.document()
    await archive.document(**{data_type: None})
    documents = [await archive.document(**{data_type: value}) for value in reversed(given)]
    order = f"custom_field_{archive.fields[data_type]}"

    assert await archive.found(order=order) == [*documents[::-1], 2, 1]
    assert await archive.found(order=f"-{order}") == [*documents, 2, 1]


async def test_a_custom_field_orders_alone(archive):
    first, second = await archive.document(integer=2), await archive.document(integer=1)
    order = f"custom_field_{archive.fields['integer']}"

    assert await archive.found(order=f"{order},-created") == [second, first]
    assert await archive.found(order=f"title,{order}") == [second, first]


@pytest.mark.parametrize("name", ["custom_field_999", "custom_field_0"])
async def test_ordering_by_an_unknown_field_is_refused(archive, name):
    with pytest.raises(ValidationError) as refused:
        await archive.found(order=f"-{name}")

    assert refused.value.fields == {name: ["Custom field not found"]}


@pytest.mark.parametrize(
    "name", ["custom_field_", "custom_field_x", "custom_field_" + "9" * 400, "custom_field_1a"]
)
async def test_what_names_no_field_is_dropped(archive, name):
    one, two = await archive.document(), await archive.document()

    assert await archive.found(order=f"{name},id") == [one, two]
