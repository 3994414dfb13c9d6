"""Passages of a document's text with what was searched for."""

import time

import pytest

from intray.search.highlights import Highlight, highlighter
from intray.search.parser import parse
from intray.search.resolution import wanted_texts

TEXT = "Sehr geehrte Frau Müller, Ihre Rechnung 02091-C-71 betrifft die Versiche-\nrung in Köln."


def highlight(query: str) -> Highlight:
    return highlighter(wanted_texts(parse(query)))


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("müller", "<b>Müller</b>"),
        ("mueller", "<b>Müller</b>"),
        ("MULLER", "<b>Müller</b>"),
        ("koeln", "<b>Köln</b>"),
        ("02091C71", "<b>02091-C-71</b>"),
        ("versicherung", "<b>Versiche- rung</b>"),
        ("rech*", "<b>Rechnung</b>"),
        ('"ihre rechnung"', "<b>Ihre</b> <b>Rechnung</b>"),
        ("title:x OR frau", "<b>Frau</b>"),
    ],
)
def test_the_words_of_the_query_are_marked(query: str, marked: str) -> None:
    assert marked in highlight(query)(TEXT)


@pytest.mark.parametrize("query", ["title:rechnung", "-rechnung", "chnung", "tag:rechnung", "*"])
def test_what_was_not_searched_in_the_text_is_not_marked(query: str) -> None:
    assert highlight(query)(TEXT) == ""


def test_everything_else_is_escaped() -> None:
    text = '<script>alert("x")</script> bill & <b>fake</b>'

    found = highlight("bill")(text)

    assert found == (
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; <b>bill</b> &amp; "
        "&lt;b&gt;fake&lt;/b&gt;"
    )


def test_passages_are_short_and_cut_between_words() -> None:
    text = "lorem ipsum " * 500 + "bill " + "dolor sit " * 500 + "bill " + "amet " * 500

    found = highlight("bill")(text)

    assert found.count("<b>bill</b>") == 2
    assert len(found) < 400
    assert found.split()[0] in ("lorem", "ipsum")


@pytest.mark.parametrize("query", ["*a*a*a*a*a*b", "a?a?a?a?b*a", "a" * 60, "aaaa*", "ae" * 30])
@pytest.mark.parametrize("text", ["a" * 100_000, "a-" * 50_000, "aä" * 50_000, "a- \n" * 30_000])
def test_no_query_makes_it_slow(query: str, text: str) -> None:
    began = time.process_time()

    highlight(query)(text)

    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("paid", "<b>Paid</b> in cash"),
        ("notes:paid", "<b>Paid</b> in cash"),
        ("content:paid", ""),
        ("title:paid", ""),
        ("-paid", ""),
    ],
)
def test_notes_are_marked_where_they_were_searched(query: str, marked: str) -> None:
    in_notes = highlighter(wanted_texts(parse(query)), "notes")

    assert in_notes("Paid in cash") == marked
