"""From what was typed to the terms of a segment: spellings, beginnings, patterns, parts of words.

Everything is bounded: of more than `MAX_TERMS` terms those in most documents count.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from intray.search import words
from intray.search.layout import SPELLINGS
from intray.search.postings import Bytes, Memory
from intray.search.snapshot import Segment

MAX_TERMS = 1_000
MAX_SPELLINGS = 5_000  # keys looked at for one prefix or pattern
_WHOLE_FIELD_FROM = 20_000  # terms; a list of so many is worth remembering


def spellings(segment: Segment, memory: Memory, word: str) -> list[str]:
    """The spellings of a word that this segment knows beside the typed one."""
    common = words.key(word)

    def make() -> Bytes:
        terms = segment.terms
        first, last = terms.starting(SPELLINGS, f"{common}\0".encode())
        last = min(last, first + MAX_SPELLINGS)
        known = [terms.term(place).decode().partition("\0")[2] for place in range(first, last)]
        return Bytes(known, 100 + 100 * len(known))

    known: list[str] = memory.get((segment.name, "spellings", common), make).value
    return [other for other in {*known, common} if other != word and words.alike(word, other)]


def prefixed(segment: Segment, field: str, prefix: str) -> list[int]:
    """Values of the terms that begin so, in any spelling."""
    terms = segment.terms
    typed = {prefix, words.plain(prefix), words.spelled_out(prefix)}
    ranges = {terms.starting(field, one.encode()) for one in typed}
    values = [terms.values(first, last) for first, last in ranges]
    other = [
        terms.find(field, word.encode())
        for word in _spelled(segment, words.key(prefix).encode())
        if words.begins(word, prefix)
    ]
    values.append(np.array([value for value in other if value is not None], np.int64))
    return _most_frequent(segment, np.unique(np.concatenate(values)))


def matching(segment: Segment, memory: Memory, field: str, pattern: str) -> list[int]:
    """Values of the terms that fit a pattern of `*` and `?`."""
    lines = _lines(segment, memory, field, _beginning(pattern))
    found = {hit[0] for hit in islice(_pattern(pattern).finditer(lines), MAX_TERMS)}
    folded = words.key(pattern)
    lines = _lines(segment, memory, SPELLINGS, _beginning(folded))
    spelled = _pattern(folded, rb"\x00[^\n]*").finditer(lines)
    found.update(hit[0].partition(b"\0")[2] for hit in islice(spelled, MAX_TERMS))
    return _values(segment, field, found)


def containing(segment: Segment, memory: Memory, field: str, part: str) -> list[int]:
    """Values of the terms in which this stands anywhere."""
    found: set[bytes] = set()
    lines = _lines(segment, memory, field, b"")
    for one in {part, words.plain(part), words.spelled_out(part)}:
        found.update(islice(_lines_with(lines, one.encode()), MAX_TERMS))
    inside = _contains(part)
    lines = _lines(segment, memory, SPELLINGS, b"")
    for line in islice(_lines_with(lines, words.key(part).encode()), MAX_SPELLINGS):
        word = line.partition(b"\0")[2]
        if inside(word.decode()):
            found.add(word)
    return _values(segment, field, found)


def _beginning(pattern: str) -> bytes:
    return re.split(r"[*?]", pattern, maxsplit=1)[0].encode()


def _contains(part: str) -> Callable[[str], bool]:
    bare, spelled = words.plain(part), words.spelled_out(part)
    return lambda word: bare in words.plain(word) or spelled in words.spelled_out(word)


def _spelled(segment: Segment, key_prefix: bytes) -> Iterator[str]:
    first, last = segment.terms.starting(SPELLINGS, key_prefix)
    for place in range(first, min(last, first + MAX_SPELLINGS)):
        yield segment.terms.term(place).decode().partition("\0")[2]


def _lines(segment: Segment, memory: Memory, field: str, beginning: bytes) -> bytes:
    """Terms with this beginning, one a line."""
    first, last = segment.terms.starting(field, beginning)
    if beginning and last - first < _WHOLE_FIELD_FROM:
        return segment.terms.joined(first, last)

    def make() -> Bytes:
        lines = segment.terms.joined(*segment.terms.starting(field, b""))
        return Bytes(lines, len(lines) + 100)

    lines: bytes = memory.get((segment.name, "lines", field), make).value
    return lines


def _lines_with(lines: bytes, part: bytes) -> Iterator[bytes]:
    at = lines.find(part)
    while at >= 0:
        end = lines.find(b"\n", at)
        yield lines[lines.rfind(b"\n", 0, at) + 1 : end]
        at = lines.find(part, end)


def _pattern(pattern: str, tail: bytes = b"") -> re.Pattern[bytes]:
    """Linear in the length of a line: a piece, once found, is never given up again."""
    first, *others = [_piece(piece) for piece in re.split(r"\*+", pattern)]
    if not others:
        return re.compile(rb"^" + first + tail + rb"$", re.MULTILINE)
    *middle, last = others
    skips = b"".join(rb"(?>[^\n\x00]*?" + piece + rb")" for piece in middle if piece)
    return re.compile(rb"^" + first + skips + rb"[^\n\x00]*" + last + tail + rb"$", re.MULTILINE)


def _piece(piece: str) -> bytes:
    # One letter may be several bytes of UTF-8.
    letters = [
        rb"(?:[^\n\x00\x80-\xff]|[\xc0-\xff][\x80-\xbf]+)"
        if letter == "?"
        else re.escape(letter.encode())
        for letter in piece
    ]
    return b"".join(letters)


def _values(segment: Segment, field: str, found: set[bytes]) -> list[int]:
    known = [segment.terms.find(field, term) for term in found]
    return _most_frequent(
        segment, np.array(sorted(value for value in known if value is not None), np.int64)
    )


def _most_frequent(segment: Segment, values: NDArray[np.int64]) -> list[int]:
    """The most frequent first."""
    order = np.argsort(-segment.terms.frequencies(values), kind="stable")
    found: list[int] = values[order[:MAX_TERMS]].tolist()
    return found
