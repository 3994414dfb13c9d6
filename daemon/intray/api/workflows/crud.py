"""`/api/workflows/`. They are kept as they are sent; nothing runs them yet."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.workflows import shapes
from intray.api.workflows.fields import asking, checked_workflow
from intray.workflows import changes, listing

routes = Routes()

PATH = "/api/workflows/"
ONE = PATH + "{id}/"


@routes.get(PATH, needs="view_workflow")
async def list_workflows(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        ids = await listing.ids(db)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            return await shapes.workflows(request, await listing.read(db, page))

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.post(PATH, needs="add_workflow")
async def create_workflow(request: web.Request) -> web.Response:
    body = await read_body(request)
    async with services(request).database.transaction() as tx:
        values, parts = await checked_workflow(tx, asking(request), body, partial=False)
        workflow_id = await changes.create(tx, values, parts)
    return await _answer_one(request, workflow_id, status=201)


@routes.get(ONE, needs="view_workflow")
async def get_workflow(request: web.Request) -> web.Response:
    return await _answer_one(request, path_id(request))


@routes.patch(ONE, needs="change_workflow")
@routes.put(ONE, needs="change_workflow")
async def change_workflow(request: web.Request) -> web.Response:
    workflow_id, partial = path_id(request), request.method == "PATCH"
    body = await read_body(request)
    async with services(request).database.transaction() as tx:
        await listing.get(tx, workflow_id)
        values, parts = await checked_workflow(tx, asking(request), body, partial=partial)
        await changes.update(tx, workflow_id, values, parts)
    return await _answer_one(request, workflow_id)


@routes.delete(ONE, needs="delete_workflow")
async def delete_workflow(request: web.Request) -> web.Response:
    async with services(request).database.transaction() as tx:
        await changes.delete(tx, path_id(request))
    return no_content()


async def _answer_one(request: web.Request, workflow_id: int, status: int = 200) -> web.Response:
    async with services(request).database.read() as db:
        found = await listing.get(db, workflow_id)
    [content] = await shapes.workflows(request, [found])
    return answer(content, status)
