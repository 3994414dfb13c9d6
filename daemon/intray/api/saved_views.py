"""`/api/saved_views/`: none can be saved yet, and the list says so in the usual form."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api.pagination import Window, paginate
from intray.api.routing import Routes
from intray.errors import NotFoundError

routes = Routes()


@routes.get("/api/saved_views/", needs="view_savedview", default_version=9)
async def list_saved_views(request: web.Request) -> web.Response:
    return await paginate(request, 0, _nothing, all_ids=_no_ids)


@routes.get("/api/saved_views/{id}/", needs="view_savedview", default_version=9)
async def get_saved_view(request: web.Request) -> web.Response:
    raise NotFoundError("No SavedView matches the given query.")


async def _nothing(window: Window) -> Sequence[Any]:
    return ()


async def _no_ids() -> Sequence[int]:
    return ()
