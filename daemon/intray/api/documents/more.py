"""The smaller things about one document: metadata, suggestions, root."""

import re

import aiosqlite
from aiohttp import web

from intray.api.answers import answer
from intray.api.context import actor
from intray.api.documents.at_version import read_document
from intray.api.documents.one import below_document
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.documents import changes, listing
from intray.documents.listing import Wanted
from intray.errors import IntrayError
from intray.matching import rules
from intray.matching.match import match
from intray.pipeline.describe import describe

routes = Routes()

SUGGESTED_DATES = 3
_ENDING = re.compile(r"\.[a-z0-9]{1,16}$")
PLAIN = Wanted(tags=False, rights=False, correspondent=False)
WITH_TEXT = Wanted(content="whole", tags=False, rights=False, correspondent=False)


class NoAiError(IntrayError):
    """Some clients offer it; Intray has none."""

    code, status = "ai_disabled", 400

    def __init__(self) -> None:
        super().__init__("AI is required for this feature")


@routes.get("/api/documents/{id}/metadata/", needs="view_document")
async def metadata(request: web.Request) -> web.Response:
    with below_document():
        async with services(request).database.read() as db:
            document = await read_document(request, db, PLAIN, trashed=True)
    parts = services(request)
    told = await describe(parts.database, parts.config.paths, parts.pool, document)
    media_name = f"{document.id:07}"
    has_archive = document.archive_checksum is not None
    ending = _ENDING.search(document.original_name.lower())
    return answer(
        {
            "original_checksum": document.checksum,
            "original_size": document.size,
            "original_mime_type": document.mime_type,
            "media_filename": media_name + (ending.group() if ending else ""),
            "has_archive_version": has_archive,
            "original_metadata": told.get(document.checksum, []),
            "archive_checksum": document.archive_checksum,
            "archive_media_filename": f"{media_name}.pdf" if has_archive else None,
            "original_filename": document.original_name,
            "archive_size": document.archive_size,
            "archive_metadata": told.get(document.archive_checksum, [])
            if document.archive_checksum is not None
            else None,
            "lang": document.language or "en",
        }
    )


@routes.get("/api/documents/{id}/suggestions/", needs="view_document")
async def suggestions(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        await _require_changeable(request, db)
        dates = await listing.dates_in_text(db, path_id(request))
        document = await listing.get(db, actor(request), path_id(request), WITH_TEXT)
        known = await rules.load(db, actor(request))
    found = await match(known, document.content or "")
    return answer(
        {
            "correspondents": found.of("correspondents"),
            "tags": found.of("tags"),
            "document_types": found.of("document_types"),
            "storage_paths": found.of("storage_paths"),
            "dates": dates[:SUGGESTED_DATES],
        }
    )


@routes.get("/api/documents/{id}/ai_suggestions/", needs="view_document")
async def ai_suggestions(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        await _require_changeable(request, db)
    raise NoAiError


async def _require_visible(request: web.Request) -> None:
    with below_document():
        async with services(request).database.read() as db:
            await listing.require_visible(db, actor(request), path_id(request))


async def _require_changeable(request: web.Request, db: aiosqlite.Connection) -> None:
    with below_document():
        await changes.require_changeable(db, actor(request), path_id(request))
