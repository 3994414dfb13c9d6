"""The index as of one commit, opened by its table of contents.

Whoosh's own way of refreshing an open searcher returns deleted and doubled documents after some
merges; here each commit is opened anew, and only segments that are still the same are kept.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import TOC
from whoosh.util.numeric import byte_to_length

from intray.search import manifest
from intray.search.layout import INDEX_NAME, TEXT_FIELDS
from intray.search.postings import (
    Memory,
    Occurrences,
    Postings,
    read_occurrences,
    read_postings,
)
from intray.search.schema import schema
from intray.search.storage import MappedStorage
from intray.search.terms import Terms
from intray.search.writer import numbers

TRIES = 10  # a commit may delete files between reading the table of contents and opening them
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
_K1, _B = 1.2, 0.75  # of BM25F, as Whoosh has them


class Segment:
    """The part of a segment that never changes; which documents are deleted is the snapshot's."""

    def __init__(self, storage: MappedStorage, segment: Any) -> None:
        files = segment.open_compound_file(storage)
        self.name: str = segment.segment_id()
        self.count: int = segment.doc_count_all()
        self.field_lengths: dict[str, int] = dict(segment._fieldlengths)
        self.numbers = np.array(numbers(storage, segment), np.int64)
        self.terms = Terms(files.open_file(segment.make_filename(W3Codec.TERMS_EXT)))
        self._postings = files.open_file(segment.make_filename(W3Codec.POSTS_EXT)).data
        self._lengths = {
            name: files.open_file(column).data
            for name in TEXT_FIELDS
            if files.file_exists(column := W3Codec.column_filename(segment, f"_{name}_len"))
        }

    def lengths(self, name: str) -> NDArray[np.float64]:
        """Words in the field of each document."""
        found = np.zeros(self.count, np.uint8)
        if name in self._lengths:
            stored = np.frombuffer(self._lengths[name], np.uint8)
            found[: len(stored)] = stored
        return _LENGTHS[found]

    def postings(self, value: int) -> Postings:
        return read_postings(self._postings, self.terms.extent(value)[0])

    def occurrences(self, value: int) -> Occurrences:
        return read_occurrences(self._postings, self.terms.extent(value)[0])


@dataclass
class Snapshot:
    """All segments of one commit, their documents counted through."""

    generation: int
    segments: list[Segment]
    starts: list[int]
    numbers: NDArray[np.int64]  # of the documents, by their place
    alive: NDArray[np.bool_]
    memory: Memory
    _norms: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Documents, deleted ones included, as Whoosh counts for its scores."""
        return len(self.numbers)

    def norms(self, name: str) -> NDArray[np.float64]:
        """What BM25F adds to the frequency of a word for the length of each document."""
        found = self._norms.get(name)
        if found is None:
            lengths = [segment.lengths(name) for segment in self.segments]
            all_words = sum(segment.field_lengths.get(name, 0) for segment in self.segments)
            average = all_words / (self.total or 1) or 1
            found = _K1 * ((1 - _B) + _B * np.concatenate(lengths) / average)
            self._norms[name] = found
        return found

    def marked(self, document_numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which places hold one of these documents."""
        if not len(document_numbers) or not self.total:
            return np.zeros(self.total, np.bool_)
        table = np.zeros(max(int(self.numbers.max()), int(document_numbers.max())) + 1, np.bool_)
        table[document_numbers] = True
        marked: NDArray[np.bool_] = table[self.numbers]
        return marked


class Opener:
    """Opens the newest commit of a folder, keeping what has not changed since the last one."""

    def __init__(self, folder: Path, memory_bytes: int) -> None:
        self._folder = folder
        self._storage = MappedStorage(folder)
        self._memory = Memory(memory_bytes)
        self._open: Snapshot | None = None

    def newest(self) -> Snapshot:
        """Raises DamagedIndexError or whatever damaged files lead to."""
        for tries_left in reversed(range(TRIES)):
            generation = manifest.newest_generation(self._folder)
            if generation is None:
                raise manifest.DamagedIndexError("there is no index yet")
            if self._open is not None and self._open.generation == generation:
                return self._open
            try:
                self._open = self._opened(generation)
            except FileNotFoundError:
                if not tries_left:
                    raise
            else:
                return self._open
        raise AssertionError

    def _opened(self, generation: int) -> Snapshot:
        toc = TOC.read(self._storage, INDEX_NAME, gen=generation, schema=schema())
        known = {segment.name: segment for segment in self._open.segments} if self._open else {}
        segments: list[Segment] = []
        alive = []
        for stored in toc.segments:
            name = stored.segment_id()
            segments.append(known.get(name) or Segment(self._storage, stored))
            flags = np.ones(stored.doc_count_all(), np.bool_)
            flags[list(stored.deleted_docs())] = False
            alive.append(flags)
        counts = [segment.count for segment in segments]
        return Snapshot(
            generation=generation,
            segments=segments,
            starts=[0, *np.cumsum(counts).tolist()][:-1] if counts else [],
            numbers=_joined([segment.numbers for segment in segments], np.int64),
            alive=_joined(alive, np.bool_),
            memory=self._memory,
        )


def _joined(parts: list[Any], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
