"""Web pages of other addresses that the owner trusts: with a token, never with our cookies."""

from collections.abc import Collection, MutableMapping

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from intray.api.services import services

METHODS = "DELETE, GET, OPTIONS, PATCH, POST, PUT"
HEADERS = "accept, authorization, content-type, user-agent, x-csrftoken, x-requested-with"
EXPOSED = "Content-Disposition"
MAX_AGE_S = 86_400


@web.middleware
async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Browsers ask before they send a token along, and before there is anybody logged in."""
    if request.method == "OPTIONS" and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers:
        response = web.Response()
        if is_trusted(request):
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = METHODS
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = HEADERS
            response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = str(MAX_AGE_S)
        return response
    return await handler(request)


def is_trusted(request: web.Request) -> bool:
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is not None and origin in _origins(request)


def allow_origin(request: web.Request, headers: MutableMapping[str, str]) -> None:
    """Let the page read the answer, if it is one of those."""
    if is_trusted(request):
        headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = request.headers[hdrs.ORIGIN]
        headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = EXPOSED


def _origins(request: web.Request) -> Collection[str]:
    return services(request).config.server.cors_allowed_origins
