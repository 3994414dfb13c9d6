"""Thumbnail, preview and download: files of a document, whatever the Accept header says."""

from aiohttp import web

from intray.api import params
from intray.api.documents.at_version import read_document
from intray.api.documents.handed_out import SANDBOX, headers_of
from intray.api.documents.names import content_disposition
from intray.api.documents.one import below_document
from intray.api.documents.placeholder import PLACEHOLDER
from intray.api.routing import Routes
from intray.api.services import services
from intray.api.stored_file import Validators, file_answer
from intray.documents.files import choose, derived_folder
from intray.documents.listing import Document, Wanted

routes = Routes()


@routes.get("/api/documents/{id}/thumb/", needs="view_document", any_type=True)
async def thumbnail(request: web.Request) -> web.StreamResponse:
    document = await _document(request)
    folder = derived_folder(services(request).config.paths, document)
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
    original = params.flag(request, "original") is True
    file = choose(services(request).config.paths, document, original=original)
    headers = headers_of(file, shown=shown)
    return file_answer(request, file.path, headers, Validators(file.tag, document.modified_at))


async def _document(request: web.Request) -> Document:
    """Also one in the trash: people look at it before they decide."""
    wanted = Wanted(tags=False, rights=False)
    with below_document():
        async with services(request).database.read() as db:
            return await read_document(request, db, wanted, trashed=True)
