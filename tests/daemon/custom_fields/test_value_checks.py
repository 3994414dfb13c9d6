"""Which values each type takes, and that no value whatever breaks anything."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intray.custom_fields import checks
from intray.custom_fields.checks import RefusedValueError, Stored
from intray.custom_fields.definitions import DATA_TYPES, CustomField, Option

OPTIONS = (Option("a1", "Paid"), Option("b2", "Open"))


def of_type(data_type):
    return CustomField(1, "Field", data_type, None, OPTIONS if data_type == "select" else ())


def checked(data_type, value):
    return checks.checked(of_type(data_type), value, {21, 22})


@pytest.mark.parametrize(
    ("data_type", "value", "stored"),
    [
        ("string", "", Stored("")),
        ("string", "ü" * 128, Stored("ü" * 128)),
        ("string", 5, Stored("5")),
        ("longtext", "a\nb" * 5000, Stored("a\nb" * 5000)),
        ("url", "", Stored("")),
        ("url", "https://example.org/ä?x=1", Stored("https://example.org/ä?x=1")),
        ("url", "mailto:a@example.org", Stored("mailto:a@example.org")),
        ("date", "2024-02-29", Stored("2024-02-29", 738945.0)),
        ("date", "0001-01-01", Stored("0001-01-01", 1.0)),
        ("boolean", False, Stored(number=0.0)),
        ("integer", -(2**31), Stored("-2147483648", -2147483648.0)),
        ("integer", "12", Stored("12", 12.0)),
        ("integer", 5.0, Stored("5", 5.0)),
        ("float", 3, Stored("3.0", 3.0)),
        ("float", "1.5e3", Stored("1500.0", 1500.0)),
        ("monetary", "EUR31.20", Stored("EUR31.20", 31.2)),
        ("monetary", "EUR-31.2", Stored("EUR-31.2", -31.2)),
        ("monetary", 31.2, Stored("31.2", 31.2)),
        ("monetary", "31.20", Stored("31.20", 31.2)),
        ("monetary", "123456789012", Stored("123456789012", 123456789012.0)),
        ("documentlink", [22, 21], Stored("[]", targets=(22, 21))),
        ("documentlink", [], Stored("[]", targets=())),
        ("select", "b2", Stored("b2")),
    ],
)
def test_a_right_value_is_stored_as_text_and_number(data_type, value, stored):
    assert checked(data_type, value) == stored


@pytest.mark.parametrize(
    ("data_type", "value", "message"),
    [
        ("string", "x" * 129, "Ensure this value has at most 128 characters (it has 129)."),
        ("string", True, "Not a valid string."),
        ("string", ["x"], "Not a valid string."),
        ("string", "a\0b", "Null characters are not allowed."),
        ("longtext", "\ud800", "Not a valid string."),
        ("url", "example.org", "Enter a valid URL."),
        ("url", "https:", "Enter a valid URL."),
        ("url", "JavaScript:alert(1)", "Enter a valid URL."),
        ("url", "data:text/html,x", "Enter a valid URL."),
        ("date", "2026-02-30", "Date has wrong format. Use one of these formats instead:"),
        ("date", "20260305", "Date has wrong format."),
        ("date", 20260305, "Date has wrong format."),
        ("boolean", "true", "Must be a valid boolean."),
        ("boolean", 1, "Must be a valid boolean."),
        ("integer", "x", "Enter a valid integer."),
        ("integer", True, "Enter a valid integer."),
        ("integer", 1.5, "Enter a valid integer."),
        ("integer", 2**31, "Ensure this value is less than or equal to 2147483647."),
        ("integer", -(10**400), "Ensure this value is greater than or equal to -2147483648."),
        ("float", "x", "A valid number is required."),
        ("float", "nan", "A valid number is required."),
        ("float", "1e999", "A valid number is required."),
        ("float", math.inf, "A valid number is required."),
        ("float", 10**400, "A valid number is required."),
        ("float", True, "A valid number is required."),
        ("monetary", "EUR", "Enter an amount"),
        ("monetary", "eur1.00", "Enter an amount"),
        ("monetary", "EUR1", "Enter an amount"),
        ("monetary", "EUR1.234", "Enter an amount"),
        ("monetary", "1.234", "Enter an amount"),
        ("monetary", "", "Enter an amount"),
        ("monetary", 1e300, "Enter an amount"),
        ("monetary", "1234567890123", "Ensure that there are no more than 12 digits in total."),
        ("documentlink", 21, "Value must be a list of ids of documents."),
        ("documentlink", [23], checks.NOT_LINKABLE),
        ("documentlink", [21, 21], checks.NOT_LINKABLE),
        ("documentlink", ["21"], checks.NOT_LINKABLE),
        ("documentlink", [True], checks.NOT_LINKABLE),
        ("documentlink", [[21]], checks.NOT_LINKABLE),
        ("documentlink", [21] * 10_001, "Ensure this field has no more than 10000 elements."),
        ("select", "Paid", "Value must be an id of an element in [a1, b2]."),
        ("select", 0, "Value must be an id of an element in"),
        ("select", ["a1"], "Value must be an id of an element in"),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(data_type, value, message):
    with pytest.raises(RefusedValueError, match=r".") as refused:
        checked(data_type, value)

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("data_type", DATA_TYPES)
def test_null_is_an_empty_value_of_every_type(data_type):
    assert checked(data_type, None).is_empty


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
NUMBERS = st.from_regex(r"[A-Z]{0,4}-?[0-9]{0,15}\.?[0-9]{0,4}(e[0-9]{1,4})?", fullmatch=True)


@given(st.sampled_from(DATA_TYPES), JSON | NUMBERS)
def test_any_json_value_is_stored_or_refused(data_type, value):
    try:
        stored = checked(data_type, value)
    except RefusedValueError:
        return
    assert stored.number is None or math.isfinite(stored.number)
    (stored.text or "").encode()
    assert "\0" not in (stored.text or "")


@given(st.sampled_from([t for t in DATA_TYPES if t not in ("boolean", "documentlink")]), JSON)
def test_what_is_stored_can_be_sent_back(data_type, value):
    try:
        stored = checked(data_type, value)
    except RefusedValueError:
        return
    if stored.text is not None:
        again = checked(data_type, json.loads(json.dumps(stored.text)))
        assert (again.text, again.number) == (stored.text, stored.number)
