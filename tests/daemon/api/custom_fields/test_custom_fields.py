"""`/api/custom_fields/`: made, listed, changed and deleted, in the shape of every version."""

import re

import pytest

PATH = "/api/custom_fields/"
STATE = {"name": "State", "data_type": "select"}
OPTIONS = {"select_options": [{"id": "p", "label": "Paid"}, {"id": "o", "label": "Open"}]}


async def test_a_field_is_made_and_comes_back(ann):
    body = {"name": " Number ", "data_type": "string", "id": 99, "document_count": 7, "x": 1}

    status, made = await ann.call("POST", PATH, json=body)

    assert status == 201
    assert made == {
        "id": 1, "name": "Number", "data_type": "string", "extra_data": None, "document_count": 0,
    }  # fmt: skip
    assert await ann.get(PATH + "1/") == made


async def test_options_get_ids_of_sixteen_letters_unless_they_have_one(ann):
    extra = {"select_options": [{"label": "Paid"}, {"id": "mine", "label": "Open", "x": 1}]}

    _, made = await ann.call("POST", PATH, json={**STATE, "extra_data": extra})

    first, second = made["extra_data"]["select_options"]
    assert re.fullmatch(r"[A-Za-z0-9]{16}", first["id"])
    assert (first["label"], second) == ("Paid", {"id": "mine", "label": "Open"})


NO_LIST = {"error": ["extra_data.select_options must be a valid list"]}
NO_CURRENCY = {"error": ["extra_data.default_currency must be a 3-character string"]}


@pytest.mark.parametrize(
    "options",
    [
        None,
        [],
        "x",
        {"label": "x"},
        ["Paid"],
        [{"label": ""}],
        [{"label": " "}],
        [{"label": 5}],
        [{"id": "x"}],
        [None],
        [{"label": "a", "id": 5}],
        [{"label": "a", "id": "x"}, {"label": "b", "id": "x"}],
        [{"label": "a\0b"}],
        [{"label": "a", "id": "x" * 129}],
    ],
)
async def test_options_that_are_no_list_of_labels_are_refused(ann, options):
    body = {**STATE, "extra_data": {"select_options": options}}

    assert await ann.call("POST", PATH, json=body) == (400, NO_LIST)
    assert await ann.call("POST", PATH, json=STATE) == (400, NO_LIST)


async def test_there_are_not_more_options_than_anybody_can_look_through(ann):
    """They are read with every list of values: 100,000 of them would slow down the whole box."""
    options = [str(number) for number in range(2001)]
    body = {**STATE, "extra_data": {"select_options": options}}

    refused = await ann.call("POST", PATH, json=body, version=6)

    assert refused == (400, {"error": ["There may be at most 2000 select options."]})


@pytest.mark.parametrize("currency", ["EUR", "", None])
async def test_a_currency_has_three_letters_or_is_empty(ann, currency):
    extra = {"default_currency": currency}
    body = {"name": "Sum", "data_type": "monetary", "extra_data": extra}

    status, made = await ann.call("POST", PATH, json=body)

    assert (status, made["extra_data"]) == (201, extra)


@pytest.mark.parametrize("currency", ["EU", "EURO", 5, ["EUR"], "E1R", "ÄÖÜ"])
async def test_another_currency_is_refused(ann, currency):
    extra = {"default_currency": currency}
    body = {"name": "Sum", "data_type": "monetary", "extra_data": extra}

    assert await ann.call("POST", PATH, json=body) == (400, NO_CURRENCY)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            {},
            {"name": ["This field is required."], "data_type": ["This field is required."]},
        ),
        ({"name": "", "data_type": "string"}, {"name": ["This field may not be blank."]}),
        ({"name": None, "data_type": "string"}, {"name": ["This field may not be null."]}),
        (
            {"name": "x" * 129, "data_type": "string"},
            {"name": ["Ensure this field has no more than 128 characters."]},
        ),
        ({"name": "x", "data_type": "color"}, {"data_type": ['"color" is not a valid choice.']}),
        ({"name": "x", "data_type": None}, {"data_type": ["This field may not be null."]}),
        (
            {"name": "x", "data_type": "string", "extra_data": [1]},
            {"extra_data": ['Expected a dictionary of items but got type "list".']},
        ),
        ({"name": "a\0b", "data_type": "string"}, {"name": ["Null characters are not allowed."]}),
    ],
)
async def test_what_cannot_be_a_field_is_named(ann, body, answer):
    assert await ann.call("POST", PATH, json=body) == (400, answer)


async def test_names_are_unique(ann):
    await ann.make("Number")
    await ann.make("Other")
    taken = {"name": ["custom field with this name already exists."]}

    body = {"name": "Number", "data_type": "date"}
    assert await ann.call("POST", PATH, json=body) == (400, taken)
    assert await ann.call("PATCH", PATH + "2/", json={"name": "Number"}) == (400, taken)
    assert (await ann.call("PATCH", PATH + "1/", json={"name": "Number"}))[0] == 200


async def test_a_field_is_renamed_but_keeps_its_type(ann):
    await ann.make("Number")

    status, changed = await ann.call("PATCH", PATH + "1/", json={"name": "No."})
    assert (status, changed["name"]) == (200, "No.")
    body = {"name": "No.", "data_type": "integer"}
    status, refused = await ann.call("PUT", PATH + "1/", json=body)
    assert (status, list(refused)) == (400, ["data_type"])
    body["data_type"] = "string"
    assert (await ann.call("PUT", PATH + "1/", json=body))[0] == 200
    body.pop("name")
    assert await ann.call("PUT", PATH + "1/", json=body) == (
        400, {"name": ["This field is required."]},
    )  # fmt: skip


async def test_options_have_to_be_repeated_and_those_left_out_leave_the_documents(box, ann):
    field = await ann.make(**STATE, extra_data=OPTIONS)
    paid, open_ = await box.add_document(), await box.add_document()
    await ann.give(paid, (field, "p"))
    await ann.give(open_, (field, "o"))

    assert await ann.call("PATCH", f"{PATH}{field}/", json={"name": "x"}) == (400, NO_LIST)
    extra = {"select_options": [{"id": "o", "label": "Unpaid"}]}
    status, changed = await ann.call("PATCH", f"{PATH}{field}/", json={"extra_data": extra})

    assert (status, changed["extra_data"]) == (200, extra)
    assert await ann.values(paid) == [(field, None)]
    assert await ann.values(open_) == [(field, "o")]


async def test_old_versions_see_labels_and_positions_instead_of_ids(box, ann):
    body = {**STATE, "extra_data": {"select_options": ["Paid", "Open"]}}
    status, made = await ann.call("POST", PATH, json=body, version=6)
    assert (status, made["extra_data"]) == (201, {"select_options": ["Paid", "Open"]})
    document = await box.add_document()

    assert await ann.give(document, (1, 1), version=6) == (200, [{"value": 1, "field": 1}])
    options = (await ann.get(PATH + "1/"))["extra_data"]["select_options"]
    assert await ann.values(document) == [(1, options[1]["id"])]
    assert await ann.values(document, version=6) == [(1, 1)]
    for wrong in (2, -1, "Paid", 1.5, 10**30):
        assert (await ann.give(document, (1, wrong), version=6))[0] == 400

    extra = {"select_options": ["Open", "New", "Paid"]}
    _, changed = await ann.call("PATCH", PATH + "1/", json={"extra_data": extra}, version=6)
    assert changed["extra_data"] == extra
    assert await ann.values(document) == [(1, options[1]["id"])]
    assert await ann.values(document, version=6) == [(1, 0)]


async def test_the_list_filters_orders_and_counts_pages(ann):
    for name, data_type in (("b", "date"), ("A", "string"), ("c_d", "date")):
        await ann.make(name, data_type)

    async def names(query=""):
        return [field["name"] for field in (await ann.get(PATH + query))["results"]]

    assert await names() == ["A", "b", "c_d"]
    assert await names("?id=2") == ["A"]
    assert await names("?id__in=1,3&ordering=-id") == ["c_d", "b"]
    assert await names("?id__in=x") == ["A", "b", "c_d"]
    assert await names("?name__icontains=_D") == ["c_d"]
    assert await names("?name__istartswith=a") == ["A"]
    assert await names("?name__iendswith=D") == ["c_d"]
    assert await names("?name__iexact=B") == ["b"]
    assert await names("?ordering=data_type,-name") == ["c_d", "b", "A"]
    assert await names("?page_size=1&page=2") == ["b"]
    assert await ann.call("GET", PATH + "?id=x") == (400, {"id": ["Enter a number."]})
    old = await ann.get(PATH + "?page_size=1", version=9)
    assert (old["count"], old["all"]) == (3, [2, 1, 3])
    assert "all" not in await ann.get(PATH, version=10)


async def test_counted_are_the_documents_that_one_sees(box, ann, bob):
    field = await ann.make("Number")
    documents = [
        await box.add_document(owner_id=owner) for owner in (ann.user_id, ann.user_id, None)
    ]
    for document in documents:
        await ann.give(document, (field, "x"))
    other = await ann.make("Other")

    async def counts(person):
        fields = (await person.get(PATH + "?ordering=-document_count"))["results"]
        return {each["id"]: each["document_count"] for each in fields}

    assert await counts(ann) == {field: 3, other: 0}
    assert await counts(bob) == {field: 1, other: 0}
    await ann.call("DELETE", f"/api/documents/{documents[0]}/")
    assert await counts(ann) == {field: 2, other: 0}
    assert (await bob.get(f"{PATH}{field}/"))["document_count"] == 1


async def test_a_deleted_field_leaves_the_documents(box, ann):
    field = await ann.make("Number")
    document = await box.add_document()
    await ann.give(document, (field, "x"))

    assert await ann.call("DELETE", f"{PATH}{field}/") == (204, None)

    assert await ann.values(document) == []
    for method in ("GET", "DELETE", "PATCH"):
        assert await ann.call(method, f"{PATH}{field}/", json={}) == (
            404,
            {"detail": "No CustomField matches the given query.", "code": "not_found"},
        )


async def test_without_the_rights_there_is_nothing(box, eve, admin):
    field = await admin.make("Number")
    body = {"name": "x", "data_type": "string"}

    for method, path in (
        ("GET", PATH), ("POST", PATH), ("GET", f"{PATH}{field}/"), ("PATCH", f"{PATH}{field}/"),
        ("PUT", f"{PATH}{field}/"), ("DELETE", f"{PATH}{field}/"),
    ):  # fmt: skip
        assert (await eve.call(method, path, json=body))[0] == 403


async def test_the_search_over_everything_finds_fields_for_those_who_may_see_them(ann, eve):
    for number in range(4):
        await ann.make(f"Number {number}")
    await ann.make("Other")

    found = await ann.get("/api/search/?query=numb")
    assert [each["name"] for each in found["custom_fields"]] == ["Number 0", "Number 1", "Number 2"]
    assert (await eve.get("/api/search/?query=numb"))["custom_fields"] == []


@pytest.mark.parametrize(
    "name", ["__proto__", "'; DROP TABLE custom_fields; --", "😀", "%", "\u202e"]
)
async def test_any_name_is_only_a_name(ann, name):
    field = await ann.make(name)

    query = {"custom_field_query": f'["{name}", "exists", false]'} if '"' not in name else {}
    assert (await ann.get("/api/documents/", params=query))["count"] == 0
    assert (await ann.get(f"{PATH}{field}/"))["name"] == name
