"""Thumbnail, preview and download: files of a document, whatever the Accept header says."""

from pathlib import Path

from aiohttp import web

from intray.api import params
from intray.api.context import actor
from intray.api.documents.names import archive_name, content_disposition, original_name
from intray.api.documents.one import below_document, require_only_version
from intray.api.documents.placeholder import PLACEHOLDER
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.stored_file import Validators, file_answer
from intray.config import Paths
from intray.documents import listing
from intray.documents.listing import Document, Wanted
from intray.errors import NotFoundError

routes = Routes()

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


@routes.get("/api/documents/{id}/thumb/", needs="view_document", any_type=True)
async def thumbnail(request: web.Request) -> web.StreamResponse:
    document = await _document(request)
    folder = _derived_folder(request, document)
    path = folder / "thumb.webp" if folder else None
    if path is None or not path.is_file():
        return web.Response(
            body=PLACEHOLDER, content_type="image/webp", headers={"Cache-Control": "no-cache"}
        )
    headers = {
        "Content-Type": "image/webp",
        "Content-Disposition": content_disposition("inline", f"{document.id}.webp"),
        "Content-Security-Policy": SANDBOX,
    }
    tag = f"{document.checksum}-{document.derived}"
    return file_answer(request, path, headers, Validators(tag, document.modified_at))


@routes.get("/api/documents/{id}/preview/", needs="view_document", any_type=True)
async def preview(request: web.Request) -> web.StreamResponse:
    return await _file(request, shown=True)


@routes.get("/api/documents/{id}/download/", needs="view_document", any_type=True)
async def download(request: web.Request) -> web.StreamResponse:
    return await _file(request, shown=False)


async def _file(request: web.Request, *, shown: bool) -> web.StreamResponse:
    document = await _document(request)
    archive = _archive(request, document)
    if archive is not None and params.flag(request, "original") is not True:
        path, mime_type, name = archive, "application/pdf", archive_name(document)
        tag = document.archive_checksum or ""
    else:
        path = services(request).config.paths.blob(document.checksum)
        mime_type, name = document.mime_type, original_name(document)
        tag = document.checksum
    if not path.is_file():
        raise NotFoundError
    headers = _headers(mime_type, name, shown=shown)
    return file_answer(request, path, headers, Validators(tag, document.modified_at))


def _headers(mime_type: str, name: str, *, shown: bool) -> dict[str, str]:
    kind = "attachment"
    if shown and mime_type in SHOWN_TYPES:
        kind = "inline"
    elif shown and mime_type in ("text/plain", "text/csv"):
        kind, mime_type = "inline", PLAIN_TEXT
    return {
        "Content-Type": mime_type,
        "Content-Disposition": content_disposition(kind, name),
        "Content-Security-Policy": PDF_POLICY if mime_type == "application/pdf" else SANDBOX,
    }


async def _document(request: web.Request) -> Document:
    """Also one in the trash: people look at it before they decide."""
    require_only_version(request)
    wanted = Wanted(tags=False, rights=False)
    with below_document():
        async with services(request).database.read() as db:
            return await listing.get(db, actor(request), path_id(request), wanted, trashed=True)


def _archive(request: web.Request, document: Document) -> Path | None:
    """The archive, unless it is missing: then the original is what there is."""
    folder = _derived_folder(request, document)
    if folder is None or document.archive_checksum is None:
        return None
    path = folder / "archive.pdf"
    return path if path.is_file() else None


def _derived_folder(request: web.Request, document: Document) -> Path | None:
    paths: Paths = services(request).config.paths
    if document.derived is None:
        return None
    return paths.derived_folder(document.checksum, document.derived)
