"""The query language, and that nothing typed makes it fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intray.search.parser import MAX_DEPTH, parse
from intray.search.resolution import texts
from intray.search.syntax import And, Attribute, Everything, Named, Node, Not, Or, Text


def shape(node: Node) -> object:
    """The tree without fields and types, for reading."""
    match node:
        case And(items):
            return ["and", *map(shape, items)]
        case Or(items):
            return ["or", *map(shape, items)]
        case Not(item):
            return ["not", shape(item)]
        case Named(text):
            return shape(text)
        case Text(kind, words, fields):
            typed = " ".join(words) + {"prefix": "*"}.get(kind, "")
            typed = f'"{typed}"' if kind == "phrase" else typed
            return typed if len(fields) > 1 else f"{fields[0]}:{typed}"
        case Attribute(field, value):
            return f"{field}={value}"
        case Everything():
            return "everything"
    return node


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("bill acme", ["and", "bill", "acme"]),
        ("bill AND acme", ["and", "bill", "acme"]),
        ("bill OR acme", ["or", "bill", "acme"]),
        ("bill acme OR globex", ["and", "bill", ["or", "acme", "globex"]]),
        ("a AND b OR c", ["or", ["and", "a", "b"], "c"]),
        ("bill NOT acme", ["and", "bill", ["not", "acme"]]),
        ("+bill -acme", ["and", "bill", ["not", "acme"]]),
        ("bill and acme", ["and", "bill", "and", "acme"]),
        ("(a OR b) (c OR d)", ["and", ["or", "a", "b"], ["or", "c", "d"]]),
        ('"big bill" x', ["and", '"big bill"', "x"]),
        ("“big bill”", '"big bill"'),
        ("inv*", "inv*"),
        ("m?ller", "m?ller"),
        ("bill^2", "bill"),
        ("title:bill", "title:bill"),
        ("title:(a b)", ["and", "title:a", "title:b"]),
        ('content:"a b"', 'content:"a b"'),
        ("tag:a,b", "tag=a,b"),
        ('tag:"to do",b x', ["and", 'tag="to do",b', "x"]),
        ('correspondent:"ACME Inc"', "correspondent=ACME Inc"),
        ("Type:invoice", "type=invoice"),
        ("asn:[1 to 5]", "asn=[1 to 5]"),
        ("created:[2024 to 2025]", "created=[2024 to 2025]"),
        ("added:previous month x", ["and", "added=previous month", "x"]),
        ("modified:-1 week", "modified=-1 week"),
        ("W-2", ["or", "w2", '"w 2"']),
        ("", "everything"),
        ("*", "everything"),
    ],
)
def test_what_a_query_means(query: str, meaning: object) -> None:
    assert shape(parse(query)) == meaning


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("foo:bar", ["foo", "bar"]),
        ('bill "acme', ["bill", "acme"]),
        ("(bill (acme", ["bill", "acme"]),
        ("bill) acme", ["bill", "acme"]),
        ("AND", ["and"]),
        ("OR bill", ["bill"]),
        ("bill AND", ["bill"]),
        ("NOT", ["not"]),
        ("- bill", ["bill"]),
        ("bill & co.", ["bill", "co"]),
        ("((", []),
    ],
)
def test_what_makes_no_sense_is_searched_as_words(query: str, words: list[str]) -> None:
    assert [word for text in texts(parse(query)) for word in text.words] == words


def test_deep_nesting_and_long_queries_are_cut_to_plain_words() -> None:
    deep = "(" * (MAX_DEPTH * 50) + "bill"
    long = " OR ".join(f"({number} AND NOT x)" for number in range(5000))

    assert shape(parse(deep)) == "bill"
    assert len(list(texts(parse(long)))) <= 64


@settings(deadline=None)
@given(
    st.text(alphabet="ab*?\"'()[]{}:-+^,~ \n\\/.<>=ANDORT1ü東", max_size=60) | st.text(max_size=60)
)
def test_any_text_is_a_query(query: str) -> None:
    parse(query)
