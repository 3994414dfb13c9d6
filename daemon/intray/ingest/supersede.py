"""Scanners that deliver page by page: the longer file of the same name a moment later.

Such a file replaces the original of its document instead of becoming a second one. Page count and
name alone do not tell: many scanners call every paper scan.pdf. So the new file must begin with
the stored bytes, or have more pages and hold the stored page's bytes somewhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from intray.ingest.completeness import Content, CutError, tiff_pages
from intray.ingest.folder import Place

WINDOW_S = 120.0
ANCHORS = 32
ANCHOR_BYTES = 48
ANCHOR_VARIETY = 24  # distinct bytes: compressed pixels, not structure or blank paper
ANCHORS_NEEDED = 4
BLOCK_BYTES = 1024 * 1024
REMEMBERED = 100
_PDF_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


@dataclass(frozen=True)
class Recent:
    document_id: int
    checksum: str
    stored_at: float  # monotonic seconds


class RecentlyStored:
    """What came from the folder in the last two minutes, by place."""

    def __init__(self) -> None:
        self._documents: dict[Place, Recent] = {}

    def note(self, place: Place, recent: Recent) -> None:
        self._documents.pop(place, None)
        self._documents[place] = recent
        while len(self._documents) > REMEMBERED:
            self._documents.pop(next(iter(self._documents)))

    def at(self, place: Place, now: float) -> Recent | None:
        found = self._documents.get(place)
        return found if found and now - found.stored_at <= WINDOW_S else None


def continues(stored: Path, new: Path, mime_type: str) -> bool:
    """Whether the new file is the stored one with more to it. False where it cannot be read."""
    try:
        with stored.open("rb") as old, new.open("rb") as longer:
            old_size, new_size = stored.stat().st_size, new.stat().st_size
            if new_size <= old_size:
                return False
            if _begins_with(longer, old):
                return True
            pages = _PAGES.get(mime_type)
            return (
                pages is not None
                and pages(longer, new_size) > pages(old, old_size) > 0
                and _holds(longer, _anchors(old, old_size))
            )
    except (OSError, CutError):
        return False


def _begins_with(longer: BinaryIO, old: BinaryIO) -> bool:
    while block := old.read(BLOCK_BYTES):
        if longer.read(len(block)) != block:
            return False
    return True


def _pdf_pages(stream: BinaryIO, size: int) -> int:
    """Pages that can be seen without unpacking; scanners write them so."""
    stream.seek(0)
    count, tail = 0, b""
    while block := stream.read(BLOCK_BYTES):
        text = tail + block
        matches = list(_PDF_PAGE.finditer(text))
        count += len(matches)
        tail = text[max(matches[-1].end() if matches else 0, len(text) - 32) :]
    return count


def _tiff_pages(stream: BinaryIO, size: int) -> int:
    return sum(1 for _ in tiff_pages(Content(stream, size)))


_PAGES: dict[str, Callable[[BinaryIO, int], int]] = {
    "application/pdf": _pdf_pages,
    "image/tiff": _tiff_pages,
}


def _anchors(stream: BinaryIO, size: int) -> set[bytes]:
    """Pieces from all over the file that occur by chance nowhere else."""
    content = Content(stream, size)
    places = range(0, size - ANCHOR_BYTES, max(1, size // ANCHORS))
    pieces = {content.at(place, ANCHOR_BYTES) for place in places}
    return {piece for piece in pieces if len(set(piece)) >= ANCHOR_VARIETY}


def _holds(stream: BinaryIO, anchors: set[bytes]) -> bool:
    """Whether nearly all anchors occur in the file."""
    if len(anchors) < ANCHORS_NEEDED:
        return False
    missing, tail = set(anchors), b""
    stream.seek(0)
    while missing and (block := stream.read(BLOCK_BYTES)):
        text = tail + block
        missing -= {anchor for anchor in missing if anchor in text}
        tail = text[-ANCHOR_BYTES:]
    return len(missing) * 4 <= len(anchors)
