"""`/share/<slug>`: what somebody without an account gets to see.

Each look asks anew whether the maker of the link may see the document. There is no throttle: of
62^50 slugs nobody finds one by trying, and the answer to a wrong one costs one look into an index.
"""

import aiosqlite
from aiohttp import web

from intray.accounts import users
from intray.api.documents.handed_out import choose, headers_of
from intray.api.routing import OPEN, Routes
from intray.api.services import services
from intray.api.sharing.pages import DISCREET, page
from intray.api.stored_file import Validators, file_answer
from intray.documents import listing
from intray.documents.listing import Document, Wanted
from intray.errors import NotFoundError
from intray.permissions import Actor
from intray.sharing import links
from intray.sharing.links import ShareLink

routes = Routes()

_WANTED = Wanted(tags=False, rights=False)


@routes.get("/share/{slug}", needs=OPEN, any_type=True, hidden=True)
@routes.get("/share/{slug}/", needs=OPEN, any_type=True, hidden=True)
async def shared(request: web.Request) -> web.StreamResponse:
    slug = request.match_info["slug"]
    async with services(request).database.read() as db:
        link = await links.by_slug(db, slug)
        if link is None:
            return page(request, "unknown")
        if link.expired:
            return page(request, "expired")
        document = await _document(db, link)
    if document is None:
        return page(request, "unknown")
    return _file(request, link, document)


def _file(request: web.Request, link: ShareLink, document: Document) -> web.StreamResponse:
    try:
        paths = services(request).config.paths
        file = choose(paths, document, original=link.file_version == "original")
    except NotFoundError:
        return page(request, "unknown")
    headers = {**headers_of(file, shown=True), **DISCREET}
    validators = Validators(file.tag, document.modified_at, cache="no-store")
    return file_answer(request, file.path, headers, validators)


async def _document(db: aiosqlite.Connection, link: ShareLink) -> Document | None:
    """None in the trash, or when whoever made the link may not see it any more."""
    maker = await may_share(db, link.owner_id)
    if maker is None:
        return None
    try:
        return await listing.get(db, maker, link.document_id, _WANTED)
    except NotFoundError:
        return None


async def may_share(db: aiosqlite.Connection, user_id: int) -> Actor | None:
    """The maker of a link; None when gone, locked out, or without the right to see documents."""
    maker = await users.actor(db, user_id)
    return maker if maker is not None and maker.may("view_document") else None
