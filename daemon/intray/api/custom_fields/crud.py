"""`/api/custom_fields/`: none can be made yet, and the list says so in the usual form."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api.pagination import Window, paginate
from intray.api.routing import Routes
from intray.errors import NotFoundError

routes = Routes()


@routes.get("/api/custom_fields/", needs="view_customfield")
async def list_custom_fields(request: web.Request) -> web.Response:
    return await paginate(request, 0, _nothing, all_ids=_no_ids)


@routes.get("/api/custom_fields/{id}/", needs="view_customfield")
async def get_custom_field(request: web.Request) -> web.Response:
    raise NotFoundError("No CustomField matches the given query.")


async def _nothing(window: Window) -> Sequence[Any]:
    return ()


async def _no_ids() -> Sequence[int]:
    return ()
