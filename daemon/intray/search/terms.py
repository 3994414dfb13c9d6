"""The sorted terms of one segment, read straight from Whoosh's mapped term file."""

import struct
from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filetables import OrderedHashReader

from intray.search.storage import MappedFile

_LENGTHS = struct.Struct("!ii")  # of key and value, before each key
_FIELD = struct.Struct("!H")  # number of the field, before each term
_INFO = struct.Struct("!BfIBBfII")  # inlined, weight, documents, …: see whoosh3.W3TermInfo
_EXTENT = struct.Struct("!qi")  # where the postings lie
_FREQUENCY_AT = 5  # of the number of documents in a value
_POSITION_TYPES = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "q": ">i8"}


class Terms:
    """A term is known by its place in the order, or by the offset of its value."""

    def __init__(self, file: MappedFile) -> None:
        self._hash = OrderedHashReader(file, len(file.data))
        self._data = file.data
        self._bytes = np.frombuffer(file.data, np.uint8)
        extras = self._hash.extras
        self._fields: dict[str, int] = extras["fieldmap"]
        self._positions = np.frombuffer(
            file.data,
            _POSITION_TYPES[extras["indextype"]],
            extras["indexlen"],
            self._hash.indexbase,
        )

    def find(self, field: str, term: bytes) -> int | None:
        """Offset of the value of a term, None if no document has it."""
        number = self._fields.get(field)
        if number is None:
            return None
        for offset, _ in self._hash.ranges_for_key(_FIELD.pack(number) + term):
            return int(offset)
        return None

    def starting(self, field: str, prefix: bytes) -> tuple[int, int]:
        """First place and the one after the last of the terms with this beginning."""
        number = self._fields.get(field)
        if number is None:
            return (0, 0)
        first = _FIELD.pack(number) + prefix
        return self._bisect(first), self._bisect(_successor(first))

    def term(self, place: int) -> bytes:
        position = int(self._positions[place])
        key_length, _ = _LENGTHS.unpack_from(self._data, position)
        start = position + _LENGTHS.size
        return bytes(self._data[start + _FIELD.size : start + key_length])

    def joined(self, first: int, last: int) -> bytes:
        """Terms of these places, the most frequent first, each between line feeds."""
        data, unpack, size = self._data, _LENGTHS.unpack_from, _LENGTHS.size
        order = np.argsort(-self.frequencies(self.values(first, last)), kind="stable")
        pieces = [b""]
        for position in self._positions[first:last][order].tolist():
            start = position + size
            pieces.append(bytes(data[start + 2 : start + unpack(data, position)[0]]))
        pieces.append(b"")
        return b"\n".join(pieces)

    def values(self, first: int, last: int) -> NDArray[np.int64]:
        """Offsets of the values of these places."""
        positions = self._positions[first:last].astype(np.int64)
        lengths = (self._bytes[positions + 2].astype(np.int64) << 8) | self._bytes[positions + 3]
        return positions + _LENGTHS.size + lengths

    def frequencies(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many documents the terms with these values occur (deleted ones included)."""
        found = np.zeros(len(values), np.int64)
        for byte in range(4):
            found = (found << 8) | self._bytes[values + _FREQUENCY_AT + byte]
        return found

    def frequency(self, value: int) -> int:
        found: int = _INFO.unpack_from(self._data, value)[2]
        return found

    def extent(self, value: int) -> tuple[int, int]:
        """Offset and length of the postings of a term."""
        offset, length = _EXTENT.unpack_from(self._data, value + _INFO.size)
        return offset, length

    def _bisect(self, key: bytes) -> int:
        return bisect_left(_Keys(self._data, self._positions), key)


class _Keys:
    """Keys in order, for bisect."""

    def __init__(self, data: memoryview, positions: NDArray[np.integer]) -> None:
        self._data = data
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, place: int) -> bytes:
        position = int(self._positions[place])
        start = position + _LENGTHS.size
        return bytes(self._data[start : start + _LENGTHS.unpack_from(self._data, position)[0]])


def _successor(prefix: bytes) -> bytes:
    """The smallest key after all that start so. Our keys never consist of 0xff alone."""
    shortened = prefix.rstrip(b"\xff")
    return shortened[:-1] + bytes([shortened[-1] + 1])
