"""Whole words and phrases in a text, found in time linear to it."""

import re

_TERM = re.compile(r'"[^"]+"|\S+')
_REST_OF_WORD = re.compile(r"\w*")


def terms(match: str) -> list[str]:
    """The words of a rule; words between quotes stay together."""
    found = (" ".join(term.strip('"').split()) for term in _TERM.findall(match))
    return [term for term in dict.fromkeys(found) if term]


def occurs(term: str, text: str) -> bool:
    """Whether the term stands in the text and is not a part of a longer word.

    An end that is no letter, such as that of `C++` or `12 %`, may touch anything.
    """
    start = text.find(term) if term else -1
    while start >= 0:
        if _is_whole(term, text, start):
            return True
        rest = _REST_OF_WORD.match(text, start)  # no word begins within it
        start = text.find(term, max(start + 1, rest.end() if rest else 0))
    return False


def _is_whole(term: str, text: str, start: int) -> bool:
    end = start + len(term)
    joined_before = start > 0 and _in_word(text[start - 1]) and _in_word(term[0])
    joined_after = end < len(text) and _in_word(text[end]) and _in_word(term[-1])
    return not joined_before and not joined_after


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
