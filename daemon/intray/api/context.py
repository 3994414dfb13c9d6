"""What the middlewares found out about a request."""

from dataclasses import dataclass

from aiohttp import web

from intray.api.services import services
from intray.errors import NotAuthenticatedError
from intray.permissions import Actor

ACTOR = web.RequestKey("actor", Actor)
VERSION = web.RequestKey("version", int)  # of the API, 1 to 10


@dataclass(frozen=True)
class Origin:
    """Where the request came from and how the client wrote our address."""

    scheme: str  # http | https
    host: str  # with the port, as in the address bar
    client: str  # address of the client, behind trusted proxies


ORIGIN = web.RequestKey("origin", Origin)
STARTED = web.RequestKey("started", bool)  # the head of the answer is on its way
SESSION = web.RequestKey("session", str)  # hash of the session's key, when a cookie was used


def actor(request: web.Request) -> Actor:
    """Who asks. Every route that is not public has one."""
    found: Actor | None = request.get(ACTOR)
    if found is None:
        raise NotAuthenticatedError
    return found


def base_url(request: web.Request) -> str:
    """`http://intray.local:8000`, as the client sees us, without a slash at the end."""
    origin = request[ORIGIN]
    return f"{origin.scheme}://{origin.host}{script_name(request)}"


def script_name(request: web.Request) -> str:
    """What stands before each of our paths where a reverse proxy offers us: `/paperless`."""
    return services(request).config.server.script_name
