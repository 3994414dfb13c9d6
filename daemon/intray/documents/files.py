"""Which file of a document is handed out, and under which name."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import aiosqlite

from intray.config import Paths
from intray.documents.listing import Document, seen_by
from intray.errors import NotFoundError
from intray.permissions import Actor

PDF = "application/pdf"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_MAX_STEM = 180  # characters, so that the name fits every file system
_MAX_SUFFIX = 16


@dataclass(frozen=True)
class HandedOut:
    path: Path
    mime_type: str
    name: str  # plain enough for every file system and for headers
    tag: str  # of this very content, for caches


def choose(paths: Paths, document: Document, *, original: bool) -> HandedOut:
    """The archive if there is one and `original` is not wanted. Raises NotFoundError.

    Looks at the disk, a stat or two.
    """
    archive = None if original else archive_of(paths, document)
    if archive is not None:
        return HandedOut(archive, PDF, archive_name(document), document.archive_checksum or "")
    path = paths.blob(document.checksum)
    if not path.is_file():
        raise NotFoundError
    return HandedOut(path, document.mime_type, original_name(document), document.checksum)


async def checksums(
    db: aiosqlite.Connection, actor: Actor, ids: Sequence[int], *, original: bool
) -> list[tuple[int, str]]:
    """(id, checksum of the file) of those that the actor sees outside of the trash, in order."""
    seen = seen_by(actor)
    column = "d.checksum" if original else "coalesce(d.archive_checksum, d.checksum)"
    rows = await db.execute_fetchall(
        f"SELECT d.id, {column} FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE {seen.condition} ORDER BY w.key",
        (json.dumps(list(ids)), *seen.parameters),
    )
    return [(row[0], row[1]) for row in rows]


def archive_of(paths: Paths, document: Document) -> Path | None:
    """The archive, unless it is missing: then the original is what there is."""
    folder = derived_folder(paths, document)
    if folder is None or document.archive_checksum is None:
        return None
    path = folder / "archive.pdf"
    return path if path.is_file() else None


def derived_folder(paths: Paths, document: Document) -> Path | None:
    if document.derived is None:
        return None
    return paths.derived_folder(document.checksum, document.derived)


def archive_name(document: Document) -> str:
    return _stem(document) + ".pdf"


def original_name(document: Document) -> str:
    suffix = PurePath(document.original_name).suffix[:_MAX_SUFFIX]
    return _stem(document) + plain(suffix)


def plain(text: str) -> str:
    """Without signs that a file system, a header or a reader could misunderstand."""
    return _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", text))


def _stem(document: Document) -> str:
    """Date, correspondent and title, as far as there are any."""
    parts = (document.created, document.correspondent, document.title)
    return plain(" ".join(part.strip() for part in parts if part and part.strip()))[:_MAX_STEM]
