"""Whole words and phrases in a text, found in time linear to it."""

import re

_TERM = re.compile(r'"[^"]+"|\S+')


def terms(match: str) -> list[str]:
    """The words of a rule; words between quotes stay together."""
    found = (" ".join(term.strip('"').split()) for term in _TERM.findall(match))
    return [term for term in dict.fromkeys(found) if term]


def occurs(term: str, text: str) -> bool:
    """Whether the term stands in the text and is not a part of a longer word.

    An end that is no letter, such as that of `C++` or `12 %`, may touch anything.
    """
    if not term or term not in text:
        return False
    literal = re.escape(term)
    # The letters come first, for these the engine looks fastest.
    not_joined_before = rf"(?<!\w{literal})" if _in_word(term[0]) else ""
    not_joined_after = r"(?!\w)" if _in_word(term[-1]) else ""
    return re.search(literal + not_joined_after + not_joined_before, text) is not None


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
