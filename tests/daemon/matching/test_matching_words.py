"""Rules of words: any, all, exact; none and auto match nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from intray.matching import words
from intray.matching.match import match
from intray.matching.rules import Algorithm, Rule

NONE, ANY, ALL, EXACT, EXPRESSION, FUZZY, AUTO = Algorithm


async def fits(algorithm, wanted, text, *, insensitive=True):
    found = await match([Rule("tags", 7, wanted, algorithm, insensitive)], text)
    return found.of("tags") == (7,)


@pytest.mark.parametrize("algorithm", [NONE, AUTO])
async def test_rules_without_an_algorithm_of_their_own_match_nothing(algorithm):
    assert not await fits(algorithm, "water", "water")


async def test_any_word_is_enough():
    assert await fits(ANY, "gas water", "Your water bill")
    assert not await fits(ANY, "gas heat", "Your water bill")


async def test_all_words_are_needed_in_any_order():
    assert await fits(ALL, "bill water", "Your water bill")
    assert not await fits(ALL, "bill gas", "Your water bill")


async def test_words_between_quotes_stay_together_also_over_the_end_of_a_line():
    assert await fits(ALL, '"water   bill" your', "Your water\n  bill")
    assert not await fits(ANY, '"water bill"', "The bill for water")


async def test_a_quote_without_its_pair_is_no_part_of_the_word():
    assert await fits(ALL, '"water bill', "a bill for water")


async def test_exact_is_the_whole_text_of_the_rule_with_its_quotes():
    assert await fits(EXACT, "water bill", "the water bill of May")
    assert not await fits(EXACT, "bill water", "the water bill of May")
    assert await fits(EXACT, 'the "best" water', 'of the "best" water works')


@pytest.mark.parametrize("algorithm", [ANY, ALL, EXACT])
async def test_a_part_of_a_longer_word_is_not_the_word(algorithm):
    assert not await fits(algorithm, "art", "start party art_1 Artäg")
    assert await fits(algorithm, "art", "start party (art)")


async def test_signs_at_the_end_of_a_word_may_touch_anything():
    assert await fits(ANY, "C++", "a book on C++, second edition")
    assert await fits(ANY, "19%", "19%MwSt")
    assert not await fits(ANY, "9%", "19%")


async def test_signs_mean_themselves():
    assert not await fits(ANY, "w.ter", "water")
    assert await fits(EXACT, "a.b(c", "see a.b(c here")


async def test_case_matters_only_where_the_rule_says_so():
    assert await fits(ANY, "WATER", "water")
    assert not await fits(ANY, "WATER", "water", insensitive=False)
    assert await fits(ANY, "water", "water", insensitive=False)


async def test_umlauts_have_cases_too():
    assert await fits(ANY, "MÜLLER", "Herr müller")
    assert await fits(ANY, "STRASSE", "lange straße")
    assert not await fits(ANY, "Müller", "Muller")


@pytest.mark.parametrize("insensitive", [True, False])
async def test_umlauts_in_two_parts_equal_those_in_one(insensitive):
    assert await fits(ANY, "Müller", "Herr Mu\u0308ller", insensitive=insensitive)
    assert await fits(EXPRESSION, "M.ller", "Herr Mu\u0308ller", insensitive=insensitive)


@pytest.mark.parametrize("wanted", ["", "   ", '""', '"  "'])
@pytest.mark.parametrize("algorithm", [ANY, ALL, EXACT, FUZZY])
async def test_a_rule_without_words_matches_nothing(algorithm, wanted):
    assert not await fits(algorithm, wanted, "any text")


async def test_an_empty_text_matches_nothing():
    assert not await fits(EXPRESSION, ".*", "")


async def test_matches_come_in_the_order_of_the_rules():
    rules = [Rule("correspondents", number, "water", ANY, True) for number in (3, 1, 2)]

    found = await match(rules, "water")

    assert found.of("correspondents") == (3, 1, 2)
    assert found.first("correspondents") == 3
    assert found.first("storage_paths") is None


@given(some.text("ab+", min_size=1, max_size=4), some.text("ab+ ", max_size=20))
def test_a_word_is_found_wherever_it_stands_alone(term, text):
    places = range(len(text) - len(term) + 1)
    alone = [
        place
        for place in places
        if text.startswith(term, place)
        and not letters(text[place - 1 : place] + term[0])
        and not letters(term[-1] + text[place + len(term) : place + len(term) + 1])
    ]

    assert words.occurs(term, text) == bool(alone)


def letters(pair):
    return len(pair) == 2 and "+" not in pair and " " not in pair


def test_a_word_that_is_a_part_of_every_other_one_is_looked_for_quickly():
    begun = time.monotonic()

    assert not words.occurs("a", "ab " * 350_000)
    assert not words.occurs("a" * 100, "a" * 1_000_000)
    assert time.monotonic() - begun < 1
