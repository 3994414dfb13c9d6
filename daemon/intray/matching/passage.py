"""A text in the forms in which rules are compared with it, each made once."""

import re
import unicodedata
from functools import cached_property

_NEITHER_WORD_NOR_SPACE = re.compile(r"[^\w\s]+")


def composed(text: str) -> str:
    """Umlauts and accents as single letters: text layers of PDF files often have them in two."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """Equal for both cases of any letter."""
    return composed(composed(text).casefold())


def spaced(text: str) -> str:
    """Ends of lines and runs of white space are one space."""
    return " ".join(text.split())


def comparable(text: str, *, insensitive: bool) -> str:
    return spaced(folded(text) if insensitive else composed(text))


def unpunctuated(text: str, *, insensitive: bool) -> str:
    """As fuzzy rules see it."""
    return spaced(_NEITHER_WORD_NOR_SPACE.sub("", comparable(text, insensitive=insensitive)))


class Passage:
    """The text of one document."""

    def __init__(self, text: str) -> None:
        self._text = text

    def comparable(self, *, insensitive: bool) -> str:
        return self._folded if insensitive else self._spaced

    def unpunctuated(self, *, insensitive: bool) -> str:
        return self._folded_words if insensitive else self._words

    @cached_property
    def lines(self) -> str:
        """As it was read, for expressions."""
        return composed(self._text)

    @cached_property
    def _spaced(self) -> str:
        return comparable(self._text, insensitive=False)

    @cached_property
    def _folded(self) -> str:
        return comparable(self._text, insensitive=True)

    @cached_property
    def _words(self) -> str:
        return unpunctuated(self._text, insensitive=False)

    @cached_property
    def _folded_words(self) -> str:
        return unpunctuated(self._text, insensitive=True)
