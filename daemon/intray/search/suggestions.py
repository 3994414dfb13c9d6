"""What the term dictionary knows beyond hits: completions, corrections, similar documents."""

import heapq
import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from intray.search import words
from intray.search.executor import Executor
from intray.search.postings import Bytes
from intray.search.snapshot import Segment, Snapshot

_FIELDS = ("content", "title")
_CANDIDATES = 100  # of each segment and field, the most frequent
_ALPHABET = "abcdefghijklmnopqrstuvwxyzäöüßéè0123456789"
_CORRECTED_IN = 6  # segments, the largest
_KEY_TERMS = 20
_SIMILAR_ENOUGH = 0.15  # of the best score
_MOST_SIMILAR = 200


def complete(snapshot: Snapshot, prefix: str, limit: int, allowed: NDArray[np.bool_]) -> list[str]:
    """Words with this beginning in documents at allowed places, those in most of them first."""
    estimates: Counter[str] = Counter()
    for segment in snapshot.segments:
        for field in _FIELDS:
            for word, frequency in _beginning(snapshot, segment, field, prefix):
                estimates[word] += frequency
    counted: list[tuple[int, str]] = []
    for word, estimate in estimates.most_common(_CANDIDATES):
        if len(counted) >= limit and estimate < counted[0][0]:
            break  # estimates never fall short of the counts
        count = _count(snapshot, word, allowed)
        if count:
            heapq.heappush(counted, (count, word))
            if len(counted) > limit:
                heapq.heappop(counted)
    return [word for _, word in sorted(counted, key=lambda found: (-found[0], found[1]))]


def _beginning(
    snapshot: Snapshot, segment: Segment, field: str, prefix: str
) -> list[tuple[str, int]]:
    terms = segment.terms

    def make() -> Bytes:
        typed = {prefix, words.plain(prefix), words.spelled_out(prefix)}
        spelled = {words.key(prefix)} if field == "content" else set()
        found: dict[str, int] = {}
        for name, start in [(field, one) for one in typed] + [("spellings", s) for s in spelled]:
            first, last = terms.starting(name, start.encode())
            frequencies = terms.frequencies(terms.values(first, last))
            for place in np.argsort(-frequencies, kind="stable")[:_CANDIDATES].tolist():
                word = terms.term(first + place).decode().rpartition("\0")[2]
                if words.begins(word, prefix):
                    found[word] = max(found.get(word, 0), int(frequencies[place]))
        best = heapq.nlargest(_CANDIDATES, found.items(), key=lambda item: item[1])
        return Bytes(best, 100 + 120 * len(best))

    best: list[tuple[str, int]] = snapshot.memory.get(
        (segment.name, "completions", field, prefix), make
    ).value
    return best


def _count(snapshot: Snapshot, word: str, allowed: NDArray[np.bool_]) -> int:
    executor = Executor(snapshot)
    flags = np.zeros(snapshot.total, np.bool_)
    for field in _FIELDS:
        for start, segment in zip(snapshot.starts, snapshot.segments, strict=True):
            flags[executor.term(segment, field, word).documents + start] = True
    return int(np.count_nonzero(flags & allowed))


def correct(snapshot: Snapshot, word: str, allowed: NDArray[np.bool_]) -> str | None:
    """The most frequent word one slip of a finger away, if this one is in no allowed document.

    What stands in others must not show, not even by a correction that is missing.
    """
    if not 4 <= len(word) <= 20 or not word.isalpha() or words.is_cjk(word):
        return None
    executor = Executor(snapshot)
    for field in _FIELDS:
        postings = executor.word_postings(field, word)
        for start, found in zip(snapshot.starts, postings, strict=True):
            if allowed[found.documents + start].any():
                return None
    segments = sorted(snapshot.segments, key=lambda segment: -segment.count)[:_CORRECTED_IN]
    known = [(_frequency(segments, other), other) for other in _one_slip_away(word)]
    for frequency, other in heapq.nlargest(5, known):
        if frequency and _count(snapshot, other, allowed):
            return other
    return None


def _frequency(segments: list[Segment], word: str) -> int:
    total = 0
    for segment in segments:
        value = segment.terms.find("content", word.encode())
        if value is not None:
            total += segment.terms.frequency(value)
    return total


def _one_slip_away(word: str) -> set[str]:
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {left + right[1:] for left, right in splits if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    near |= {left + letter + right[1:] for left, right in splits if right for letter in _ALPHABET}
    near |= {left + letter + right for left, right in splits for letter in _ALPHABET}
    return near - {word}


def similar(
    snapshot: Snapshot, texts: dict[str, str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Documents that share the telling words of these texts, with scores, best first."""
    executor = Executor(snapshot)
    scores = np.zeros(snapshot.total)
    hits = np.zeros(snapshot.total, np.int64)
    chosen = _telling(snapshot, texts)
    for word in chosen:
        found = [executor.term(segment, "content", word) for segment in snapshot.segments]
        scored = executor.scores(found, "content")
        if scored is not None:
            places, gained = scored
            scores[places] += gained
            hits[places] += 1
    enough = max(2, len(chosen) // 5) if len(chosen) > 3 else 1
    good = snapshot.alive & (hits >= enough)
    found_places = np.flatnonzero(good & (scores >= _SIMILAR_ENOUGH * scores.max(initial=0.0)))
    numbers, found_scores = snapshot.numbers[found_places], scores[found_places]
    order = np.lexsort((-numbers, -found_scores))[:_MOST_SIMILAR]
    return numbers[order], found_scores[order]


def _telling(snapshot: Snapshot, texts: dict[str, str]) -> list[str]:
    counts: Counter[str] = Counter()
    for text in texts.values():
        counts.update(word for word, _ in words.places(text) if len(word) > 2)
    weighed = []
    for word, count in counts.most_common(_KEY_TERMS * 5):
        frequency = _frequency(snapshot.segments, word)
        if 1 < frequency <= snapshot.total // 2 or (frequency and snapshot.total < 10):
            rarity = math.log(snapshot.total / frequency) + 1
            weighed.append((math.sqrt(count) * rarity, word))
    return [word for _, word in heapq.nlargest(_KEY_TERMS, weighed)]
