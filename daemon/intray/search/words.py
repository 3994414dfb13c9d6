"""Text to words, the same way for documents, queries and names.

A word is indexed as it is written, in lower case, so that completions read naturally. Spellings
that mean the same (`Müller`, `Mueller`, `muller`; `Straße`, `Strasse`) share a key, see `key`.
A compound such as `02091-C-71` gives its parts and, at the place of the first part, the whole
without hyphens. Chinese, Japanese and Korean text gives pairs of characters.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD = 64  # characters; longer ones are cut (they are no words, but encoded data)
MAX_PARTS = 8

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_HYPHENS = "-\u2010\u2011\u00ad"
_LINE_END = rf"[{_HYPHENS}][ \t]*\r?\n[ \t]*(?=[^\W\d_])"
_JOINT = rf"(?:{_LINE_END}|[{_HYPHENS}/_'\u2019&]|(?<=\d)[.,:](?=\d))"
_COMPOUND = re.compile(rf"{_LETTER}+(?:{_JOINT}{_LETTER}+){{0,{MAX_PARTS - 1}}}")
_JOINTS = re.compile(rf"({_LINE_END}|[^\w\u0300-\u036f]|_)")
_CJK = (
    "\u1100-\u11ff\u3005\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_RUN = re.compile(f"([{_CJK}]+)")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_LETTERS_APART = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DIGRAPH = re.compile("([aou])e")
_ROUGHLY_ALIKE_FROM = 5  # characters; in shorter words `ue` is too often not an umlaut


@dataclass(frozen=True)
class Chunk:
    """A compound or plain word of a query: its parts, and the whole when there are several."""

    parts: tuple[str, ...]
    whole: str | None


def normalised(text: str) -> str:
    """Lower case and one form for each character."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.lower())


def places(text: str) -> list[tuple[str, int]]:
    """All words with their place; several may share one place."""
    found: list[tuple[str, int]] = []
    place = 0
    for chunk in _COMPOUND.findall(normalised(text)):
        if chunk.isascii() and chunk.isalnum():
            found.append((chunk[:MAX_WORD], place))
            place += 1
        else:
            place = _place_chunk(chunk, place, found)
    return found


def _place_chunk(chunk: str, place: int, found: list[tuple[str, int]]) -> int:
    pieces = _JOINTS.split(chunk)
    first = place
    for number, piece in enumerate(pieces):
        if number % 2:
            place += "\n" not in piece  # halves of a word that was broken share one place
            continue
        units = _units(piece)
        found.extend((unit, place + offset) for offset, unit in enumerate(units))
        place += max(len(units) - 1, 0)
    if len(pieces) > 1:
        whole = "".join(pieces[::2])
        if len(whole) <= MAX_WORD:
            found.append((whole, first))
    return place + 1


def chunks(text: str) -> list[Chunk]:
    """The words of a query; compounds stay together."""
    result = []
    for chunk in _COMPOUND.findall(normalised(text)):
        pieces = [piece for piece in _JOINTS.split(chunk)[::2] if piece]
        parts = tuple(unit for piece in pieces for unit in _query_units(piece))
        whole = "".join(pieces) if len(pieces) > 1 else None
        if whole is not None and len(whole) > MAX_WORD:
            whole = None
        if parts:
            result.append(Chunk(parts, whole))
    return result


def _units(piece: str) -> list[str]:
    if not piece:
        return []
    if piece.isascii() or not _CJK_RUN.search(piece):
        return [piece[:MAX_WORD]]
    units: list[str] = []
    for run in _CJK_RUN.split(piece):
        if run and _CJK_RUN.match(run):
            # The last character stands alone too, so that any one character is the
            # beginning of some unit.
            units.extend(run[i : i + 2] for i in range(len(run)))
        elif run:
            units.append(run[:MAX_WORD])
    return units


def _query_units(piece: str) -> list[str]:
    units = _units(piece)
    if len(units) > 1 and _CJK_RUN.fullmatch(piece):
        return units[:-1]
    return units


def is_cjk(word: str) -> bool:
    return not word.isascii() and _CJK_RUN.search(word) is not None


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """Without accents: `müller` → `muller`."""
    if word.isascii():
        return word
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word.translate(_LETTERS_APART)))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=8192)
def spelled_out(word: str) -> str:
    """As written without umlauts: `müller` → `mueller`."""
    return word if word.isascii() else plain(unicodedata.normalize("NFC", word).translate(_GERMAN))


@lru_cache(maxsize=16384)
def key(word: str) -> str:
    """What all spellings of a word have in common (and sometimes others, see `alike`)."""
    bare = plain(word)
    return _DIGRAPH.sub(r"\1", bare) if "e" in bare else bare


def alike(one: str, other: str) -> bool:
    """Whether two words with the same key are spellings of one another."""
    return (
        plain(one) == plain(other)
        or spelled_out(one) == spelled_out(other)
        or (key(one) == key(other) and min(len(one), len(other)) >= _ROUGHLY_ALIKE_FROM)
    )


def begins(word: str, prefix: str) -> bool:
    """Whether a word starts so in any spelling."""
    return plain(word).startswith(plain(prefix)) or spelled_out(word).startswith(
        spelled_out(prefix)
    )
