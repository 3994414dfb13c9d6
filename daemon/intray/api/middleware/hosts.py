"""Whose name the request was sent to: a page that rebinds its name to our address gets nothing."""

import socket
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from intray.api.context import ORIGIN, Origin
from intray.api.errors import MisdirectedError
from intray.config import Server

# Endings that home routers and mDNS give to names; none of them can be bought by a stranger,
# but for fritz.box, which belongs to the maker of the router.
LOCAL_ENDINGS = ("local", "lan", "home", "home.arpa", "internal", "localdomain", "fritz.box")
MAX_REMEMBERED = 64

Address = IPv4Address | IPv6Address


@dataclass
class OwnNames:
    """The names and addresses to which this box answers."""

    server: Server
    names: Collection[str] = ()  # of the box, without endings
    _known: set[str] = field(default_factory=set)

    def accepts(self, host: str, local_address: str | None) -> bool:
        """`host` is the Host header, with or without port."""
        if host in self._known:
            return True
        name = _name_of(host)
        if name is None or not (self._is_name(name) or _is_address(name, local_address)):
            return False
        if len(self._known) < MAX_REMEMBERED and not _address_of(name):
            self._known.add(host)
        return True

    def _is_name(self, name: str) -> bool:
        if name == "localhost" or name.endswith(".localhost"):
            return True
        if any(_matches(name, pattern) for pattern in self.server.allowed_hosts):
            return True
        if self.server.url is not None and name == (urlsplit(self.server.url).hostname or ""):
            return True
        bare, _, ending = name.partition(".")
        if ending and ending not in LOCAL_ENDINGS:
            return name in self.names
        # On a name clash mDNS appends a number to the announced one.
        stem, dash, number = bare.rpartition("-")
        return bare in self.names or (bool(dash) and number.isdigit() and stem in self.names)


def own_names(server: Server) -> OwnNames:
    host_name = socket.gethostname().lower()
    names = {host_name, host_name.partition(".")[0], server.name.lower().replace(" ", "-")}
    return OwnNames(server, frozenset(name for name in names if name))


def check_host(names: OwnNames) -> Middleware:
    proxies = tuple(ip_network(proxy, strict=False) for proxy in names.server.trusted_proxies)
    url = urlsplit(names.server.url or "")

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = _origin(request, proxies)
        if origin.host == url.netloc and url.scheme in ("http", "https"):
            origin = Origin(url.scheme, origin.host, origin.client)
        request[ORIGIN] = origin
        sockname = request.get_extra_info("sockname")
        local_address = sockname[0] if isinstance(sockname, tuple) else None
        if not names.accepts(origin.host, local_address):
            raise MisdirectedError
        return await handler(request)

    return check


def _origin(request: web.Request, proxies: tuple[IPv4Network | IPv6Network, ...]) -> Origin:
    hosts = request.headers.getall("Host", ())
    host = hosts[0].strip().lower() if len(hosts) == 1 else ""
    scheme = "https" if request.secure else "http"
    client = request.remote or ""
    if not _trusted(client, proxies):
        return Origin(scheme, host, client)
    forwarded_scheme = _last(request, "X-Forwarded-Proto").lower()
    return Origin(
        forwarded_scheme if forwarded_scheme in ("http", "https") else scheme,
        _last(request, "X-Forwarded-Host").lower() or host,
        _client(request, client, proxies),
    )


def _client(request: web.Request, peer: str, proxies: tuple[IPv4Network | IPv6Network, ...]) -> str:
    """The last address that no trusted proxy vouches for itself: further left anybody may lie."""
    chain = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    for hop in reversed([hop.strip() for hop in chain if hop.strip()]):
        if _address_of(hop) is None:
            break
        peer = hop
        if not _trusted(hop, proxies):
            break
    return peer


def _last(request: web.Request, header: str) -> str:
    """What the proxy nearest to us wrote."""
    return ",".join(request.headers.getall(header, ())).rpartition(",")[2].strip()


def _trusted(address: str, proxies: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    found = _address_of(address) if proxies else None
    return found is not None and any(found in network for network in proxies)


def _matches(name: str, pattern: str) -> bool:
    pattern = pattern.lower().rstrip(".")
    if pattern == "*":
        return True
    if pattern.startswith((".", "*.")):
        ending = pattern.lstrip("*.")
        return name == ending or name.endswith("." + ending)
    return name == pattern


def _name_of(host: str) -> str | None:
    """The host without port and brackets; None if it is none."""
    try:
        parts = urlsplit(f"//{host}")
        if parts.netloc != host or "@" in host or not parts.hostname:
            return None
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname.rstrip(".")


def _address_of(name: str) -> Address | None:
    try:
        address = ip_address(name)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if isinstance(mapped, IPv4Address) else address


def _is_address(name: str, local_address: str | None) -> bool:
    """An address of one of our interfaces: the one called, or one that could be listened on."""
    address = _address_of(name)
    if address is None or address.is_unspecified or address.is_multicast:
        return False
    if local_address and _address_of(local_address.partition("%")[0]) == address:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True
