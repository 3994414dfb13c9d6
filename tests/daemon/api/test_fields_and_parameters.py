"""Values that clients send, and the messages that they know."""

from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import make_mocked_request

from intray.api import params
from intray.api.bodies import CHUNK_TIMEOUT_S, MIN_BYTES_PER_S, Form, _require_pace
from intray.api.errors import SlowClientError
from intray.api.fields import Fields
from intray.errors import ValidationError

BERLIN = ZoneInfo("Europe/Berlin")
MISSING = object()


def read(value, add, body_type=dict, partial=False):
    """The value that a field becomes, or its messages."""
    body = body_type() if value is MISSING else body_type({"x": value})
    fields = Fields(body, partial=partial)
    add(fields)
    try:
        return fields.checked().get("x", MISSING)
    except ValidationError as error:
        return error.fields["x"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("  a b ", "a b"),
        (12, "12"),
        (MISSING, ["This field is required."]),
        (None, ["This field may not be null."]),
        ("", ["This field may not be blank."]),
        ("   ", ["This field may not be blank."]),
        ("abcdef", ["Ensure this field has no more than 5 characters."]),
        ("a\0", ["Null characters are not allowed."]),
        (True, ["Not a valid string."]),
        ([], ["Not a valid string."]),
        ({}, ["Not a valid string."]),
    ],
)
def test_text(value, found):
    assert read(value, lambda fields: fields.text("x", max_length=5, required=True)) == found


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "t", "yes", "on", "1", 1, True])
def test_words_for_true(word):
    assert read(word, lambda fields: fields.boolean("x")) is True


@pytest.mark.parametrize("word", ["false", "False", "f", "no", "off", "0", 0, False])
def test_words_for_false(word):
    assert read(word, lambda fields: fields.boolean("x")) is False


@pytest.mark.parametrize("word", ["maybe", "", 2, 1.5, [], {}])
def test_what_is_neither(word):
    assert read(word, lambda fields: fields.boolean("x")) == ["Must be a valid boolean."]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, 3),
        ("3", 3),
        (" 3 ", 3),
        (3.0, 3),
        ("3.0", 3),
        ("", ["A valid integer is required."]),
        ("x", ["A valid integer is required."]),
        (3.5, ["A valid integer is required."]),
        (True, ["A valid integer is required."]),
        ([3], ["A valid integer is required."]),
        (1e400, ["A valid integer is required."]),
        (10**25, ["Ensure this value is less than or equal to 6."]),
        (-1, ["Ensure this value is greater than or equal to 0."]),
        ("9" * 2000, ["String value too large."]),
    ],
)
def test_integers(value, found):
    assert read(value, lambda fields: fields.integer("x", minimum=0, maximum=6)) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026-03-04T23:30:00Z", "2026-03-05"),
        ("2026-03-05T00:30:00", "2026-03-05"),
        ("2026-03-05T00:00:00+01:00", "2026-03-05"),
        ("2026-02-30", None),
        ("20260305", None),
        ("2026-W10-4", None),
        ("5.3.2026", None),
        ("0001-01-01T00:00:00+14:00", None),
        (20260305, None),
        ([], None),
    ],
)
def test_dates(value, found):
    wrong = ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]
    assert read(value, lambda fields: fields.date("x", BERLIN)) == (found or wrong)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7),
        ("7", 7),
        ("x", ["Incorrect type. Expected pk value, received str."]),
        (True, ["Incorrect type. Expected pk value, received bool."]),
        (1.5, ["Incorrect type. Expected pk value, received float."]),
        ([7], ["Incorrect type. Expected pk value, received list."]),
        (99, ['Invalid pk "99" - object does not exist.']),
        (-1, ['Invalid pk "-1" - object does not exist.']),
        (10**30, [f'Invalid pk "{10**30}" - object does not exist.']),
    ],
)
def test_ids_of_other_objects(value, found):
    def add(fields):
        fields.pk("x")
        fields.exists("x", {7})

    assert read(value, add) == found


@pytest.mark.parametrize(
    ("value", "body_type", "found"),
    [
        ([1, "2"], dict, [1, 2]),
        ([], dict, []),
        (1, dict, ['Expected a list of items but got type "int".']),
        ([None], dict, ["This field may not be null."]),
        ("1", Form, [1]),
        (["1", "2"], Form, [1, 2]),
        ("", Form, []),
    ],
)
def test_lists_of_ids(value, body_type, found):
    assert read(value, lambda fields: fields.pks("x"), body_type) == found


def test_forms_say_null_by_an_empty_text_and_repeat_themselves():
    assert read("", lambda fields: fields.pk("x", null=True), Form) is None
    assert read(["a", "b"], lambda fields: fields.text("x"), Form) == "b"


def test_in_a_patch_nothing_is_required():
    assert read(MISSING, lambda fields: fields.text("x", required=True), partial=True) is MISSING


def test_all_messages_come_at_once():
    fields = Fields({"b": None})
    fields.text("a", required=True)
    fields.text("b")

    with pytest.raises(ValidationError) as caught:
        fields.checked()

    assert list(caught.value.fields) == ["a", "b"]


def test_objects_may_come_as_text():
    assert read('{"3": "x"}', lambda fields: fields.object("x"), Form) == {"3": "x"}
    assert read("{", lambda fields: fields.object("x"), Form) == ["Value must be valid JSON."]


def request(query):
    return make_mocked_request("GET", f"/?{query}")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("1", True),
        ("false", False),
        ("False", False),
        ("0", False),
        ("yes", None),
        ("on", None),
        ("t", None),
        ("", None),
    ],
)
def test_only_some_words_filter(value, found):
    assert params.flag(request(f"x={value}"), "x") is found


def test_numbers_in_addresses():
    assert params.integer(request("x=12"), "x") == 12
    assert params.integer(request("x="), "x") is None
    assert params.integer(request(""), "x") is None
    assert params.integer(request("x=9999999999999999999"), "x") == params.MAX_INT
    with pytest.raises(ValidationError, match="Enter a number"):
        params.integer(request("x=abc"), "x")


def test_lists_in_addresses_are_joined_and_broken_ones_ignored():
    assert params.ids(request("x=1,2&x=3"), "x") == [1, 2, 3]
    assert params.ids(request("x=1,a"), "x") is None
    assert params.ids(request("x="), "x") is None


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-05T00:00:00",
        "2026-03-05T00:00:00+01:00",
        "2026-03-05T00:00:00%2B01:00",
        "2026-03-04T23:00:00Z",
        "2026-03-05",
    ],
)
def test_instants_in_addresses(value):
    assert params.instant(request(f"x={value}"), "x", BERLIN) == 1_772_665_200_000_000


def test_dates_in_addresses():
    assert str(params.day(request("x=2026-03-05"), "x")) == "2026-03-05"
    with pytest.raises(ValidationError, match="Enter a valid date"):
        params.day(request("x=tomorrow"), "x")


def test_unknown_orders_are_dropped():
    columns = {"name": "o.name", "id": "o.id"}

    def order(query):
        return params.order_by(request(query), columns, "o.id")

    assert order("ordering=-name,nothing,id") == "o.name DESC, o.id, o.id"
    assert order("ordering=name;DROP") == "o.id"
    assert order("") == "o.id"


def test_a_sender_that_trickles_is_cut_off():
    _require_pace(CHUNK_TIMEOUT_S, 1)
    _require_pace(1000, 1000 * MIN_BYTES_PER_S)
    with pytest.raises(SlowClientError):
        _require_pace(CHUNK_TIMEOUT_S + 1, 100)
