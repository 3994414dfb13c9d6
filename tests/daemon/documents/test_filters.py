"""Every filter of the documents list, on a handful of documents."""

from zoneinfo import ZoneInfo

import pytest

from intray.documents import filters, listing, ordering
from intray.errors import ValidationError
from intray.permissions import Actor

BERLIN = ZoneInfo("Europe/Berlin")
ADMIN = Actor(1, "admin", is_superuser=True)
ANN = Actor(2, "ann", codenames=frozenset(("view_document",)))
MARCH_5_2330_UTC = 1_772_753_400_000_000  # 6 March 00:30 in Berlin


async def found(database, actor=ADMIN, order="id", **parameters):
    given = {
        name: value if isinstance(value, list) else [value] for name, value in parameters.items()
    }
    search = given.pop("search", [""])[-1]
    conditions = [
        listing.seen_by(actor),
        *filters.conditions(given, actor, BERLIN),
        *filters.words(search, actor),
    ]
    async with database.read() as db:
        return await listing.page_of_ids(
            db,
            filters.joined(conditions),
            ordering.parse(order, actor, searching=False),
            limit=100,
            offset=0,
        )


@pytest.fixture
async def library(database, make_document, insert):
    ann = await insert("users", username="ann", password_hash="", joined_at=0)
    await insert("users", username="bob", password_hash="", joined_at=0)
    water = await insert("correspondents", name="Water Co")
    await insert("correspondents", name="Stadtwerke Köln")
    bill = await insert("document_types", name="Bill")
    taxes = await insert("storage_paths", name="Taxes", path="taxes")
    inbox = await insert("tags", name="Inbox", is_inbox_tag=1)
    paid = await insert("tags", name="Paid")
    await make_document(
        "Total 31.20 EUR",
        title="Water bill",
        created="2026-03-05",
        added_at=MARCH_5_2330_UTC,
        correspondent_id=water,
        document_type_id=bill,
        storage_path_id=taxes,
        archive_serial_number=118,
        tag_ids=(inbox, paid),
        original_name="scan_1.pdf",
    )
    await make_document(
        "Grüße aus München",
        title="Überweisung 100%",
        created="2025-12-31",
        mime_type="text/plain",
        correspondent_id=2,
        tag_ids=(paid,),
        original_name="scanX1.txt",
    )
    await make_document("letter", title="Letter", created="2024-02-29", owner_id=ann)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"unknown": "x", "owner": "7", "count": "3"}, [1, 2, 3]),
        ({"id": "2"}, [2]),
        ({"id": ""}, [1, 2, 3]),
        ({"id__in": "1,3"}, [1, 3]),
        ({"id__in": "1,x"}, [1, 2, 3]),
        ({"id__in": "99999999999999999999"}, []),
        ({"title__icontains": "BILL"}, [1]),
        ({"title__icontains": "überweisung"}, [2]),
        ({"title__istartswith": "ÜBER"}, [2]),
        ({"title__iendswith": "0%"}, [2]),
        ({"title__iexact": "letter"}, [3]),
        ({"title__icontains": "_"}, []),
        ({"content__icontains": "GRÜSSE"}, []),
        ({"content__icontains": "grüße"}, [2]),
        ({"content__iexact": "LETTER"}, [3]),
        ({"original_filename__icontains": "scan_1"}, [1]),
        ({"checksum__iendswith": "3"}, [3]),
        ({"correspondent__name__icontains": "water"}, [1]),
        ({"correspondent__name__iendswith": "KÖLN"}, [2]),
        ({"document_type__name__iexact": "bill"}, [1]),
        ({"storage_path__name__istartswith": "tax"}, [1]),
        ({"tags__name__icontains": "i"}, [1, 2]),
        ({"tags__name__iexact": "inbox"}, [1]),
        ({"archive_serial_number": "118"}, [1]),
        ({"archive_serial_number__gt": "118"}, []),
        ({"archive_serial_number__gte": "118"}, [1]),
        ({"archive_serial_number__lt": "119"}, [1]),
        ({"archive_serial_number__lte": "1"}, []),
        ({"archive_serial_number__isnull": "true"}, [2, 3]),
        ({"archive_serial_number__isnull": "0"}, [1]),
        ({"archive_serial_number__isnull": "yes"}, [1, 2, 3]),
        ({"created__year": "2026"}, [1]),
        ({"created__month": "12"}, [2]),
        ({"created__day": "29"}, [3]),
        ({"created__gt": "2025-12-31"}, [1]),
        ({"created__gte": "2025-12-31"}, [1, 2]),
        ({"created__date__lt": "2025-12-31"}, [3]),
        ({"created__date__lte": "2025-12-31"}, [2, 3]),
        ({"created__gt": "2025-12-30T23:30:00Z"}, [1]),
        ({"added__year": "2026", "id": "1"}, [1]),
        ({"added__month": "3", "id": "1"}, [1]),
        ({"added__day": "6", "id": "1"}, [1]),
        ({"added__day": "5", "id": "1"}, []),
        ({"added__date__gt": "2026-03-05", "id": "1"}, [1]),
        ({"added__date__gte": "2026-03-06", "id": "1"}, [1]),
        ({"added__date__lt": "2026-03-06", "id": "1"}, []),
        ({"added__date__lte": "2026-03-06", "id": "1"}, [1]),
        ({"added__gt": "2026-03-06", "id": "1"}, [1]),
        ({"added__lt": "2026-03-05T23:30:00Z", "id": "1"}, []),
        ({"added__lte": "2026-03-05T23:30:00 00:00", "id": "1"}, [1]),
        ({"modified__gt": "2026-01-01"}, [1, 2, 3]),
        ({"modified__date__lt": "2026-01-01"}, []),
        ({"added__date__lte": "9999-12-31"}, [1, 2, 3]),
        ({"added__date__lt": "0001-01-01"}, []),
        ({"added__gt": "0001-01-01"}, [1, 2, 3]),
        ({"correspondent__id": "1"}, [1]),
        ({"correspondent__id__in": "1,2"}, [1, 2]),
        ({"correspondent__id__none": "1"}, [2, 3]),
        ({"correspondent__isnull": "1"}, [3]),
        ({"document_type__isnull": "false"}, [1]),
        ({"storage_path__id__none": "1"}, [2, 3]),
        ({"owner__id": "1"}, [3]),
        ({"owner__id__in": "1"}, [3]),
        ({"owner__isnull": "true"}, [1, 2]),
        ({"tags__id": "2"}, [1, 2]),
        ({"tags__id__in": "1,2"}, [1, 2]),
        ({"tags__id__all": "1,2"}, [1]),
        ({"tags__id__all": ["1", "2"]}, [1]),
        ({"tags__id__all": "2,2"}, [1, 2]),
        ({"tags__id__all": ",".join(map(str, range(3000)))}, []),
        ({"search": " ".join(map(str, range(3000)))}, []),
        ({"tags__id__none": "1"}, [2, 3]),
        ({"is_tagged": "1"}, [1, 2]),
        ({"is_tagged": "0"}, [3]),
        ({"is_in_inbox": "1"}, [1]),
        ({"is_in_inbox": "false"}, [2, 3]),
        ({"title_content": "31.20"}, [1]),
        ({"title_content": "letter"}, [3]),
        ({"mime_type": "pdf"}, [1, 3]),
        ({"shared_by__id": "1"}, []),
        ({"has_custom_fields": "true"}, []),
        ({"has_custom_fields": "false"}, [1, 2, 3]),
        ({"custom_fields__id__in": "1"}, []),
        ({"custom_fields__id__none": "1"}, [1, 2, 3]),
        ({"custom_fields__icontains": "x"}, []),
        ({"search": "water 31.20"}, [1]),
        ({"search": "co total"}, [1]),
        ({"search": "water letter"}, []),
    ],
)
async def test_a_filter_finds_its_documents(database, library, parameters, expected):
    assert await found(database, **parameters) == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("id", "x", "Enter a number."),
        ("archive_serial_number__gt", "1.5", "Enter a number."),
        ("correspondent__id", "9" * 30, "Enter a number."),
        ("tags__id", "one", "Enter a number."),
        ("created__year", "x", "Enter a number."),
        ("created__gt", "yesterday", "Enter a valid date."),
        ("created__date__gt", "2026-02-30", "Enter a valid date."),
        ("added__date__lt", "x", "Enter a valid date."),
        ("modified__lt", "2026-13-01", "Enter a valid date."),
    ],
)
async def test_a_bad_value_is_named(database, name, value, message):
    with pytest.raises(ValidationError) as refused:
        await found(database, **{name: value})

    assert refused.value.fields == {name: [message]}


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("x", ["Value must be valid JSON."]),
        ('{"a": 1}', ["Invalid custom field query expression"]),
        ('["Nope", "exact"]', {"0": ["Invalid logical operator. Must be one of AND, OR, NOT."]}),
        ('["Nope", "exact", 1]', {"0": ["'Nope' is not a valid custom field."]}),
        ('["AND", []]', {"1": ["Invalid expression list. Must be nonempty."]}),
        (
            '["and", [["Nope", "exact", 1]]]',
            {"1": {"0": {"0": ["'Nope' is not a valid custom field."]}}},
        ),
        ('["NOT", [7, "exact", 1]]', {"1": {"0": ["7 is not a valid custom field."]}}),
    ],
)
async def test_a_custom_field_query_without_custom_fields_says_what_is_wrong(
    database, query, answer
):
    with pytest.raises(ValidationError) as refused:
        await found(database, custom_field_query=query)

    assert refused.value.fields == {"custom_field_query": answer}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", [1, 2, 3]),
        ("nonsense", [1, 2, 3]),
        ("created", [3, 2, 1]),
        ("-created,id", [1, 2, 3]),
        ("title", [3, 1, 2]),
        ("-id", [3, 2, 1]),
        ("-archive_serial_number", [1, 3, 2]),
        ("correspondent__name", [3, 2, 1]),
        ("-document_type__name", [1, 3, 2]),
        ("score", [1, 2, 3]),
        (",".join(["id"] * 3000), [1, 2, 3]),
        ("page_count,-owner", [3, 2, 1]),
    ],
)
async def test_a_list_is_ordered(database, library, order, expected):
    assert await found(database, order=order) == expected


async def test_the_order_does_not_tell_names_that_one_may_not_see(database, make_document, insert):
    ann = await insert("users", username="ann", password_hash="", joined_at=0)
    bob = await insert("users", username="bob", password_hash="", joined_at=0)
    late, early = [
        await insert("correspondents", name=name, owner_id=bob) for name in ("Zeta", "Alpha")
    ]
    first = await make_document(correspondent_id=late)
    second = await make_document(correspondent_id=early)

    asker = Actor(ann, "ann", codenames=frozenset(("view_document",)))
    for order in ("correspondent__name", "-correspondent__name"):
        assert sorted(await found(database, asker, order=order)) == [first, second]
    assert await found(database, asker, order="correspondent__name,id") == [first, second]
    assert await found(database, ADMIN, order="correspondent__name,id") == [second, first]


async def test_ordering_by_an_unknown_custom_field_is_refused():
    with pytest.raises(ValidationError) as refused:
        ordering.parse("custom_field_999", ADMIN, searching=False)

    assert refused.value.fields == {"custom_field_999": ["Custom field not found"]}


async def test_papers_of_others_are_not_found_by_any_filter(database, library, make_document):
    bobs = await make_document("secret", title="Secret", owner_id=2)
    bob = Actor(2, "bob")
    ann = Actor(1, "ann")

    assert await found(database, bob, title__icontains="secret") == [bobs]
    assert await found(database, ann, title__icontains="secret") == []
    assert await found(database, ann, id=str(bobs)) == []


async def test_names_that_the_asker_may_not_see_match_nothing(database, make_document, insert):
    bob = await insert("users", username="bob", password_hash="", joined_at=0)
    lawyer = await insert("correspondents", name="Lawyer", owner_id=bob)
    shared = await make_document(correspondent_id=lawyer)

    assert await found(database, Actor(bob, "bob"), correspondent__name__icontains="law") == [
        shared
    ]
    assert await found(database, Actor(9, "eve"), correspondent__name__icontains="law") == []
    assert await found(database, Actor(9, "eve"), search="lawyer") == []
