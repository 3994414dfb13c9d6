"""`/api/documents/bulk_edit/` and its single actions: one change to many documents."""

from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_json
from intray.api.bulk import methods
from intray.api.bulk.methods import DELETE, METHODS, REPROCESS, Edit, Method
from intray.api.bulk.selected import selected_ids
from intray.api.context import VERSION, actor
from intray.api.custom_fields.shapes import by_position
from intray.api.documents import pdf
from intray.api.fields import Fields
from intray.api.routing import Routes
from intray.api.services import services
from intray.editing.orders import METHODS as PDF_METHODS
from intray.store import grants

routes = Routes()

TOLD_AT_ONCE = 500  # ids in one event: listeners look each of them up


@routes.post("/api/documents/bulk_edit/", needs="change_document")
async def bulk_edit(request: web.Request) -> web.Response:
    body = await read_json(request)
    fields = Fields(body)
    fields.choice("method", (*METHODS, *PDF_METHODS), required=True)
    fields.object("parameters")
    fields.boolean("from_webui")
    values = fields.checked()
    name, parameters = values["method"], values.get("parameters", {})
    source = "web_ui" if values.get("from_webui") else "manual"
    if name in PDF_METHODS:
        await pdf.start(request, name, body, parameters, source=source)
    else:
        await _apply(request, body, METHODS[name], parameters, source)
    return answer({"result": "OK"})


@routes.post("/api/documents/delete/", needs="change_document")
async def delete_documents(request: web.Request) -> web.Response:
    await _apply(request, await read_json(request), DELETE)
    return answer({"result": "OK"})


@routes.post("/api/documents/reprocess/", needs="change_document")
async def reprocess_documents(request: web.Request) -> web.Response:
    await _apply(request, await read_json(request), REPROCESS)
    return answer({"result": "OK"})


async def _apply(
    request: web.Request,
    body: dict[str, Any],
    method: Method,
    parameters: dict[str, Any] | None = None,
    source: str = "manual",
) -> None:
    asker, parts = actor(request), services(request)
    fields = Fields(parameters or {})
    method.read(fields)
    methods.checked(fields)
    if method.codename is not None:
        asker.require(method.codename)
    ids = await selected_ids(request, body, allow_all=True)
    async with parts.database.transaction() as tx:
        await grants.require_changeable(tx, asker, "document", "documents", ids, own=method.own)
        values = await methods.check(tx, asker, method, fields)
        edit = Edit(tx, asker, ids, values, source, by_position(request[VERSION]))
        changed = await method.apply(edit)
    for start in range(0, len(changed), TOLD_AT_ONCE):
        parts.events.publish(method.event(tuple(changed[start : start + TOLD_AT_ONCE])))
