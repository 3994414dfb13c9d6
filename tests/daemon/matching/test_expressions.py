"""Expressions are Python's; hostile ones match nothing and hold nobody up."""

import asyncio
import time

import pytest

from intray.matching import expressions
from intray.matching.expressions import Expression
from intray.matching.match import match
from intray.matching.rules import Algorithm, Rule


def rule(pattern, number=7, *, insensitive=True):
    return Rule("tags", number, pattern, Algorithm.EXPRESSION, insensitive)


async def fits(pattern, text, *, insensitive=True):
    return (await match([rule(pattern, insensitive=insensitive)], text)).of("tags") == (7,)


async def test_an_expression_is_searched_anywhere_in_the_text():
    assert await fits(r"invoice\s+no\.? \d{4}", "Your\nINVOICE No. 4711 of May")
    assert not await fits(r"^invoice", "Your invoice")


async def test_case_matters_only_where_the_rule_says_so():
    assert await fits("müller", "MÜLLER")
    assert not await fits("müller", "MÜLLER", insensitive=False)


@pytest.mark.parametrize("pattern", ["(", "[", "(?P<a>", "*", "(?<=a*)b", "a{99999999999}"])
async def test_what_is_no_expression_matches_nothing(pattern):
    assert not await fits(pattern, "([*aaab")


HOSTILE = [
    r"(a+)+b",
    r"(a|aa)+b",
    r"(a*)*\Z.",
    r"(?:a?){120}a{120}b",
    r"(.*)(.*)(.*)(.*)(.*)b",
    r"(a+)\1+b",
    "(?:(?:(?:(?:(?:(?:(?:a{0,99}){0,99}){0,99}){0,99}){0,99}){0,99}){0,99})b",
    "(?:" * 120 + "a" + ")*" * 50 + ")" * 70 + "b",
]


async def test_a_hostile_expression_does_not_keep_a_good_one_from_matching():
    rules = [rule(pattern, number) for number, pattern in enumerate(HOSTILE)]
    begun = time.monotonic()

    found = await match([*rules, rule("a+", 100)], "a" * 50_000)

    assert found.of("tags") == (100,)
    assert time.monotonic() - begun < expressions.LIMIT_S


async def test_others_go_on_meanwhile():
    longest, last = 0.0, time.monotonic()
    matching = asyncio.ensure_future(match([rule(each) for each in HOSTILE], "a" * 50_000))
    while not matching.done():
        await asyncio.sleep(0.01)
        now = time.monotonic()
        longest, last = max(longest, now - last), now

    assert longest < 0.5


def test_the_process_is_killed_when_its_time_is_over():
    many = [Expression("(a+)+b", True)] * 200
    begun = time.monotonic()

    found = expressions.found([Expression("a", True), *many], "a" * 50_000, limit_s=2.0)

    assert found == [True] + [False] * 200  # what was answered before counts
    assert 1.9 < time.monotonic() - begun < 5
