"""The table of routes. A route cannot be written without saying who may use it.

Order of checks for a request: host, Accept and version, credentials, policy, method.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from re import sub

from aiohttp import web

from intray.errors import IntrayError, NotAuthenticatedError, NotFoundError, PermissionDeniedError
from intray.permissions import CODENAMES, Actor

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Policy:
    """Who may use a method of a route; which objects, the handler's SQL decides."""

    name: str
    allows: Callable[[Actor], bool] = lambda actor: True
    anonymous: bool = False  # works without credentials
    reads_credentials: bool = True  # bad ones are refused, good ones give version headers
    stranger: type[IntrayError] = NotAuthenticatedError  # what one without credentials is told


OPEN = Policy("open", anonymous=True, reads_credentials=False)  # login, setup, the page's files
PUBLIC = Policy("public", anonymous=True)
LOGGED_IN = Policy("logged in")
LISTENING = Policy("listening", stranger=PermissionDeniedError)  # clients know 403 of sockets
STAFF = Policy("staff", lambda actor: actor.is_staff or actor.is_superuser)
SUPERUSER = Policy("superuser", lambda actor: actor.is_superuser)
MONITORING = Policy(
    "monitoring", lambda actor: actor.is_staff or actor.may("view_system_monitoring")
)


def codename(name: str) -> Policy:
    if name not in CODENAMES:
        raise ValueError(f"There is no permission {name}.")
    return Policy(name, lambda actor: actor.may(name))


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    policy: Policy
    handler: Handler
    default_version: int  # for requests that name none
    any_type: bool  # answers something else than JSON, whatever Accept says
    hidden: bool  # not in the OpenAPI document


@dataclass
class Routes:
    """The routes of one module: `routes = Routes()`, then decorators like aiohttp's."""

    _routes: list[Route] = field(default_factory=list)

    def get(
        self,
        path: str,
        *,
        needs: Policy | str,
        default_version: int = 10,
        any_type: bool = False,
        hidden: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Also answers HEAD."""
        return self._add("GET", path, needs, default_version, any_type, hidden)

    def post(
        self,
        path: str,
        *,
        needs: Policy | str,
        default_version: int = 10,
        any_type: bool = False,
        hidden: bool = False,
    ) -> Callable[[Handler], Handler]:
        return self._add("POST", path, needs, default_version, any_type, hidden)

    def put(
        self, path: str, *, needs: Policy | str, default_version: int = 10
    ) -> Callable[[Handler], Handler]:
        return self._add("PUT", path, needs, default_version)

    def patch(
        self, path: str, *, needs: Policy | str, default_version: int = 10
    ) -> Callable[[Handler], Handler]:
        return self._add("PATCH", path, needs, default_version)

    def delete(
        self, path: str, *, needs: Policy | str, default_version: int = 10
    ) -> Callable[[Handler], Handler]:
        return self._add("DELETE", path, needs, default_version)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def _add(
        self,
        method: str,
        path: str,
        needs: Policy | str,
        default_version: int,
        any_type: bool = False,
        hidden: bool = False,
    ) -> Callable[[Handler], Handler]:
        policy = needs if isinstance(needs, Policy) else codename(needs)

        def remember(handler: Handler) -> Handler:
            self._routes.append(
                Route(method, path, policy, handler, default_version, any_type, hidden)
            )
            return handler

        return remember


@dataclass(frozen=True)
class Endpoint:
    """All methods of one path; what aiohttp calls."""

    path: str
    routes: dict[str, Route]

    def route(self, method: str) -> Route | None:
        return self.routes.get("GET" if method == "HEAD" else method)

    @property
    def anonymous(self) -> bool:
        """Whether every method works without credentials: then so does saying 405."""
        return all(route.policy.anonymous for route in self.routes.values())

    @property
    def reads_credentials(self) -> bool:
        return any(route.policy.reads_credentials for route in self.routes.values())

    @property
    def allow(self) -> str:
        methods = [method for method in METHODS if method in self.routes]
        if "GET" in self.routes:
            methods.insert(1, "HEAD")
        return ", ".join([*methods, "OPTIONS"])

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        route = self.route(request.method)
        assert route is not None  # the gate has answered other methods
        return await route.handler(request)


ENDPOINT = web.RequestKey("endpoint", Endpoint)
ENDPOINTS = web.AppKey("endpoints", list[Endpoint])


def endpoints(tables: Iterable[Routes]) -> list[Endpoint]:
    """Join modules' routes by path. Raises ValueError for the same method and path twice."""
    by_path: dict[str, dict[str, Route]] = {}
    for table in tables:
        for route in table:
            methods = by_path.setdefault(route.path, {})
            if route.method in methods:
                raise ValueError(f"{route.method} {route.path} is declared twice.")
            methods[route.method] = route
    return [Endpoint(path, methods) for path, methods in by_path.items()]


def mount(app: web.Application, all_endpoints: Iterable[Endpoint]) -> None:
    """Literal paths first, so that `/api/tasks/active/` is not taken for an id or a name."""
    for endpoint in sorted(all_endpoints, key=lambda each: "{" in each.path):
        app.router.add_route("*", aiohttp_path(endpoint.path), endpoint.__call__)


def aiohttp_path(path: str) -> str:
    """`{id}` and `{…_id}` stand for numbers that SQLite can hold."""
    return sub(r"\{((?:\w+_)?id)\}", r"{\1:[0-9]{1,18}}", path)


def path_id(request: web.Request, name: str = "id") -> int:
    """The number in the path."""
    try:
        return int(request.match_info[name])
    except (KeyError, ValueError):
        raise NotFoundError from None
