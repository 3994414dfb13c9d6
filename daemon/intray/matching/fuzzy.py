"""Passages that almost say what was asked for: one wrong, missing or extra letter in ten.

A passage with at most k such errors holds at least one of any k + 1 pieces unchanged, so only
the surroundings of such pieces are compared, by the bit-parallel method of Myers.
"""

import itertools
import time
from collections.abc import Iterator

LETTERS_PER_ERROR = 10
_STRIDE = 1024  # letters between two looks at the clock


def occurs(wanted: str, text: str, *, limit_s: float) -> bool:
    """Whether some passage is at least 90 % alike. Raises TimeoutError."""
    errors = len(wanted) // LETTERS_PER_ERROR
    if not wanted or errors == 0:
        return bool(wanted) and wanted in text
    deadline = time.monotonic() + limit_s
    return any(
        _is_alike(wanted, text[start:end], errors, deadline)
        for start, end in _surroundings(wanted, text, errors, deadline)
    )


def _surroundings(
    wanted: str, text: str, errors: int, deadline: float
) -> Iterator[tuple[int, int]]:
    """Where passages may lie: stretches of the text that do not overlap."""
    starts: set[int] = set()
    for offset, piece in _pieces(wanted, errors + 1):
        at = text.find(piece)
        while at >= 0:
            starts.add(max(0, at - offset - errors))
            if len(starts) % _STRIDE == 0:
                _look_at_clock(deadline)
            at = text.find(piece, at + 1)
    length = len(wanted) + 2 * errors
    begin, end = 0, 0
    for start in sorted(starts):
        if start > end:
            yield begin, end
            begin = start
        end = start + length
    yield begin, end


def _pieces(wanted: str, count: int) -> Iterator[tuple[int, str]]:
    """So many parts of about the same length, each with its place."""
    edges = [len(wanted) * number // count for number in range(count + 1)]
    for start, end in itertools.pairwise(edges):
        yield start, wanted[start:end]


def _is_alike(wanted: str, text: str, errors: int, deadline: float) -> bool:
    """Columns of the table of edit distances as bits; a passage may begin anywhere."""
    places: dict[str, int] = {}
    for place, letter in enumerate(wanted):
        places[letter] = places.get(letter, 0) | 1 << place
    everywhere = (1 << len(wanted)) - 1
    last = 1 << (len(wanted) - 1)
    more, less, distance = everywhere, 0, len(wanted)  # differences down the column
    for number, letter in enumerate(text):
        if number % _STRIDE == 0:
            _look_at_clock(deadline)
        here = places.get(letter, 0)
        diagonal = (((here & more) + more) ^ more) | here | less
        rising = less | ~(diagonal | more) & everywhere
        falling = more & diagonal
        distance += bool(rising & last) - bool(falling & last)
        if distance <= errors:
            return True
        rising, falling = rising << 1 & everywhere, falling << 1 & everywhere
        vertical = here | less
        more = falling | ~(vertical | rising) & everywhere
        less = rising & vertical
    return False


def _look_at_clock(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError
