"""Values in documents: changed with them, shown in lists, given with an upload."""

import json
from io import BytesIO

import aiohttp
import pytest

DOCUMENTS = "/api/documents/"
OPTIONS = {"select_options": [{"id": "p", "label": "Paid"}, {"id": "o", "label": "Open"}]}


async def test_values_are_shown_with_the_value_first_in_order_of_attachment(box, ann):
    for name, data_type in (("a", "string"), ("b", "integer"), ("c", "monetary")):
        await ann.make(name, data_type)
    document = await box.add_document()

    status, shown = await ann.give(document, (3, 31.2), (1, "x"))
    assert (status, shown) == (200, [{"value": "31.2", "field": 3}, {"value": "x", "field": 1}])
    await ann.give(document, (2, 7), (1, "y"), (3, None))

    expected = [
        {"value": None, "field": 3}, {"value": "y", "field": 1}, {"value": 7, "field": 2},
    ]  # fmt: skip
    assert (await ann.get(f"{DOCUMENTS}{document}/"))["custom_fields"] == expected
    [listed] = (await ann.get(DOCUMENTS))["results"]
    assert listed["custom_fields"] == expected
    assert [*listed["custom_fields"][0]] == ["value", "field"]
    [only] = (await ann.get(DOCUMENTS + "?fields=custom_fields"))["results"]
    assert only == {"custom_fields": expected}


async def test_a_change_of_something_else_leaves_values_alone_and_an_empty_list_takes_all(box, ann):
    field = await ann.make("a")
    document = await box.add_document()
    await ann.give(document, (field, "x"))

    body = {"title": "New", "correspondent": None, "document_type": None, "storage_path": None}
    await ann.call("PUT", f"{DOCUMENTS}{document}/", json={**body, "tags": []})
    assert await ann.values(document) == [(field, "x")]
    assert await ann.give(document) == (200, [])


async def test_what_is_wrong_is_told_by_position(box, ann):
    integer, text = await ann.make("a", "integer"), await ann.make("b")
    document = await box.add_document()
    items = [
        {"field": text, "value": "fine"},
        {"field": integer, "value": "x"},
        {"field": 99, "value": 1},
        {"value": 1},
        {"field": text},
        {"field": None, "value": 1},
        {"field": "b", "value": 1},
        7,
        None,
    ]

    body = {"custom_fields": items, "title": "x" * 129}
    status, wrong = await ann.call("PATCH", f"{DOCUMENTS}{document}/", json=body)

    assert status == 400
    assert [*wrong] == ["title", "custom_fields"]
    assert wrong["custom_fields"] == [
        {},
        {"non_field_errors": ["Enter a valid integer."]},
        {"field": ['Invalid pk "99" - object does not exist.']},
        {"field": ["This field is required."]},
        {"value": ["This field is required."]},
        {"field": ["This field may not be null."]},
        {"field": ["Incorrect type. Expected pk value, received str."]},
        {"non_field_errors": ["Invalid data. Expected a dictionary, but got int."]},
        {"non_field_errors": ["This field may not be null."]},
    ]
    assert await ann.values(document) == []


@pytest.mark.parametrize("value", ["x", {"1": "x"}, 5])
async def test_what_is_no_list_is_refused(box, ann, value):
    document = await box.add_document()
    body = {"custom_fields": value}

    kind = type(value).__name__
    assert await ann.call("PATCH", f"{DOCUMENTS}{document}/", json=body) == (
        400,
        {
            "custom_fields": {
                "non_field_errors": [f'Expected a list of items but got type "{kind}".']
            }
        },
    )


HOSTILE = [
    '"\\u0000"', '"\\ud800"', "1e999", "-1e999", "NaN", "Infinity", "9" * 4000, "9" * 5000,
    "[" * 400 + "]" * 400, "[" * 100_000, '{"a":' * 400 + "1" + "}" * 400, "[null]", "[[]]",
    '"' + "x" * 200_000 + '"', '"' + "9" * 5000 + '"', "true", "[1e400]", '["1"]', "[-1]",
    "[9223372036854775808]", "0.1e-400",
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: raw[:12])
async def test_no_value_whatever_breaks_a_change(box, ann, raw):
    types = "string url date boolean integer float monetary documentlink longtext select".split()
    document = await box.add_document()
    for data_type in types:
        extra = OPTIONS if data_type == "select" else None
        field = await ann.make(data_type, data_type, extra_data=extra)
        body = f'{{"custom_fields":[{{"field":{field},"value":{raw}}}]}}'
        status, answer = await ann.call(
            "PATCH",
            f"{DOCUMENTS}{document}/",
            data=body.encode(),
            headers={"Content-Type": "application/json"},
        )
        assert status in (200, 400), answer
        await ann.get(f"{DOCUMENTS}{document}/")


async def test_who_may_only_look_changes_nothing(box, ann, bob):
    field = await ann.make("a")
    document = await box.add_document(owner_id=ann.user_id)
    await ann.give(document, (field, "x"))

    assert (await bob.give(document, (field, "y")))[0] == 404
    await box.grant("document", document, "view", bob.user_id)
    assert (await bob.give(document, (field, "y")))[0] == 403
    assert await bob.values(document) == [(field, "x")]


async def test_values_are_part_of_the_document_for_those_who_know_no_fields(box, ann, eve):
    field = await ann.make("a")
    document = await box.add_document()

    assert (await eve.give(document, (field, "x")))[0] == 200
    assert await eve.values(document) == [(field, "x")]


async def test_the_answer_to_a_change_shows_no_links_to_documents_of_others(box, ann, bob):
    field = await ann.make("Related", "documentlink")
    shared = await box.add_document()
    private = await box.add_document(owner_id=ann.user_id)
    await ann.give(shared, (field, [private]))

    _, changed = await bob.call("PATCH", f"{DOCUMENTS}{shared}/", json={"title": "x"})

    assert changed["custom_fields"] == [{"value": [], "field": field}]
    message = "Some documents in value don't exist or were specified twice."
    assert await bob.give(shared, (field, [private])) == (400, [{"non_field_errors": [message]}])
    assert await bob.give(shared, (field, [])) == (200, [{"value": [], "field": field}])
    assert await ann.values(private) == [(field, [shared])]


async def test_a_document_in_the_trash_shows_its_values_there(box, ann):
    field = await ann.make("a")
    document = await box.add_document(owner_id=ann.user_id)
    await ann.give(document, (field, "x"))
    await ann.call("DELETE", f"{DOCUMENTS}{document}/")

    [trashed] = (await ann.get("/api/trash/"))["results"]
    assert trashed["custom_fields"] == [{"value": "x", "field": field}]


async def test_lists_are_filtered_and_ordered_by_values(box, ann):
    field = await ann.make("Amount", "monetary")
    documents = [await box.add_document() for _ in range(3)]
    await ann.give(documents[0], (field, "EUR5.00"))
    await ann.give(documents[1], (field, "USD31.20"))

    async def found(version=10, **query):
        page = await ann.get(DOCUMENTS, params=query, version=version)
        return [each["id"] for each in page["results"]]

    assert await found(custom_field_query='["Amount", "gt", 10]') == [documents[1]]
    assert await found(ordering=f"-custom_field_{field}") == [
        documents[1], documents[0], documents[2],
    ]  # fmt: skip
    old = await ann.get(DOCUMENTS, params={"ordering": f"custom_field_{field}"}, version=9)
    assert old["all"] == documents
    query = {"custom_field_query": '["Nope", "exact", 1]'}
    assert await ann.call("GET", DOCUMENTS, params=query) == (
        400, {"custom_field_query": {"0": ["'Nope' is not a valid custom field."]}},
    )  # fmt: skip
    query = {"ordering": "custom_field_999"}
    assert await ann.call("GET", DOCUMENTS, params=query) == (
        400, {"custom_field_999": ["Custom field not found"]},
    )  # fmt: skip


async def post(person, custom_fields, version=None):
    form = aiohttp.FormData()
    form.add_field("document", BytesIO(b"%PDF-1.7 x"), filename="scan.pdf")
    form.add_field("custom_fields", custom_fields)
    return await person.call("POST", "/api/documents/post_document/", data=form, version=version)


async def test_an_upload_brings_fields_and_values(box, ann, uploads):
    text, integer = await ann.make("a"), await ann.make("b", "integer")

    assert (await post(ann, f"[{integer}, {text}]"))[0] == 200
    assert (await post(ann, json.dumps({str(integer): "7", str(text): None})))[0] == 200
    assert (await post(ann, "[]"))[0] == 200
    assert (await post(ann, ""))[0] == 200

    assert [given.get("custom_fields") for given in uploads.overrides] == [
        {str(integer): None, str(text): None}, {str(integer): "7", str(text): None}, None, None,
    ]  # fmt: skip


async def test_an_upload_of_an_old_version_names_options_by_position(ann, uploads):
    field = await ann.make("State", "select", extra_data=OPTIONS)

    assert (await post(ann, f'{{"{field}": 1}}', version=6))[0] == 200
    assert uploads.overrides == [{"custom_fields": {str(field): "o"}}]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("7", "Value must be a list of ids or an object."),
        ("{", "Value must be valid JSON."),
        ("[99]", "Unknown custom fields: 99."),
        ('["x"]', "Unknown custom fields: x."),
        ("[[1]]", "Value must be a list of ids or an object."),
        ("[true]", "Value must be a list of ids or an object."),
        ('{"x": 1}', "Unknown custom fields: x."),
        ('{"1": "x"}', "Enter a valid integer."),
        ('{"1": 1e999}', "Value must be valid JSON."),
        ('{"1": NaN}', "Value must be valid JSON."),
        ('{"1": "\\ud800"}', "Value must be valid JSON."),
        ("[" * 50_000, "Value must be valid JSON."),
        ('{"9999999999999999999999": 1}', "Unknown custom fields: 9999999999999999999999."),
    ],
    ids=lambda text: text[:20],
)
async def test_an_upload_with_wrong_values_is_refused(ann, uploads, given, message):
    await ann.make("a", "integer")

    assert await post(ann, given) == (400, {"custom_fields": [message]})
    assert uploads.overrides == []


async def test_an_upload_links_no_documents_of_others(box, ann, bob, uploads):
    field = await ann.make("Related", "documentlink")
    private = await box.add_document(owner_id=ann.user_id)

    assert (await post(bob, f'{{"{field}": [{private}]}}'))[0] == 400
    assert (await post(ann, f'{{"{field}": [{private}]}}'))[0] == 200


async def test_storage_paths_use_the_values_of_a_document(box, ann):
    names = {"Number": "string", "State": "select", "Due": "date", "Related": "documentlink"}
    fields = {
        name: await ann.make(name, data_type, extra_data=OPTIONS if name == "State" else None)
        for name, data_type in names.items()
    }
    document, other = await box.add_document(), await box.add_document()
    given = {"Number": "R/7", "State": "p", "Due": "2026-03-05", "Related": [other]}
    await ann.give(document, *((fields[name], value) for name, value in given.items()))

    async def path(template):
        body = {"path": template, "document": document}
        return (await ann.call("POST", "/api/storage_paths/test/", json=body))[1]

    assert await path("{{ custom_fields | get_cf_value('Number') }}") == "R-7.pdf"
    assert await path("{{ custom_fields['State'].value }}") == "Paid.pdf"
    assert await path("{{ custom_fields | get_cf_value('Due') | datetime('%Y') }}") == "2026.pdf"
    assert await path("{{ custom_fields | get_cf_value('Nope', 'none') }}") == "none.pdf"
    assert await path("{{ custom_fields | get_cf_value('Related', 'none') }}") == "none.pdf"
    assert await path("{{ custom_fields['Due'].type }}") == "date.pdf"
