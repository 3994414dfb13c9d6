"""Who sends a request: Basic, then Token, then the session's cookie."""

import binascii
import hmac
from base64 import b64decode
from urllib.parse import urlsplit

from aiohttp import web

from intray.api.context import ORIGIN, SESSION
from intray.api.services import services
from intray.errors import NotAuthenticatedError, PermissionDeniedError
from intray.permissions import Actor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BASIC = 'Basic realm="api"'


async def authenticate(request: web.Request) -> Actor | None:
    """None: no credentials. Raises NotAuthenticatedError, ThrottledError, PermissionDeniedError."""
    header = request.headers.get("Authorization", "").strip()
    if not header.isascii():
        raise NotAuthenticatedError("Invalid token.", challenge="Token")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "basic":
        return await _basic(request, rest.strip())
    if scheme.lower() == "token":
        return await services(request).accounts.by_token(_token(rest.strip()))
    return await _session(request)


def cookie_name(request: web.Request, name: str) -> str:
    """Over TLS with the prefix that keeps other hosts and plain HTTP from setting it."""
    name = services(request).config.server.cookie_prefix + name
    return f"__Host-{name}" if request[ORIGIN].scheme == "https" else name


def check_same_site(request: web.Request) -> None:
    """Refuse what another site makes a browser send. Programs send neither header."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise PermissionDeniedError(f"CSRF Failed: Origin checking failed - {site} request.")
    origin = request.headers.get("Origin")
    if origin is None:
        return
    site = _authority(origin)
    if site is None or site not in (request[ORIGIN].host, _configured(request)):
        raise PermissionDeniedError(
            f"CSRF Failed: Origin checking failed - {origin} does not match any trusted origins."
        )


def _authority(url: str) -> str | None:
    """Host and port, as browsers write them."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return None
    return parts.netloc if parts.scheme in ("http", "https") and parts.netloc else None


def _configured(request: web.Request) -> str | None:
    """Our address outside: a proxy that we do not trust may have written another one."""
    return _authority(services(request).config.server.url or "")


async def _basic(request: web.Request, encoded: str) -> Actor:
    try:
        text = b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise NotAuthenticatedError(
            "Invalid basic header. Credentials not correctly base64 encoded.", challenge=BASIC
        ) from None
    if request.method not in SAFE_METHODS:
        check_same_site(request)  # browsers send a name and password once typed to this address
    username, _, password = text.partition(":")
    client = request[ORIGIN].client
    return await services(request).accounts.by_password(username, password, client)


def _token(token: str) -> str:
    if not token:
        raise NotAuthenticatedError(
            "Invalid token header. No credentials provided.", challenge="Token"
        )
    if " " in token:
        raise NotAuthenticatedError(
            "Invalid token header. Token string should not contain spaces.", challenge="Token"
        )
    return token


async def _session(request: web.Request) -> Actor | None:
    key = request.cookies.get(cookie_name(request, "sessionid"))
    if not key or not key.isascii():
        return None
    found = await services(request).accounts.by_session(key)
    if found is None:
        return None
    if request.method not in SAFE_METHODS:
        check_same_site(request)
        _check_csrf_token(request, found.session.csrf_token)
    request[SESSION] = found.session.key_hash
    return found.actor


def _check_csrf_token(request: web.Request, expected: str) -> None:
    """The page cannot know which of several such cookies is ours, and sends all of them."""
    sent = request.headers.get("X-CSRFToken")
    if not sent:
        raise PermissionDeniedError("CSRF Failed: CSRF token missing.")
    cookie = request.cookies.get(cookie_name(request, "csrftoken"), "")
    if not _is_same(cookie, expected) or not any(
        _is_same(value, expected) for value in sent.split(",")
    ):
        raise PermissionDeniedError("CSRF Failed: CSRF token incorrect.")


def _is_same(value: str, expected: str) -> bool:
    return hmac.compare_digest(value.encode(errors="replace"), expected.encode())
