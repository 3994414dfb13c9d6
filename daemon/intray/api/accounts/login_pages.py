"""Addresses at which programs made for the reference log in by a form; people get the page.

A program asks for the form, which gives it the cookie `csrftoken`, and sends name, password and
that token back. Another site can do neither: it does not know the token, and the browser says
where the form came from.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from intray.accounts import login
from intray.api.accounts.session import close_current, forget_cookies, set_cookies, set_csrf_cookie
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import ORIGIN, script_name
from intray.api.credentials import check_same_site, cookie_name
from intray.api.fields import Fields
from intray.api.routing import OPEN, Routes
from intray.api.services import services
from intray.errors import PermissionDeniedError

routes = Routes()
FORM_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a field's name
OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # of this server, whatever is sent


@routes.get("/accounts/login/", needs=OPEN, any_type=True, hidden=True)
@routes.get("/api/auth/login/", needs=OPEN, any_type=True, hidden=True)
async def show_form(request: web.Request) -> web.Response:
    """The page has a form of its own."""
    response = _redirect(request, request.query)
    if not request.cookies.get(cookie_name(request, "csrftoken")):
        set_csrf_cookie(request, response, secrets.token_urlsafe(32))
    return response


@routes.post("/accounts/login/", needs=OPEN, any_type=True, hidden=True)
@routes.post("/api/auth/login/", needs=OPEN, any_type=True, hidden=True)
async def log_in(request: web.Request) -> web.Response:
    form = await read_body(request)
    _check_form(request, form)
    name = "login" if "login" in form else "username"
    fields = Fields(form)
    fields.text(name, required=True)
    fields.text("password", required=True, trim=False)
    fields.text("code", blank=True, null=True)
    values = fields.checked()
    accounts = services(request).accounts
    user = await login.checked(
        accounts, values[name], values["password"], values.get("code"), request[ORIGIN].client
    )
    await close_current(request)
    response = _redirect(request, {**request.query, **form})
    set_cookies(request, response, await accounts.log_in(user.id))
    return response


@routes.get("/accounts/logout/", needs=OPEN, any_type=True, hidden=True)
@routes.get("/api/auth/logout/", needs=OPEN, any_type=True, hidden=True)
async def show_page(request: web.Request) -> web.Response:
    """A link alone logs nobody out: any page could hold it as an image."""
    return _redirect(request, {})


@routes.post("/accounts/logout/", needs=OPEN, any_type=True, hidden=True)
@routes.post("/api/auth/logout/", needs=OPEN, any_type=True, hidden=True)
async def log_out(request: web.Request) -> web.Response:
    form = await read_body(request)
    _check_form(request, form)
    await close_current(request)
    response = _redirect(request, {**request.query, **form})
    forget_cookies(request, response)
    return response


@routes.get("/api/auth/headless/app/v1/config", needs=OPEN, hidden=True)
async def get_headless_config(request: web.Request) -> web.Response:
    """Apps look here for other ways to log in. There are none."""
    return answer(
        {
            "status": 200,
            "data": {
                "account": {
                    "login_methods": ["username"],
                    "is_open_for_signup": False,
                    "email_verification_by_code_enabled": False,
                    "login_by_code_enabled": False,
                },
                "socialaccount": {"providers": []},
                "mfa": {"supported_types": ["totp", "recovery_codes"]},
                "usersessions": {"track_activity": False},
            },
        }
    )


def _check_form(request: web.Request, form: Mapping[str, Any]) -> None:
    """Raises PermissionDeniedError unless the sender has read our cookie."""
    check_same_site(request)
    sent = form.get(FORM_TOKEN) or request.headers.get("X-CSRFToken")
    if not sent or not isinstance(sent, str):
        raise PermissionDeniedError("CSRF Failed: CSRF token missing.")
    cookie = request.cookies.get(cookie_name(request, "csrftoken"), "")
    if not hmac.compare_digest(sent.encode(errors="replace"), cookie.encode(errors="replace")):
        raise PermissionDeniedError("CSRF Failed: CSRF token incorrect.")


def _redirect(request: web.Request, wanted: Mapping[str, Any]) -> web.Response:
    """To the page, or to where the sender came from."""
    following = wanted.get("next")
    if not isinstance(following, str) or not OWN_PATH.fullmatch(following):
        following = f"{script_name(request)}/"
    return web.Response(status=302, headers={"Location": following})
