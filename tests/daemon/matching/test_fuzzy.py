"""Fuzzy rules forgive one letter in ten, and take bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from intray.matching import fuzzy
from intray.matching.match import match
from intray.matching.rules import Algorithm, Rule


async def fits(wanted, text, *, insensitive=True):
    found = await match([Rule("tags", 7, wanted, Algorithm.FUZZY, insensitive)], text)
    return found.of("tags") == (7,)


@pytest.mark.parametrize(
    "text",
    [
        "to: Northwind Traders Ltd.",
        "NORTHWIND\nTRADERS",
        "N0rthwind Traders",  # wrong
        "Nortwind Traders",  # missing
        "Northwiind Traders",  # extra
        "North-wind, Traders!",
    ],
)
async def test_a_name_that_was_read_with_one_error_is_the_name(text):
    assert await fits("Northwind Traders", text)


@pytest.mark.parametrize("text", ["N0rthw1nd Traders", "Southwind Traders", "Northwind", "x"])
async def test_a_name_with_more_errors_is_another(text):
    assert not await fits("Northwind Traders", text)


async def test_short_words_are_forgiven_nothing():
    assert await fits("water", "the waters")
    assert not await fits("water", "wader")


async def test_case_is_an_error_where_the_rule_says_so():
    assert not await fits("NORTHWIND TRADERS", "northwind traders", insensitive=False)


@settings(max_examples=300, deadline=None)
@given(some.text("ab", min_size=10, max_size=25), some.text("abc", max_size=60))
def test_it_finds_what_a_plain_comparison_finds(wanted, text):
    alike = best_distance(wanted, text) <= len(wanted) // fuzzy.LETTERS_PER_ERROR

    assert fuzzy.occurs(wanted, text, limit_s=10) == alike


async def test_a_text_that_is_nearly_right_everywhere_ends_in_time():
    text = ("a" * 230 + "b" * 40) * 8000
    begun = time.monotonic()

    with pytest.raises(TimeoutError):
        fuzzy.occurs("a" * 200 + "c" * 56, text, limit_s=0.1)

    assert time.monotonic() - begun < 2
    assert not await fits("a" * 200 + "c" * 56, text)


def best_distance(wanted, text):
    """Of any part of the text, by the table of all distances."""
    row = list(range(len(wanted) + 1))
    best = row[-1]
    for letter in text:
        above, row = row, [0]
        for place, other in enumerate(wanted, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
        best = min(best, row[-1])
    return best
