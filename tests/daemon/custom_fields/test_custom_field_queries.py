"""`custom_field_query` on real values: every operator of every type, and every refusal."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intray.custom_fields import definitions
from intray.documents import custom_field_atoms, custom_field_query
from intray.errors import ValidationError
from intray.permissions import Actor


async def ask(archive, query, actor=None):
    text = query if isinstance(query, str) else json.dumps(query)
    if actor is None:
        return await archive.found(custom_field_query=text)
    return await archive.found(actor, custom_field_query=text)


async def refusal(archive, query):
    with pytest.raises(ValidationError) as refused:
        await ask(archive, query)
    return refused.value.fields["custom_field_query"]


@pytest.fixture
async def papers(archive):
    """1: everything; 2: other values; 3: empty values; 4: nothing."""
    await archive.document(
        string="Rechnung Ärzte", url="https://a.org/x", date="2026-03-05", boolean=True,
        integer=7, float=0.1, monetary="EUR31.20", select="paid", longtext="long " * 30 + "end",
    )  # fmt: skip
    await archive.document(
        string="50% off_", url="", date="2027-01-03", boolean=False,
        integer=-7, float=1e10, monetary="USD200.00", select="open", longtext="long " * 30 + "else",
    )  # fmt: skip
    names = "string url date boolean integer float monetary select longtext documentlink"
    await archive.document(**dict.fromkeys(names.split()))
    await archive.document()
    return archive


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (["string", "exact", "Rechnung Ärzte"], [1]),
        (["string", "exact", "rechnung Ärzte"], []),
        (["string", "exact", None], [3]),
        (["string", "in", ["50% off_", "x"]], [2]),
        (["string", "in", []], []),
        (["string", "isnull", True], [3]),
        (["string", "isnull", False], [1, 2]),
        (["string", "exists", True], [1, 2, 3]),
        (["string", "exists", False], [4]),
        (["string", "icontains", "ÄRZ"], [1]),
        (["string", "icontains", "0%"], [2]),
        (["string", "istartswith", "RECH"], [1]),
        (["string", "iendswith", "OFF_"], [2]),
        (["url", "exact", ""], [2]),
        (["url", "icontains", "a.org"], [1]),
        (["longtext", "exact", "long " * 30 + "else"], [2]),
        (["longtext", "iendswith", "END"], [1]),
        (["boolean", "exact", True], [1]),
        (["boolean", "in", [True, False]], [1, 2]),
        (["boolean", "isnull", True], [3]),
        (["integer", "exact", "7"], [1]),
        (["integer", "in", [7, -7, 8]], [1, 2]),
        (["integer", "gt", -7], [1]),
        (["integer", "gte", -7], [1, 2]),
        (["integer", "lt", 7], [2]),
        (["integer", "lte", 7], [1, 2]),
        (["integer", "range", [-10, 0]], [2]),
        (["float", "exact", 0.1], [1]),
        (["float", "in", [0.1]], [1]),
        (["float", "range", [0, 1e10]], [1, 2]),
        (["monetary", "exact", "EUR31.2"], [1]),
        (["monetary", "exact", "USD31.20"], [1]),
        (["monetary", "in", [31.2, "200"]], [1, 2]),
        (["monetary", "gt", 31.2], [2]),
        (["monetary", "gte", "EUR31.20"], [1, 2]),
        (["monetary", "range", [30, 40]], [1]),
        (["monetary", "icontains", "usd"], [2]),
        (["monetary", "istartswith", "eur"], [1]),
        (["date", "exact", "2026-03-05"], [1]),
        (["date", "in", ["2026-03-05", "2027-01-03"]], [1, 2]),
        (["date", "gt", "2026-03-05"], [2]),
        (["date", "range", ["2026-01-01", "2026-03-31"]], [1]),
        (["date", "year", 2026], [1]),
        (["date", "year__gte", 2027], [2]),
        (["date", "year__in", [2025, 2026]], [1]),
        (["date", "year__range", [2026, 2027]], [1, 2]),
        (["date", "iso_year", 2026], [1, 2]),
        (["date", "month", 3], [1]),
        (["date", "month__lt", 3], [2]),
        (["date", "day__lte", 3], [2]),
        (["date", "week", 53], [2]),
        (["date", "week", 10], [1]),
        (["date", "week_day", 1], [2]),
        (["date", "iso_week_day", 7], [2]),
        (["date", "quarter", 1], [1, 2]),
        (["date", "year__isnull", True], [3]),
        (["select", "exact", "paid"], [1]),
        (["select", "exact", "Open"], [2]),
        (["select", "in", ["Paid", "open"]], [1, 2]),
        (["select", "isnull", False], [1, 2]),
        (["not", ["integer", "gt", 0]], [2, 3, 4]),
        (["And", [["integer", "gt", 0], ["select", "exact", "paid"]]], [1]),
        (["OR", [["integer", "gt", 0], ["string", "exists", False]]], [1, 4]),
        (["NOT", ["OR", [["integer", "gt", 0], ["integer", "isnull", True]]]], [2, 4]),
    ],
)
async def test_an_operator_finds_its_documents(papers, query, expected):
    assert await ask(papers, query) == expected


async def test_a_field_is_named_by_its_id_too(papers):
    assert await ask(papers, [papers.fields["integer"], "gt", 0]) == [1]


async def test_sets_of_linked_documents_are_few(papers):
    """Each is a question of its own: thousands of them kept the processor busy for minutes."""
    one_too_many = [[1]] * (custom_field_atoms.MOST_LINKED + 1)

    assert await ask(papers, ["documentlink", "in", one_too_many[1:]]) == []
    assert await refusal(papers, ["documentlink", "in", one_too_many]) == {
        "2": ["Ensure this field has no more than 20 elements."]
    }


async def test_linked_documents_are_asked_for_as_sets(archive, ann):
    one, two, three = [await archive.document(2) for _ in range(3)]
    foreign = await archive.document(3)
    await archive.replace(one, documentlink=[two, three, foreign])
    await archive.document(2, documentlink=[])

    assert await ask(archive, ["documentlink", "contains", [three, two]]) == [one]
    assert await ask(archive, ["documentlink", "contains", [one]]) == [two, three, foreign]
    assert await ask(archive, ["documentlink", "contains", []]) == [1, 2, 3, 4, 5]
    assert await ask(archive, ["documentlink", "exact", [foreign, two, three]]) == [one]
    assert await ask(archive, ["documentlink", "exact", [two, three]]) == []
    assert await ask(archive, ["documentlink", "exact", []]) == [5]
    assert await ask(archive, ["documentlink", "in", [[one], [two]]]) == [two, three, foreign]
    assert await ask(archive, ["documentlink", "isnull", True]) == []

    assert await ask(archive, ["documentlink", "contains", [foreign]], ann) == []
    assert await ask(archive, ["documentlink", "exact", [two, three]], ann) == [one]


async def test_names_and_labels_are_for_those_who_may_look_at_custom_fields(papers, bob):
    field = papers.fields["select"]

    assert await ask(papers, [field, "exact", "paid"], bob) == [1]
    for query in (["select", "exact", "paid"], [field, "exact", "Paid"]):
        with pytest.raises(ValidationError):
            await ask(papers, query, bob)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("{", ["Value must be valid JSON."]),
        ("[" * 100_000, ["Value must be valid JSON."]),
        ('["float", "exact", NaN]', ["Value must be valid JSON."]),
        ('["float", "exact", ' + "9" * 5000 + "]", ["Value must be valid JSON."]),
        ('["string", "exact", "\\ud800"]', ["Value must be valid JSON."]),
        ("7", ["Invalid custom field query expression"]),
        ('{"a": 1}', ["Invalid custom field query expression"]),
        ('["string"]', ["Invalid custom field query expression"]),
        ('["string", "exact", 1, 2]', ["Invalid custom field query expression"]),
        ('["string", "exact"]', {"0": ["Invalid logical operator. Must be one of AND, OR, NOT."]}),
        ('["AND", []]', {"1": ["Invalid expression list. Must be nonempty."]}),
        ('["OR", 5]', {"1": ["Invalid expression list. Must be nonempty."]}),
        ('["Nope", "exact", 1]', {"0": ["'Nope' is not a valid custom field."]}),
        ('[99, "exact", 1]', {"0": ["99 is not a valid custom field."]}),
        ('[true, "exact", 1]', {"0": ["True is not a valid custom field."]}),
        ('[[[1]], "exact", 1]', {"0": ["list is not a valid custom field."]}),
        (
            '["AND", [["integer", "exact", 1], ["Nope", "exact", 1]]]',
            {"1": {"1": {"0": ["'Nope' is not a valid custom field."]}}},
        ),
        (
            '["NOT", ["integer", "foo", 1]]',
            {"1": {"1": ["integer does not support query expr 'foo'."]}},
        ),
        ('["integer", 5, 1]', {"1": ["integer does not support query expr int."]}),
        ('["integer", ["gt"], 1]', {"1": ["integer does not support query expr list."]}),
        ('["integer", "range_", 1]', {"1": ["integer does not support query expr 'range_'."]}),
        ('["boolean", "gt", 1]', {"1": ["boolean does not support query expr 'gt'."]}),
        ('["select", "iexact", "x"]', {"1": ["select does not support query expr 'iexact'."]}),
        ('["url", "contains", ["x"]]', {"1": ["url does not support query expr 'contains'."]}),
        ('["date", "year__foo", 1]', {"1": ["date does not support query expr 'year__foo'."]}),
        ('["date", "year__icontains", 1]',
         {"1": ["date does not support query expr 'year__icontains'."]}),
        ('["integer", "exact", "x"]', {"2": ["Enter a valid integer."]}),
        ('["integer", "in", 5]', {"2": ['Expected a list of items but got type "int".']}),
        ('["integer", "in", [1, "x"]]', {"2": {"1": ["Enter a valid integer."]}}),
        ('["integer", "range", [1]]', {"2": ["Value must be a list of two elements."]}),
        ('["float", "exact", 1e999]', {"2": ["A valid number is required."]}),
        ('["date", "year", 1e400]', {"2": ["Enter a valid integer."]}),
        ('["string", "icontains", ["x"]]', {"2": ["Not a valid string."]}),
        ('["string", "exact", "a\\u0000b"]', {"2": ["Null characters are not allowed."]}),
        ('["string", "isnull", "perhaps"]', {"2": ["Must be a valid boolean."]}),
        ('["string", "exists", null]', {"2": ["Must be a valid boolean."]}),
        ('["select", "exact", "gone"]', {"2": ['"gone" is not a valid choice.']}),
        ('["select", "in", [["x"]]]', {"2": {"0": ['"list" is not a valid choice.']}}),
        ('["documentlink", "exact", 5]', {"2": ['Expected a list of items but got type "int".']}),
        (json.dumps(["integer", "in", [1] * 501]),
         {"2": ["Ensure this field has no more than 500 elements."]}),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_at_its_place(archive, query, answer):
    assert await refusal(archive, query) == answer


async def test_a_query_is_ten_levels_deep_at_most(archive):
    deep = ["integer", "exists", False]
    for _ in range(9):
        deep = ["NOT", deep]
    await archive.document()
    assert await ask(archive, deep) == []

    assert "Maximum nesting depth exceeded." in str(await refusal(archive, ["NOT", deep]))


async def test_a_query_has_twenty_conditions_at_most(archive):
    many = [["integer", "exists", False]] * 20
    await archive.document()
    assert await ask(archive, ["AND", many]) == [1]

    answer = await refusal(archive, ["AND", [*many, many[0]]])
    assert answer == {"1": {"20": ["Maximum number of query conditions exceeded."]}}


DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(DATES)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_parts_of_a_date_are_those_of_the_calendar(archive, day):
    document = await archive.document(date=day.isoformat())
    iso = day.isocalendar()
    parts = {
        "year": day.year, "month": day.month, "day": day.day, "quarter": (day.month + 2) // 3,
        "iso_year": iso.year, "week": iso.week, "iso_week_day": iso.weekday,
        "week_day": iso.weekday % 7 + 1,
    }  # fmt: skip
    if day < date(1, 1, 4) and iso.year == 0:
        parts.pop("iso_year")

    for name, value in parts.items():
        assert document in await ask(archive, ["date", name, value]), name


ATOMS = st.one_of(
    st.tuples(
        st.just("integer"), st.sampled_from(["gt", "gte", "lt", "lte", "exact"]), st.integers(-2, 2)
    ),
    st.tuples(st.sampled_from(["integer", "string"]), st.just("isnull"), st.booleans()),
    st.tuples(st.sampled_from(["integer", "string"]), st.just("exists"), st.booleans()),
    st.tuples(st.just("string"), st.just("icontains"), st.sampled_from(["a", "B", "_", ""])),
)
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


def fits(query, values):
    match query:
        case ("NOT", inner):
            return not fits(inner, values)
        case ("AND", parts):
            return all(fits(part, values) for part in parts)
        case ("OR", parts):
            return any(fits(part, values) for part in parts)
        case (name, "exists", wanted):
            return (name in values) == wanted
        case (name, "isnull", wanted):
            return name in values and (values[name] is None) == wanted
        case (name, operator, wanted):
            value = values.get(name)
            return (
                value is not None
                and {
                    "gt": lambda: value > wanted,
                    "gte": lambda: value >= wanted,
                    "lt": lambda: value < wanted,
                    "lte": lambda: value <= wanted,
                    "exact": lambda: value == wanted,
                    "icontains": lambda: wanted.lower() in value.lower(),
                }[operator]()
            )
    raise AssertionError(query)


@pytest.fixture
async def varied(archive):
    numbers, texts = (None, -1, 0, 1), (None, "", "a_b", "AB")
    archive.known = {}
    for number in (*numbers, "absent"):
        for text in (*texts, "absent"):
            given = {"integer": number, "string": text}
            values = {name: value for name, value in given.items() if value != "absent"}
            archive.known[await archive.document(**values)] = values
    return archive


@given(QUERIES)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_query_finds_what_it_says(varied, query):
    expected = [number for number, values in varied.known.items() if fits(query, values)]

    assert await ask(varied, query) == expected


async def test_no_condition_reads_all_values_or_parses_their_json(papers):
    """Every condition on values starts at an index on its field."""
    queries = [
        ["string", "exact", "x"],
        ["string", "icontains", "x"],
        ["integer", "gt", 1],
        ["monetary", "range", [1, 2]],
        ["select", "exact", "paid"],
        ["date", "year", 2026],
    ]
    for query in queries:
        plan = await _plan(papers, json.dumps(query))
        assert any("INDEX custom_field_values_" in step and "field_id=?" in step for step in plan)
        assert not any(step.startswith("SCAN v") for step in plan)


async def _plan(archive, query):
    async with archive.database.read() as db:
        fields = await definitions.read(db)
        where = custom_field_query.parse(query, fields, Actor(1, "admin", is_superuser=True))
        rows = await db.execute_fetchall(
            f"EXPLAIN QUERY PLAN SELECT d.id FROM documents d WHERE {where.condition}",
            where.parameters,
        )
    return [row[3] for row in rows]
