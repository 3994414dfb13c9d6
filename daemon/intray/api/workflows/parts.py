"""`/api/workflow_triggers/` and `/api/workflow_actions/`."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.workflows import shapes
from intray.api.workflows.fields import asking, checked_part
from intray.store import kept
from intray.workflows import changes, listing
from intray.workflows.parts import PARTS, PartKind

routes = Routes()


def _declare(kind: PartKind) -> None:
    path = f"/api/{kind.declared.table}/"
    one = path + "{id}/"

    @routes.get(path, needs=f"view_{kind.kind}")
    async def list_parts(request: web.Request) -> web.Response:
        return await _list(request, kind)

    @routes.post(path, needs=f"add_{kind.kind}")
    async def create_part(request: web.Request) -> web.Response:
        body = await read_body(request)
        async with services(request).database.transaction() as tx:
            values = await checked_part(tx, asking(request), kind, body)
            part_id = await kept.insert(tx, kind.declared, values)
        return await _answer_one(request, kind, part_id, status=201)

    @routes.get(one, needs=f"view_{kind.kind}")
    async def get_part(request: web.Request) -> web.Response:
        return await _answer_one(request, kind, path_id(request))

    @routes.patch(one, needs=f"change_{kind.kind}")
    @routes.put(one, needs=f"change_{kind.kind}")
    async def change_part(request: web.Request) -> web.Response:
        return await _change(request, kind)

    @routes.delete(one, needs=f"delete_{kind.kind}")
    async def delete_part(request: web.Request) -> web.Response:
        async with services(request).database.transaction() as tx:
            await changes.delete_part(tx, kind, path_id(request))
        return no_content()


for _kind in PARTS:
    _declare(_kind)


async def _list(request: web.Request, kind: PartKind) -> web.Response:
    async with services(request).database.read() as db:
        ids = await listing.part_ids(db, kind)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            return await shapes.parts(request, kind, await listing.read_parts(db, kind, page))

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


async def _change(request: web.Request, kind: PartKind) -> web.Response:
    part_id = path_id(request)
    body = await read_body(request)
    async with services(request).database.transaction() as tx:
        await listing.get_part(tx, kind, part_id)
        values = await checked_part(
            tx,
            asking(request),
            kind,
            body,
            part_id=part_id,
            required=request.method == "PUT",
        )
        await kept.update(tx, kind.declared, part_id, values)
    return await _answer_one(request, kind, part_id)


async def _answer_one(
    request: web.Request, kind: PartKind, part_id: int, status: int = 200
) -> web.Response:
    async with services(request).database.read() as db:
        found = await listing.get_part(db, kind, part_id)
    [content] = await shapes.parts(request, kind, [found])
    return answer(content, status)
