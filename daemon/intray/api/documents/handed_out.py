"""Which file of a document is handed out, under which name, and what browsers may do with it."""

from dataclasses import dataclass
from pathlib import Path

from intray.api.documents.names import archive_name, content_disposition, original_name
from intray.config import Paths
from intray.documents.listing import Document
from intray.errors import NotFoundError

# Browsers only show what cannot run code; all else is handed over to be saved.
SHOWN_TYPES = frozenset(
    (
        "application/pdf",
        "image/bmp",
        "image/gif",
        "image/heic",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
    )
)
PLAIN_TEXT = "text/plain; charset=utf-8"
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF_POLICY = (
    "script-src 'none'; frame-ancestors 'self'"  # a sandbox keeps PDF viewers from starting
)


@dataclass(frozen=True)
class HandedOut:
    path: Path
    mime_type: str
    name: str
    tag: str  # of this very content, for caches


def choose(paths: Paths, document: Document, *, original: bool) -> HandedOut:
    """The archive if there is one and `original` is not wanted. Raises NotFoundError.

    Looks at the disk, a stat or two.
    """
    archive = None if original else archive_of(paths, document)
    if archive is not None:
        tag = document.archive_checksum or ""
        return HandedOut(archive, "application/pdf", archive_name(document), tag)
    path = paths.blob(document.checksum)
    if not path.is_file():
        raise NotFoundError
    return HandedOut(path, document.mime_type, original_name(document), document.checksum)


def headers_of(file: HandedOut, *, shown: bool) -> dict[str, str]:
    """`shown`: in the browser, if that is harmless."""
    kind, mime_type = "attachment", file.mime_type
    if shown and mime_type in SHOWN_TYPES:
        kind = "inline"
    elif shown and mime_type in ("text/plain", "text/csv"):
        kind, mime_type = "inline", PLAIN_TEXT
    return {
        "Content-Type": mime_type,
        "Content-Disposition": content_disposition(kind, file.name),
        "Content-Security-Policy": PDF_POLICY if mime_type == "application/pdf" else SANDBOX,
    }


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
