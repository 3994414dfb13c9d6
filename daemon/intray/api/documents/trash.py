"""`/api/trash/`: what was deleted, to be looked at, restored, and removed for good."""

import logging
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.documents import shapes as documents_json
from intray.api.fields import Fields
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes
from intray.api.services import services
from intray.documents import listing, ordering, trash
from intray.events import DocumentsChanged, DocumentsDeleted

routes = Routes()
log = logging.getLogger(__name__)

RESTORE, EMPTY = "restore", "empty"


@routes.get("/api/trash/", needs="view_document")
async def list_trash(request: web.Request) -> web.Response:
    asker = actor(request)
    where = trash.owned_by(asker)
    shape = documents_json.shape_of(request)
    order = ordering.parse("", asker, searching=False)
    async with services(request).database.read() as db:
        count = await listing.count(db, where)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            ids = await listing.page_of_ids(
                db, where, order, limit=window.limit, offset=window.offset
            )
            return documents_json.shown(shape, await listing.read(db, asker, ids, shape.wanted))

        async def all_ids() -> list[int]:
            return await trash.selected(db, asker, None)

        return await paginate(request, count, fetch, all_ids=all_ids)


@routes.post("/api/trash/", needs="delete_document")
async def change_trash(request: web.Request) -> web.Response:
    """Without `documents`: everything in the trash that is the asker's own or nobody's."""
    fields = Fields(await read_body(request))
    fields.choice("action", (RESTORE, EMPTY), required=True)
    fields.pks("documents")
    values = fields.checked()
    parts = services(request)
    async with parts.database.transaction() as tx:
        ids = await trash.selected(tx, actor(request), values.get("documents"))
        if values["action"] == EMPTY:
            await trash.empty(tx, ids)
        else:
            await trash.restore(tx, ids)
    if values["action"] == EMPTY:
        parts.events.publish(DocumentsDeleted(tuple(ids)))
        log.info("%s removed documents for good: %s", actor(request).username, ids)
    else:
        parts.events.publish(DocumentsChanged(tuple(ids)))
    return answer({"result": "OK", "doc_ids": ids})
