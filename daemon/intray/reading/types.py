"""What a reading is asked for, the steps it goes through, and how it fails."""

import re
from dataclasses import dataclass
from pathlib import Path

from intray.errors import IntrayError

# What a person should know about a document that is stored but was not read as usual.
NOTICE_PASSWORD = "password"  # noqa: S105 - a code, not a secret
NOTICE_DAMAGED = "damaged"
NOTICE_TOO_LARGE = "too_large"
NOTICE_PAGES_SKIPPED = "pages_skipped"
NOTICE_LANGUAGE_MISSING = "language_missing"
NOTICE_CLEANING_UNAVAILABLE = "cleaning_unavailable"
NOTICE_NO_ARCHIVE = "no_archive"

# Most serious first: a document shows one.
NOTICES = (
    NOTICE_PASSWORD,
    NOTICE_DAMAGED,
    NOTICE_TOO_LARGE,
    NOTICE_PAGES_SKIPPED,
    NOTICE_LANGUAGE_MISSING,
    NOTICE_CLEANING_UNAVAILABLE,
    NOTICE_NO_ARCHIVE,
)

LAST_ATTEMPT = 3

MAX_ENTRIES = 200  # of a file's metadata
_MAX_NAME = 200  # characters
_MAX_VALUE = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True)
class Source:
    original: Path
    mime_type: str
    file_name: str  # as the sender named it; never part of a path
    attempt: int  # 1: everything; 2: 200 dpi, no deskew or clean; 3: pages that fail are left out
    metadata_only: bool = False
    archive: Path | None = None  # with `metadata_only`: the one made earlier


@dataclass(frozen=True)
class MetadataEntry:
    """One thing that a file says of itself, named as in XMP."""

    namespace: str
    prefix: str
    key: str
    value: str

    def cut(self) -> "MetadataEntry":
        """Of bounded length, on one line."""
        return MetadataEntry(
            _one_line(self.namespace, _MAX_NAME),
            _one_line(self.prefix, _MAX_NAME),
            _one_line(self.key, _MAX_NAME),
            _one_line(self.value, _MAX_VALUE),
        )


@dataclass(frozen=True)
class PageRead:
    """`page` of `pages` have been read."""

    page: int
    pages: int


@dataclass(frozen=True)
class TextKnown:
    text: str  # pages are parted by form feeds
    page_count: int | None  # None: the type has no pages
    language: str | None  # ISO 639-1
    dates: tuple[str, ...]  # ISO, most plausible first


@dataclass(frozen=True)
class ThumbnailMade:
    path: Path  # WebP in the work folder


@dataclass(frozen=True)
class ArchiveMade:
    path: Path  # PDF, where possible PDF/A, in the work folder
    page_count: int


@dataclass(frozen=True)
class MetadataKnown:
    """What the files say of themselves; `archive` is None without one."""

    original: tuple[MetadataEntry, ...]
    archive: tuple[MetadataEntry, ...] | None


@dataclass(frozen=True)
class Finished:
    notice: str | None  # one of NOTICES
    message: str | None  # for the log and the curious


Step = PageRead | TextKnown | ThumbnailMade | ArchiveMade | MetadataKnown | Finished


def _one_line(text: str, length: int) -> str:
    return " ".join(_CONTROL.sub(" ", text[: 2 * length]).split())[:length]


class ReadingError(IntrayError):
    """The reading broke off. The document stays as it is.

    `reason` is one of `worker_died`, `deadline`, `memory`, `failed`, `unsupported`;
    `retry` tells whether another attempt makes sense.
    """

    code = "reading"

    def __init__(self, reason: str, message: str, *, retry: bool = True) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry = retry
