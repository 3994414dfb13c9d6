"""`/api/share_links/`, and the links of one document. They are made and deleted, not changed."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api import params
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.documents.one import below_document
from intray.api.fields import Fields
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.sharing import filters
from intray.api.sharing.shapes import link_json
from intray.documents import changes, listing
from intray.errors import NotFoundError, PermissionDeniedError
from intray.sharing import links
from intray.sharing.links import ShareLink

routes = Routes()

PATH = "/api/share_links/"
ORDER = {"created": "o.created_at", "expiration": "o.expires_at", "document": "o.document_id"}
OLDEST_FIRST = "o.created_at, o.id"


@routes.get(PATH, needs="view_sharelink")
async def list_share_links(request: web.Request) -> web.Response:
    asker = actor(request)
    where = filters.condition(request, filters.LINKS)
    order = params.order_by(request, ORDER, OLDEST_FIRST)
    async with services(request).database.read() as db:
        ids = await links.ids(db, asker, order, where)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            return [_shown(request, link) for link in await links.read(db, asker, page)]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.post(PATH, needs="add_sharelink")
async def create_share_link(request: web.Request) -> web.Response:
    """A document that the asker may not see is refused just as one that is not there."""
    parts, asker = services(request), actor(request)
    fields = Fields(await read_body(request))
    fields.instant("expiration", parts.config.time_zone, null=True)
    fields.pk("document", required=True)
    fields.choice("file_version", links.FILE_VERSIONS)
    values = fields.checked()
    asker.require("view_document")
    async with parts.database.transaction() as tx:
        try:
            await listing.require_visible(tx, asker, values["document"])
        except NotFoundError:
            raise PermissionDeniedError from None
        link_id = await links.create(
            tx,
            parts.accounts.key,
            document_id=values["document"],
            file_version=values.get("file_version", "archive"),
            expires_at=values.get("expiration"),
            owner_id=asker.user_id,
        )
        made = await links.get(tx, asker, link_id)
    return answer(_shown(request, made), status=201)


@routes.get(PATH + "{id}/", needs="view_sharelink")
async def get_share_link(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        found = await links.get(db, actor(request), path_id(request))
    return answer(_shown(request, found))


@routes.delete(PATH + "{id}/", needs="delete_sharelink")
async def delete_share_link(request: web.Request) -> web.Response:
    async with services(request).database.transaction() as tx:
        await links.delete(tx, actor(request), path_id(request))
    return no_content()


@routes.get("/api/documents/{id}/share_links/", needs="view_document")
async def list_links_of_document(request: web.Request) -> web.Response:
    """For whoever may change the document: also links of others, as far as they work."""
    async with services(request).database.read() as db:
        with below_document():
            await changes.require_changeable(db, actor(request), path_id(request))
        found = await links.of_document(db, path_id(request))
    return answer([_shown(request, link) for link in found])


def _shown(request: web.Request, link: ShareLink) -> dict[str, Any]:
    parts = services(request)
    return link_json(link, parts.accounts.key, parts.config.time_zone)
