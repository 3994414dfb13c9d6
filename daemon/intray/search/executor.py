"""Queries on arrays: which documents match, and how well, by BM25F.

A match is an array of flags and one of scores over all places of a snapshot. Scores of plain
words are those that Whoosh gives.
"""

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intray.search import expansion
from intray.search.limits import TooExpensiveError
from intray.search.postings import NO_OCCURRENCES, NO_POSTINGS, Occurrences, Postings
from intray.search.snapshot import Segment, Snapshot
from intray.search.syntax import And, Everything, Ids, Node, Not, Or, Text

LIMIT_S = 1.0  # of CPU for one query

_K1 = 1.2
_PLACE_BITS = 32
_FURTHEST = 64  # words of a phrase
_ENOUGH_POSTINGS = 50_000  # of a beginning or pattern in a segment: it finds nearly all by then


@dataclass
class Match:
    flags: NDArray[np.bool_]
    scores: NDArray[np.float64]


class Executor:
    """Evaluates one query on one snapshot."""

    def __init__(self, snapshot: Snapshot, limit_s: float = LIMIT_S) -> None:
        self._snapshot = snapshot
        self._deadline = time.thread_time() + limit_s

    def ranked(self, node: Node) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Numbers of the matching documents, best first and among equals the newest, and scores.

        Raises TooExpensiveError.
        """
        match = self.match(node)
        found = np.flatnonzero(match.flags & self._snapshot.alive)
        numbers, scores = self._snapshot.numbers[found], match.scores[found]
        order = np.lexsort((-numbers, -scores))
        return numbers[order], scores[order]

    def match(self, node: Node) -> Match:
        if time.thread_time() > self._deadline:
            raise TooExpensiveError
        match node:
            case Everything():
                return self._all(True)
            case Ids(ids, score):
                flags = self._snapshot.marked(np.fromiter(ids, np.int64, len(ids)))
                return Match(flags, flags.astype(np.float64) * score)
            case Not(item):
                return Match(~self.match(item).flags, self._all(False).scores)
            case And(items):
                return self._and([self.match(item) for item in items])
            case Or(items):
                return self._or([self.match(item) for item in items])
            case Text():
                return self._text(node)
        raise TypeError(node)

    def _all(self, flag: bool) -> Match:
        total = self._snapshot.total
        return Match(np.full(total, flag, np.bool_), np.zeros(total))

    def _and(self, matches: list[Match]) -> Match:
        flags = np.logical_and.reduce([match.flags for match in matches])
        return Match(flags, np.add.reduce([match.scores for match in matches]))

    def _or(self, matches: list[Match]) -> Match:
        flags = np.logical_or.reduce([match.flags for match in matches])
        return Match(flags, np.add.reduce([match.scores * match.flags for match in matches]))

    def _text(self, text: Text) -> Match:
        result = self._all(False)
        for field in text.fields:
            if text.kind == "phrase":
                self._add_phrase(result, field, text.words)
            else:
                self._add(result, self._postings(field, text.kind, text.words[0]), field)
        return result

    def _add(self, result: Match, postings: list[Postings], field: str) -> None:
        """Flags and BM25F scores of one term (or several taken as one) in one field."""
        for start, found in zip(self._snapshot.starts, postings, strict=True):
            if len(found.documents):
                result.flags[found.documents + start] = True
        scored = self.scores(postings, field)
        if scored is not None:
            places, scores = scored
            result.scores[places] += scores

    def scores(
        self, postings: list[Postings], field: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]] | None:
        snapshot = self._snapshot
        parts = [
            (found.documents + start, found.weights)
            for start, found in zip(snapshot.starts, postings, strict=True)
            if len(found.documents)
        ]
        if not parts:
            return None
        places = np.concatenate([places for places, _ in parts])
        weights = np.concatenate([weights for _, weights in parts])
        rarity = math.log(snapshot.total / (len(places) + 1)) + 1
        return places, rarity * (weights * (_K1 + 1) / (weights + snapshot.norms(field)[places]))

    def _postings(self, field: str, kind: str, word: str) -> list[Postings]:
        """For each segment."""
        if kind == "word":
            return self.word_postings(field, word)
        return [self._expanded(segment, field, kind, word) for segment in self._snapshot.segments]

    def word_postings(self, field: str, word: str) -> list[Postings]:
        wanted = [word, *sorted(self._spellings(word))]
        return [
            _united([self.term(segment, field, one) for one in wanted], segment)
            for segment in self._snapshot.segments
        ]

    def _spellings(self, word: str) -> set[str]:
        memory = self._snapshot.memory
        return {
            other
            for segment in self._snapshot.segments
            for other in expansion.spellings(segment, memory, word)
        }

    def term(self, segment: Segment, field: str, word: str) -> Postings:
        def make() -> Postings:
            value = segment.terms.find(field, word.encode())
            return NO_POSTINGS if value is None else segment.postings(value)

        return self._snapshot.memory.get((segment.name, field, word), make)

    def _expanded(self, segment: Segment, field: str, kind: str, word: str) -> Postings:
        memory = self._snapshot.memory

        def make() -> Postings:
            if kind == "prefix":
                values = expansion.prefixed(segment, field, word)
            elif kind == "wildcard":
                values = expansion.matching(segment, memory, field, word)
            else:
                values = expansion.containing(segment, memory, field, word)
            found = []
            read = 0
            for value in values:
                if time.thread_time() > self._deadline:
                    raise TooExpensiveError
                found.append(segment.postings(value))
                read += len(found[-1].documents)
                if read > _ENOUGH_POSTINGS:
                    break
            return _united(found, segment)

        return memory.get((segment.name, kind, field, word), make)

    def _add_phrase(self, result: Match, field: str, phrase: tuple[str, ...]) -> None:
        phrase = phrase[:_FURTHEST]
        groups = [[word, *sorted(self._spellings(word))] for word in phrase]
        within = np.zeros(self._snapshot.total, np.bool_)
        for start, segment in zip(self._snapshot.starts, self._snapshot.segments, strict=True):
            documents = self._phrase_documents(segment, field, groups)
            within[documents + start] = True
        if not within.any():
            return
        result.flags |= within
        for word in dict.fromkeys(phrase):
            scored = self.scores(self.word_postings(field, word), field)
            if scored is not None:
                places, scores = scored
                result.scores[places] += scores * within[places]

    def _phrase_documents(
        self, segment: Segment, field: str, groups: list[list[str]]
    ) -> NDArray[np.int64]:
        if time.thread_time() > self._deadline:
            raise TooExpensiveError
        sizes = []
        for offset, group in enumerate(groups):
            count = sum(len(self.term(segment, field, word).documents) for word in group)
            if not count:
                return np.zeros(0, np.int64)
            sizes.append((count, offset))
        found: NDArray[np.int64] | None = None
        for _, offset in sorted(sizes):
            keys = self._occurrences(segment, field, groups[offset]) - offset
            found = keys if found is None else _common(found, keys)
            if not len(found):
                break
        assert found is not None
        return np.unique(found >> _PLACE_BITS)

    def _occurrences(self, segment: Segment, field: str, group: list[str]) -> NDArray[np.int64]:
        parts = []
        for word in group:

            def make(word: str = word) -> Occurrences:
                value = segment.terms.find(field, word.encode())
                return NO_OCCURRENCES if value is None else segment.occurrences(value)

            parts.append(self._snapshot.memory.get((segment.name, "at", field, word), make).keys)
        parts = [part for part in parts if len(part)]
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))


def _united(found: list[Postings], segment: Segment) -> Postings:
    """Several terms taken as one: frequencies add up."""
    found = [postings for postings in found if len(postings.documents)]
    if not found:
        return NO_POSTINGS
    if len(found) == 1:
        return found[0]
    weights = np.zeros(segment.count)
    for postings in found:
        weights[postings.documents] += postings.weights
    documents = np.flatnonzero(weights)
    return Postings(documents, weights[documents])


def _common(few: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    found: NDArray[np.int64] = few[many[places] == few]
    return found
