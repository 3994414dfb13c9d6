"""File names that people get for their documents, and the header that carries them."""

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

from intray.documents.listing import Document

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_MAX_STEM = 180  # characters, so that the name fits every file system
_MAX_SUFFIX = 16


def archive_name(document: Document) -> str:
    return _stem(document) + ".pdf"


def original_name(document: Document) -> str:
    suffix = PurePath(document.original_name).suffix[:_MAX_SUFFIX]
    return _stem(document) + _plain(suffix)


def content_disposition(kind: str, name: str) -> str:
    """`kind` is inline or attachment; the name twice, for old and for new clients (RFC 6266)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    fallback = _plain(ascii_name).strip() or "document"
    if fallback.startswith("."):
        fallback = "document" + fallback
    return f"{kind}; filename=\"{fallback}\"; filename*=utf-8''{quote(name, safe='')}"


def _stem(document: Document) -> str:
    """Date, correspondent and title, as far as there are any."""
    parts = (document.created, document.correspondent, document.title)
    return _plain(" ".join(part.strip() for part in parts if part and part.strip()))[:_MAX_STEM]


def _plain(text: str) -> str:
    return _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", text))
