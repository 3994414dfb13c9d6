"""`/api/processed_mail/`: what the rules have done. There is nothing until mail is fetched."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from aiohttp import web

from intray.api import params
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.mail import shapes
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.mail import processed
from intray.permissions import EVERYTHING, Sql

routes = Routes()

PATH = "/api/processed_mail/"
NEWEST_FIRST = "o.processed_at DESC, o.id DESC"
ORDERS = {name: f"o.{column}" for name, column in processed.FIELDS.items()}


@routes.get(PATH, needs="view_processedmail")
async def list_processed_mail(request: web.Request) -> web.Response:
    asker = actor(request)
    order = params.order_by(request, ORDERS, NEWEST_FIRST)
    where = _conditions(request)
    async with services(request).database.read() as db:
        ids = await processed.ids(db, asker, order, where)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            found = await processed.read(db, asker, page)
            return [shapes.processed_mail(each, _zone(request)) for each in found]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.get(PATH + "{id}/", needs="view_processedmail")
async def get_processed_mail(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        found = await processed.get(db, actor(request), path_id(request))
    return answer(shapes.processed_mail(found, _zone(request)))


@routes.post(PATH + "bulk_delete/", needs="delete_processedmail")
async def delete_processed_mail(request: web.Request) -> web.Response:
    fields = Fields(await read_body(request))
    fields.pks("mail_ids", required=True)
    wanted = fields.checked()["mail_ids"]
    async with services(request).database.transaction() as tx:
        deleted = await processed.delete(tx, actor(request), wanted)
    return answer({"result": "OK", "deleted_mail_ids": deleted})


def _conditions(request: web.Request) -> Sql:
    where = EVERYTHING
    rule_id = params.integer(request, "rule")
    if rule_id is not None:
        where = where & Sql("o.rule_id = ?", (rule_id,))
    status = params.last(request, "status")
    if status:
        where = where & Sql("o.status = ?", (status,))
    return where


def _zone(request: web.Request) -> tzinfo:
    return services(request).config.time_zone
