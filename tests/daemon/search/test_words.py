"""Words of documents and queries: folding, codes, line ends, pairs of characters."""

import pytest

from intray.search import words


def spoken(text: str) -> list[str]:
    return [word for word, _ in words.places(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("müller", "mueller"),
        ("müller", "muller"),
        ("mueller", "muller"),
        ("für", "fuer"),
        ("straße", "strasse"),
        ("größe", "groesse"),
        ("café", "cafe"),
        ("señor", "senor"),
        ("œuvre", "oeuvre"),
        ("łódź", "lodz"),
    ],
)
def test_spellings_of_one_word_are_alike_and_share_a_key(one: str, other: str) -> None:
    assert words.alike(one, other)
    assert words.key(one) == words.key(other)


@pytest.mark.parametrize(("one", "other"), [("does", "dos"), ("toe", "to"), ("fuer", "fur")])
def test_short_words_are_not_alike_only_because_of_an_e(one: str, other: str) -> None:
    assert not words.alike(one, other)


def test_a_code_gives_its_parts_and_the_whole_at_the_place_of_the_first() -> None:
    assert words.places("No 02091-C-71 ok") == [
        ("no", 0),
        ("02091", 1),
        ("c", 2),
        ("71", 3),
        ("02091c71", 1),
        ("ok", 4),
    ]


def test_a_word_broken_at_the_end_of_a_line_is_joined_and_takes_one_place() -> None:
    found = words.places("die Versiche-\n  rung gilt")

    assert ("versicherung", 1) in found
    assert ("gilt", 2) in found


def test_amounts_are_one_word_whatever_separates_their_digits() -> None:
    assert "123456" in spoken("1.234,56")
    assert "123456" in spoken("1,234.56")
    assert "123456" in spoken("1'234.56")


def test_chinese_japanese_and_korean_give_pairs_and_the_last_character() -> None:
    assert spoken("東京都") == ["東京", "京都", "都"]
    assert words.chunks("東京都")[0].parts == ("東京", "京都")
    assert words.chunks("都")[0].parts == ("都",)


def test_decomposed_and_full_width_letters_are_the_usual_ones() -> None:
    assert spoken("Mu\u0308ller \uff21\uff22\uff23\uff11") == ["müller", "abc1"]


def test_endless_words_are_cut() -> None:
    assert [len(word) for word in spoken("x" * 5000)] == [words.MAX_WORD]
