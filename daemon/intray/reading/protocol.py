"""What main process and worker say to each other: one JSON object a line, over pipes.

To the worker: `read`, `grant`. From it: `want` and `release` (page slots), `opened`, `page`,
`text`, `thumbnail`, `archive`, `metadata`, `finished`, `failed`. A worker handles hostile files, so
nothing that it says is trusted: files have fixed names in the work folder, everything is checked.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intray.reading.types import (
    MAX_ENTRIES,
    NOTICES,
    ArchiveMade,
    Finished,
    MetadataEntry,
    MetadataKnown,
    PageRead,
    ReadingError,
    Step,
    TextKnown,
    ThumbnailMade,
)

Message = Mapping[str, Any]

MAX_LINE = 32_000_000  # bytes
MAX_TEXT = 5_000_000  # characters
MAX_DATES = 50
MAX_PAGES = 2000  # of a document; further ones are not read
ARCHIVE_NAME = "archive.pdf"
THUMBNAIL_NAME = "thumb.webp"

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE = re.compile(r"[a-z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def encode(message: Message) -> bytes:
    return json.dumps(message).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Raises ValueError for anything but a message."""
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("kind"), str):
        raise ValueError("not a message")
    return message


def clean_text(text: str) -> str:
    """Without control characters other than line and page ends, and of bounded length."""
    return _CONTROL.sub("", text[:MAX_TEXT])


def step_from(message: Message, work_dir: Path) -> Step | None:
    """The step that the worker announces, None if the message is about something else.

    Raises ValueError, KeyError or TypeError if the message does not hold what it should, and
    ReadingError for a `failed`.
    """
    match message["kind"]:
        case "page":
            return PageRead(_count(message["page"]), _count(message["pages"]))
        case "text":
            return _text(message)
        case "thumbnail":
            return ThumbnailMade(_file(work_dir / THUMBNAIL_NAME))
        case "archive":
            return ArchiveMade(_file(work_dir / ARCHIVE_NAME), _count(message["page_count"]))
        case "metadata":
            archive = message["archive"]
            return MetadataKnown(
                _entries(message["original"]), None if archive is None else _entries(archive)
            )
        case "finished":
            notice = message["notice"]
            return Finished(notice if notice in NOTICES else None, _line(message["message"]))
        case "failed":
            reason = message["reason"] if message["reason"] in ("memory",) else "failed"
            raise ReadingError(reason, _line(message["message"]) or "The reading failed.")
    return None


def _text(message: Message) -> TextKnown:
    page_count = message["page_count"]
    language = message["language"]
    return TextKnown(
        text=clean_text(str(message["text"])),
        page_count=None if page_count is None else _count(page_count),
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        dates=tuple(day for day in message["dates"][:MAX_DATES] if _ISO_DATE.fullmatch(day)),
    )


def _entries(items: Any) -> tuple[MetadataEntry, ...]:
    return tuple(MetadataEntry(*map(str, item)).cut() for item in items[:MAX_ENTRIES])


def _count(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise ValueError("not a count")
    return value


def _line(value: Any) -> str | None:
    return " ".join(str(value).split())[:500] if value else None


def _file(path: Path) -> Path:
    """The worker's file, if it is a plain one: a link could point anywhere."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size == 0:
        raise ValueError(f"{path.name} is missing")
    return path
