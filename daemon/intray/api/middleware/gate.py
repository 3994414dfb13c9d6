"""Version, credentials, policy and method: nothing reaches a handler that has not passed here."""

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from intray.acting import acting_for
from intray.api.answers import answer
from intray.api.context import ACTOR, VERSION, script_name
from intray.api.credentials import authenticate
from intray.api.errors import MethodNotAllowedError
from intray.api.middleware.versions import negotiate
from intray.api.routing import ENDPOINT, Endpoint
from intray.api.services import services
from intray.errors import NotAuthenticatedError, NotFoundError, PermissionDeniedError
from intray.permissions import Actor


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    endpoint = endpoint_of(request.match_info)
    if endpoint is None:
        if is_api(request.path):
            return await _unknown(request)
        if request.match_info.http_exception is not None:
            raise MethodNotAllowedError(request.method)
        return await handler(request)  # the page's files
    request[ENDPOINT] = endpoint
    route = endpoint.route(request.method)
    any_type = route is not None and route.any_type
    version = negotiate(request.headers.get("Accept", ""), any_type)
    if version is None:
        version = services(request).config.server.api_version or (
            route.default_version if route else 10
        )
    request[VERSION] = version
    reads_credentials = route.policy.reads_credentials if route else endpoint.reads_credentials
    found = await authenticate(request) if reads_credentials else None
    if found is not None:
        request[ACTOR] = found
    if route is None:
        return _other_method(request, endpoint)
    if found is None:
        if not route.policy.anonymous:
            raise route.policy.stranger
    elif not route.policy.allows(found):
        raise PermissionDeniedError
    with acting_for(found.user_id if found else None):
        return await handler(request)


def endpoint_of(match: web.UrlMappingMatchInfo) -> Endpoint | None:
    bound = getattr(match.handler, "__self__", None)
    return bound if isinstance(bound, Endpoint) else None


def is_api(path: str) -> bool:
    return path.startswith("/api/") or path == "/api"


def _other_method(request: web.Request, endpoint: Endpoint) -> web.StreamResponse:
    if not endpoint.anonymous and request.get(ACTOR) is None:
        raise NotAuthenticatedError
    if request.method == "OPTIONS":
        return answer(_description(endpoint, request.get(ACTOR)))
    raise MethodNotAllowedError(request.method)


def _description(endpoint: Endpoint, asker: Actor | None) -> dict[str, Any]:
    """What can be done here, by this asker; which fields there are, the schema says."""
    first = next(iter(endpoint.routes.values()))
    return {
        "name": endpoint.path,
        "description": (first.handler.__doc__ or "").strip(),
        "renders": ["application/json"],
        "parses": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
        "actions": {
            method: {}
            for method, route in endpoint.routes.items()
            if method in ("POST", "PUT") and asker is not None and route.policy.allows(asker)
        },
    }


async def _unknown(request: web.Request) -> web.StreamResponse:
    """No such path; a forgotten slash at the end is put right."""
    path = request.rel_url.raw_path
    if not path.endswith("/"):
        slashed = request.clone(rel_url=request.rel_url.with_path(path + "/", encoded=True))
        match = await request.app.router.resolve(slashed)
        if endpoint_of(match) is not None:
            query = request.rel_url.raw_query_string
            location = f"{script_name(request)}{path}/" + (f"?{query}" if query else "")
            return web.Response(
                # 308 keeps method and body; some old clients know only 301
                status=301 if request.method in ("GET", "HEAD") else 308,
                headers={"Location": location},
            )
    raise NotFoundError
