"""Logging in and out of the page."""

from typing import Any

from aiohttp import web

from intray.accounts import login, users
from intray.accounts.sessions import ABSOLUTE_US, Cookies
from intray.api.answers import answer, no_content
from intray.api.bodies import read_json
from intray.api.context import ORIGIN, SESSION, actor
from intray.api.credentials import check_same_site, cookie_name
from intray.api.fields import Fields
from intray.api.routing import LOGGED_IN, OPEN, Routes
from intray.api.services import services
from intray.errors import NotAuthenticatedError
from intray.permissions import CODENAMES, Actor

routes = Routes()
MAX_AGE_S = ABSOLUTE_US // 1_000_000


@routes.get("/api/session/", needs=LOGGED_IN)
async def get_session(request: web.Request) -> web.Response:
    """Who is logged in."""
    return answer(await _user_json(request, actor(request)))


@routes.post("/api/session/", needs=OPEN)
async def log_in(request: web.Request) -> web.Response:
    """Log in with name, password and perhaps a code; the answer sets the cookies."""
    check_same_site(request)
    fields = Fields(await read_json(request))
    fields.text("username", required=True)
    fields.text("password", required=True, trim=False)
    fields.text("code", blank=True, null=True)
    values = fields.checked()
    accounts = services(request).accounts
    user = await login.checked(
        accounts,
        values["username"],
        values["password"],
        values.get("code"),
        request[ORIGIN].client,
    )
    await close_current(request)
    cookies = await accounts.log_in(user.id)
    async with services(request).database.read() as db:
        found = await users.actor(db, user.id)
    if found is None:
        raise NotAuthenticatedError
    response = answer(await _user_json(request, found))
    set_cookies(request, response, cookies)
    return response


@routes.delete("/api/session/", needs=LOGGED_IN)
async def log_out(request: web.Request) -> web.Response:
    """End the session of this browser."""
    key_hash = request.get(SESSION)
    if key_hash is not None:
        await services(request).accounts.log_out(key_hash)
    response = no_content()
    forget_cookies(request, response)
    return response


def set_cookies(request: web.Request, response: web.Response, cookies: Cookies) -> None:
    _set_cookie(request, response, "sessionid", cookies.key, http_only=True)
    set_csrf_cookie(request, response, cookies.csrf_token)


def set_csrf_cookie(request: web.Request, response: web.Response, token: str) -> None:
    """Scripts read this one and send it back as a header."""
    _set_cookie(request, response, "csrftoken", token, http_only=False)


def forget_cookies(request: web.Request, response: web.Response) -> None:
    secure = request[ORIGIN].scheme == "https"
    for name in ("sessionid", "csrftoken"):
        response.del_cookie(cookie_name(request, name), path="/", secure=secure, samesite="Lax")


def _set_cookie(
    request: web.Request, response: web.Response, name: str, value: str, *, http_only: bool
) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=MAX_AGE_S,
        path="/",
        httponly=http_only,
        secure=request[ORIGIN].scheme == "https",
        samesite="Lax",
    )


async def close_current(request: web.Request) -> None:
    """End the session of this browser: it is logged out, or somebody else comes in."""
    key = request.cookies.get(cookie_name(request, "sessionid"))
    accounts = services(request).accounts
    found = await accounts.by_session(key) if key else None
    if found is not None:
        await accounts.log_out(found.session.key_hash)


async def _user_json(request: web.Request, found: Actor) -> dict[str, Any]:
    async with services(request).database.read() as db:
        user = await users.get(db, found.user_id)
    return {
        "id": user.id,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "groups": sorted(found.group_ids),
        "permissions": sorted(CODENAMES if user.is_superuser else found.codenames),
    }
