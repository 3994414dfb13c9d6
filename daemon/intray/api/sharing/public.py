"""`/share/<slug>`: what somebody without an account gets to see.

Each look asks anew whether the maker of the link may see the documents. There is no throttle: of
62^50 slugs nobody finds one by trying, and the answer to a wrong one costs a look into two indexes.
"""

from aiohttp import web

from intray.api.documents.handed_out import headers_of
from intray.api.documents.names import content_disposition
from intray.api.routing import OPEN, Routes
from intray.api.services import services
from intray.api.sharing.pages import DISCREET, page
from intray.api.stored_file import Validators, file_answer
from intray.clock import to_datetime
from intray.documents.files import choose
from intray.documents.listing import Document
from intray.errors import NotFoundError
from intray.pipeline.share_bundles import contents, shared_document
from intray.sharing import bundles, links
from intray.sharing.bundles import Bundle
from intray.sharing.links import ShareLink

routes = Routes()

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@routes.get("/share/{slug}", needs=OPEN, any_type=True, hidden=True)
@routes.get("/share/{slug}/", needs=OPEN, any_type=True, hidden=True)
async def shared(request: web.Request) -> web.StreamResponse:
    slug = request.match_info["slug"]
    async with services(request).database.read() as db:
        link = await links.by_slug(db, slug)
        bundle = None if link is not None else await bundles.by_slug(db, slug)
        found = link or bundle
        if found is None:
            return page(request, "unknown")
        if found.expired:
            return page(request, "expired")
        if link is not None:
            document = await shared_document(db, link)
        if bundle is not None:
            shareable = await contents(db, bundle)
    if bundle is not None:
        return await _zip(request, bundle, shareable)
    assert link is not None
    return page(request, "unknown") if document is None else _file(request, link, document)


def _file(request: web.Request, link: ShareLink, document: Document) -> web.StreamResponse:
    try:
        paths = services(request).config.paths
        file = choose(paths, document, original=link.file_version == "original")
    except NotFoundError:
        return page(request, "unknown")
    headers = {**headers_of(file, shown=True), **DISCREET}
    validators = Validators(file.tag, document.modified_at, cache="no-store")
    return file_answer(request, file.path, headers, validators)


async def _zip(request: web.Request, bundle: Bundle, shareable: str | None) -> web.StreamResponse:
    """The ZIP, if it holds just what may be shared now (`shareable`); else it is packed anew."""
    if shareable is None:
        return page(request, "unknown")
    if bundle.status == "failed":
        return page(request, "failed")
    if bundle.status != "ready":
        return page(request, "building")
    parts = services(request)
    path = parts.config.paths.bundles / (bundle.file or "missing")
    if shareable != bundle.contents or not path.is_file():
        async with parts.database.transaction() as tx:
            await bundles.request_build(tx, bundle.id)
        return page(request, "building")
    day = to_datetime(bundle.created_at, parts.config.time_zone).date().isoformat()
    headers = {
        **DISCREET,
        "Content-Type": "application/zip",
        "Content-Disposition": content_disposition("attachment", f"{day} documents.zip"),
        "Content-Security-Policy": POLICY,
    }
    validators = Validators(shareable, bundle.built_at or 0, cache="no-store")
    return file_answer(request, path, headers, validators)
