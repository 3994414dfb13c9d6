"""What an index holds of a document: its number and the words of its texts, nothing else.

Everything that SQL can answer stays in SQL; no text is stored. Imports Whoosh, so only the
processes that read and write the index import this.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Format

from intray.search import words
from intray.search.layout import SPELLINGS, TEXT_FIELDS

MAX_TEXT = 2_000_000  # characters of one field that are indexed

Places = dict[str, "array[int]"]  # word → its places
Posting = tuple[bytes, int, float, bytes]


class PlacesFormat(Format):  # type: ignore[misc]
    """Payload of a posting: the places of the word as 32-bit numbers."""

    def word_values(self, value: object, analyzer: object, **kwargs: object) -> Iterator[Any]:
        raise NotImplementedError("WordField makes its postings itself")

    def decode_positions(self, payload: bytes) -> list[int]:
        return list(array("I", payload))

    def decode_frequency(self, payload: bytes) -> int:
        return len(payload) // 4

    def decode_weight(self, payload: bytes) -> float:
        return float(len(payload) // 4)


class WordField(FieldType):  # type: ignore[misc]
    """Words with their places, scorable."""

    scorable = True
    format = PlacesFormat()

    def __init__(self) -> None:
        pass

    def index(self, value: Places, **kwargs: object) -> Iterator[Posting]:
        for word, places in value.items():
            yield word.encode(), len(places), float(len(places)), places.tobytes()


class SpellingsField(FieldType):  # type: ignore[misc]
    """For words that can be spelled otherwise: their common key, a zero byte, the word itself."""

    scorable = False
    format = Existence()

    def __init__(self) -> None:
        pass

    def index(self, value: set[str], **kwargs: object) -> Iterator[Posting]:
        for word in value:
            yield f"{words.key(word)}\0{word}".encode(), 1, 1.0, b""


def fields_of(number: int, texts: dict[str, str]) -> dict[str, Any]:
    """What to hand to Whoosh's `add_document`."""
    fields: dict[str, Any] = {"number": number}
    unusual: set[str] = set()
    for name in TEXT_FIELDS:
        text = texts.get(name)
        if text:
            places = _places(text)
            fields[name] = places
            unusual.update(word for word in places if words.key(word) != word)
    if unusual:
        fields[SPELLINGS] = unusual
    return fields


def _places(text: str) -> Places:
    found: Places = {}
    for word, place in words.places(text[:MAX_TEXT]):
        places = found.get(word)
        if places is None:
            found[word] = array("I", (place,))
        else:
            places.append(place)
    return found


def schema() -> Schema:
    return Schema(
        number=COLUMN(NumericColumn("I")),
        **{name: WordField() for name in TEXT_FIELDS},
        **{SPELLINGS: SpellingsField()},
    )


class PlacesCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec, but with the places of a whole block in one string.

    As it comes it keeps one pickled bytes object a posting, and each costs a call on reading.
    """

    def __init__(self) -> None:
        super().__init__(blocklimit=512, compression=1)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "_BlockWriter":
        return _BlockWriter(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> "_BlockMatcher":
        offset, length = terminfo.extent()
        return _BlockMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class _BlockWriter(W3PostingsWriter):  # type: ignore[misc]
    def _mini_values(self) -> str | None:
        # A string, because this pickle protocol knows no bytes.
        return b"".join(self._values).decode("latin-1") if self._values else None


class _BlockMatcher(W3LeafMatcher):  # type: ignore[misc]
    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        if self._weights is None:
            self._read_weights()
        joined = (self._data[2] or "").encode("latin-1")
        values, at = [], 0
        for weight in self._weights if joined else ():
            end = at + 4 * int(weight)
            values.append(joined[at:end])
            at = end
        self._values = values or [b""] * self._blocklength
