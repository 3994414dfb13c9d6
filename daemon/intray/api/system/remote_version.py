"""GET /api/remote_version/: never advertises another program's releases."""

from aiohttp import web

from intray.api.answers import answer
from intray.api.middleware.headers import SERVER_VERSION
from intray.api.routing import PUBLIC, Routes

routes = Routes()


@routes.get("/api/remote_version/", needs=PUBLIC)
async def get_remote_version(request: web.Request) -> web.Response:
    return answer({"version": SERVER_VERSION, "update_available": False})
