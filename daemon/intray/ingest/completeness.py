"""Does a file end where its format says it ends? A scanner may still be writing it.

Read with plain reads and never mapped: a file that shrinks under a mapping kills the process.
"""

import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

PDF_TAIL_BYTES = 16 * 1024
ZIP_TAIL_BYTES = 22 + 65535
STEP_LIMIT = 100_000  # boxes, chunks, pages: more is no scan
BLOCK_BYTES = 256 * 1024


class CutError(Exception):
    """The file ends before its content does."""


class Content:
    """A file with a known size, read at any place."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size

    def at(self, offset: int, length: int) -> bytes:
        """Exactly these bytes; raises CutError where there are fewer."""
        self.require(offset + length)
        self.stream.seek(offset)
        found = self.stream.read(length)
        if len(found) != length:
            raise CutError
        return found

    def require(self, end: int) -> None:
        if end > self.size:
            raise CutError

    def number(self, offset: int, form: str) -> int:
        return int(struct.unpack(form, self.at(offset, struct.calcsize(form)))[0])

    def tail(self, length: int) -> bytes:
        start = max(0, self.size - length)
        return self.at(start, self.size - start)

    def find(self, pattern: bytes, start: int) -> int:
        """Place of the first occurrence; raises CutError if there is none."""
        keep = len(pattern) - 1
        while start < self.size:
            block = self.at(start, min(BLOCK_BYTES, self.size - start))
            if (found := block.find(pattern)) >= 0:
                return start + found
            start += max(len(block) - keep, 1)
        raise CutError


def is_complete(stream: BinaryIO, size: int, mime_type: str) -> bool:
    """True also for types whose end cannot be told. Raises OSError only."""
    check = _CHECKS.get(mime_type)
    if check is None:
        return True
    try:
        check(Content(stream, size))
    except (CutError, struct.error, ValueError, OverflowError):
        return False
    return True


def _pdf(content: Content) -> None:
    tail = content.tail(PDF_TAIL_BYTES)
    end = tail.rfind(b"%%EOF")
    start = tail.rfind(b"startxref", 0, end)
    if end < 0 or start < 0:
        raise CutError
    content.require(int(tail[start + 9 : end].split()[0][:20]))
    head = content.at(0, min(1024, content.size))
    if b"/Linearized" in head and b"/L " in head:  # has an early %%EOF, but names its full length
        length = head.split(b"/L ", 1)[1].split(b"/")[0].split(b">")[0].split()
        if length and length[0].isdigit():
            content.require(int(length[0][:20]))


def _jpeg(content: Content) -> None:
    offset = 2
    for _ in range(STEP_LIMIT):
        marker, length = struct.unpack(">2sH", content.at(offset, 4))
        if marker[0] != 0xFF:
            raise CutError
        if marker[1] == 0xFF:  # fill byte
            offset += 1
            continue
        offset += 2 + length
        if marker == b"\xff\xda":
            content.find(b"\xff\xd9", offset)  # pixels never contain this pair
            return
    raise CutError


def _png(content: Content) -> None:
    offset = 8
    for _ in range(STEP_LIMIT):
        length, kind = struct.unpack(">I4s", content.at(offset, 8))
        offset += 12 + length
        content.require(offset)
        if kind == b"IEND":
            return
    raise CutError


def _gif(content: Content) -> None:
    flags = content.at(10, 1)[0]
    offset = 13 + _color_table(flags)
    for _ in range(STEP_LIMIT):
        kind = content.at(offset, 1)
        if kind == b"\x3b":
            return
        if kind == b"\x2c":
            offset += 10 + _color_table(content.at(offset + 9, 1)[0]) + 1
        elif kind == b"\x21":
            offset += 2
        else:
            raise CutError
        for _ in range(STEP_LIMIT):
            length = content.at(offset, 1)[0]
            offset += 1 + length
            if length == 0:
                break
    raise CutError


def _color_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _bmp(content: Content) -> None:
    content.require(content.number(2, "<I"))


def _webp(content: Content) -> None:
    content.require(content.number(4, "<I") + 8)


def _zip(content: Content) -> None:
    tail = content.tail(ZIP_TAIL_BYTES)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise CutError
    size, offset = struct.unpack("<II", tail[end + 12 : end + 20])
    if 0xFFFFFFFF not in (size, offset):
        content.require(size + offset)


def _boxes(content: Content) -> None:
    """ISO media: HEIC, HEIF, AVIF, JPEG 2000."""
    offset = 0
    for _ in range(STEP_LIMIT):
        if content.size - offset < 8:
            return
        length, kind = struct.unpack(">I4s", content.at(offset, 8))
        if length == 0:  # to the end of the file
            if kind == b"jp2c":
                content.find(b"\xff\xd9", offset)
            return
        if length == 1:
            length = content.number(offset + 8, ">Q")
        if length < 8:
            raise CutError
        offset += length
        content.require(offset)
    raise CutError


def _tiff(content: Content) -> None:
    if not list(tiff_pages(content)):
        raise CutError


def tiff_pages(content: Content) -> Iterator[int]:
    """Offset of each page's directory; raises CutError where one or its pixels are cut."""
    order = "<" if content.at(0, 2) == b"II" else ">"
    big = content.number(2, order + "H") == 43
    offset = content.number(8, order + "Q") if big else content.number(4, order + "I")
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < STEP_LIMIT:
        seen.add(offset)
        count = content.number(offset, order + ("Q" if big else "H"))
        entries = offset + (8 if big else 2)
        length = 20 if big else 12
        if count > 4096:
            raise CutError
        table = content.at(entries, count * length)
        _require_pixels(content, table, order, big)
        yield offset
        offset = content.number(entries + count * length, order + ("Q" if big else "I"))


_TIFF_FORMS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_OFFSETS_AND_COUNTS = ((273, 279), (324, 325))  # strips, tiles


def _require_pixels(content: Content, table: bytes, order: str, big: bool) -> None:
    head, field = (order + "HHQ", 8) if big else (order + "HHI", 4)
    found: dict[int, tuple[int, ...]] = {}
    length = struct.calcsize(head) + field
    for start in range(0, len(table), length):
        tag, kind, count = struct.unpack_from(head, table, start)
        if tag not in (273, 279, 324, 325) or kind not in _TIFF_FORMS:
            continue
        form = f"{order}{count}{_TIFF_FORMS[kind]}"
        place = start + length - field
        if struct.calcsize(form) <= field:
            found[tag] = struct.unpack_from(form, table, place)
        else:
            offset = struct.unpack_from(order + ("Q" if big else "I"), table, place)[0]
            found[tag] = struct.unpack(form, content.at(offset, struct.calcsize(form)))
    for offsets, counts in _OFFSETS_AND_COUNTS:
        if offsets in found and counts in found:
            ends = map(sum, zip(found[offsets], found[counts], strict=False))
            content.require(max(ends, default=0))


_CHECKS: dict[str, Callable[[Content], None]] = {
    "application/pdf": _pdf,
    "application/zip": _zip,
    "image/avif": _boxes,
    "image/bmp": _bmp,
    "image/gif": _gif,
    "image/heic": _boxes,
    "image/heif": _boxes,
    "image/jp2": _boxes,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/tiff": _tiff,
    "image/webp": _webp,
}
