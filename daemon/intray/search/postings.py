"""Postings as arrays, decoded from Whoosh's blocks, and a bounded memory of them."""

import io
import pickle
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"W3Bl"
_LAST = -1

T = TypeVar("T", bound="Sized")


@dataclass(frozen=True, slots=True)
class Postings:
    """In which documents of a segment (ascending) a term occurs, and how often."""

    documents: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def size(self) -> int:
        return 16 * len(self.documents) + 200


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Each occurrence of a term as document * 2**32 + place, ascending."""

    keys: NDArray[np.int64]

    @property
    def size(self) -> int:
        return 8 * len(self.keys) + 200


@dataclass(frozen=True, slots=True)
class Bytes:
    """Anything else that is worth remembering."""

    value: Any
    size: int


Sized = Postings | Occurrences | Bytes
NO_POSTINGS = Postings(np.zeros(0, np.int64), np.zeros(0))
NO_OCCURRENCES = Occurrences(np.zeros(0, np.int64))


class Memory:
    """What was used last, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._used = 0
        self._kept: OrderedDict[Hashable, Sized] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return cast(T, found)
        made = make()
        if made.size <= self._limit // 4:
            self._kept[key] = made
            self._used += made.size
            while self._used > self._limit:
                _, dropped = self._kept.popitem(last=False)
                self._used -= dropped.size
        return made


def read_postings(data: memoryview, offset: int) -> Postings:
    parts = [(ids, weights) for ids, weights, _ in _blocks(data, offset)]
    return Postings(
        np.concatenate([ids for ids, _ in parts]), np.concatenate([weights for _, weights in parts])
    )


def read_occurrences(data: memoryview, offset: int) -> Occurrences:
    parts = []
    for ids, weights, payloads in _blocks(data, offset):
        places = np.frombuffer(payloads.encode("latin-1"), np.uint32).astype(np.int64)
        parts.append((np.repeat(ids, weights.astype(np.int64)) << 32) + places)
    return Occurrences(np.concatenate(parts))


def _blocks(
    data: memoryview, offset: int
) -> "list[tuple[NDArray[np.int64], NDArray[np.float64], str]]":
    if data[offset : offset + 4] != _MAGIC:
        raise ValueError("no postings at this place of the index")
    found = []
    at = offset + 4
    length = 0
    while length >= 0:
        length = int.from_bytes(data[at : at + 4], "big", signed=True)
        end = at + 4 + abs(length)
        stream = io.BytesIO(data[at + 4 : end])
        count, _, _, compression, _, _ = _PlainUnpickler(stream).load()
        packed = stream.read()
        raw = zlib.decompress(packed) if compression else packed
        deltas, weights, payloads = _PlainUnpickler(io.BytesIO(raw)).load()
        found.append((np.cumsum(deltas, dtype=np.int64), _weights(weights, count), payloads or ""))
        at = end
    return found


def _weights(stored: object, count: int) -> NDArray[np.float64]:
    if stored is None:
        return np.ones(count)
    if isinstance(stored, float):
        return np.full(count, stored)
    return np.array(stored, np.float64)


class _PlainUnpickler(pickle.Unpickler):
    """Blocks hold tuples of numbers and strings; nothing in them may name code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} in a block of postings")
