"""/api/profile/: one's own account and token."""

from typing import Any

from aiohttp import web

from intray.accounts import totp, users
from intray.accounts.passwords import UNUSABLE
from intray.api.accounts.fields import MASK, add_names, add_password
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import SESSION, actor
from intray.api.fields import Fields
from intray.api.routing import LOGGED_IN, Routes
from intray.api.services import services
from intray.errors import ValidationError

routes = Routes()


@routes.get("/api/profile/", needs=LOGGED_IN)
async def get_profile(request: web.Request) -> web.Response:
    return answer(await _json(request))


@routes.patch("/api/profile/", needs=LOGGED_IN)
async def change_profile(request: web.Request) -> web.Response:
    found = actor(request)
    fields = Fields(await read_body(request), partial=True)
    add_names(fields)
    add_password(fields, found.username)
    values = fields.checked()
    password = values.pop("password", None)
    if password:
        values["password_hash"] = await services(request).accounts.passwords.hash(password)
    async with services(request).database.transaction() as tx:
        await users.update(tx, found.user_id, values)
        if password:
            await services(request).accounts.close_sessions(
                tx, found.user_id, but=request.get(SESSION)
            )
    return answer(await _json(request))


@routes.post("/api/profile/generate_auth_token/", needs=LOGGED_IN)
async def renew_token(request: web.Request) -> web.Response:
    """A new token; the old one is worth nothing from now on."""
    return answer(await services(request).accounts.renew_token(actor(request).user_id))


@routes.post("/api/profile/disconnect_social_account/", needs=LOGGED_IN)
async def disconnect_social_account(request: web.Request) -> web.Response:
    """Accounts elsewhere cannot be connected, so there is none to disconnect."""
    fields = Fields(await read_body(request))
    fields.pk("id", required=True)
    fields.checked()
    raise ValidationError({"detail": "Social account not found"})


@routes.get("/api/profile/social_account_providers/", needs=LOGGED_IN)
async def list_providers(request: web.Request) -> web.Response:
    return answer([])


async def _json(request: web.Request) -> dict[str, Any]:
    user_id = actor(request).user_id
    async with services(request).database.read() as db:
        user = await users.get(db, user_id)
        factor = await totp.find(db, user_id)
    return {
        "email": user.email,
        "password": MASK,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "auth_token": await services(request).accounts.known_token(user_id),
        "social_accounts": [],
        "has_usable_password": user.password_hash != UNUSABLE,
        "is_mfa_enabled": factor is not None,
    }
