"""GET /api/: what there is. Apps ask it to see whether the box can be reached."""

from aiohttp import web

from intray.api.answers import answer
from intray.api.context import base_url
from intray.api.routing import ENDPOINTS, PUBLIC, Routes

routes = Routes()


@routes.get("/api/", needs=PUBLIC)
async def list_resources(request: web.Request) -> web.Response:
    """Names of resources and where they are."""
    here = base_url(request)
    names = {}
    for endpoint in request.app[ENDPOINTS]:
        name = endpoint.path.removeprefix("/api/").strip("/")
        if name and "/" not in name and "{" not in name and "GET" in endpoint.routes:
            names[name] = here + endpoint.path
    return answer(dict(sorted(names.items())))
