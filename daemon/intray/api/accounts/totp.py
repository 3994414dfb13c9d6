"""/api/profile/totp/: the second factor of a login, switched on and off by its owner."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from intray.accounts import totp, users
from intray.accounts.totp import SecondFactor
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import SESSION, actor
from intray.api.fields import Fields
from intray.api.routing import LOGGED_IN, Routes, path_id
from intray.api.services import services
from intray.clock import now_us
from intray.errors import NotFoundError, PermissionDeniedError, ValidationError

routes = Routes()
NOT_OURS = "This secret was not made for this account. Please ask for a new one."


@routes.get("/api/profile/totp/", needs=LOGGED_IN)
async def get_new_secret(request: web.Request) -> web.Response:
    """A secret for an authenticator app. Nothing is switched on before a code of it arrives."""
    found = actor(request)
    secret = totp.new_secret(services(request).accounts.key, found.user_id)
    address = await asyncio.to_thread(totp.address, secret, found.username)
    image = await asyncio.to_thread(totp.qr_svg, address)
    return answer({"url": address, "qr_svg": image, "secret": secret})


@routes.post("/api/profile/totp/", needs=LOGGED_IN)
async def activate(request: web.Request) -> web.Response:
    """Switch it on with the secret and a code of it."""
    fields = Fields(await read_body(request))
    fields.text("secret", required=True, max_length=64)
    fields.text("code", required=True, max_length=64)
    values = fields.checked()
    accounts = services(request).accounts
    user_id = actor(request).user_id
    salt = totp.salt_of(accounts.key, user_id, values["secret"])
    if salt is None:
        raise ValidationError({"secret": [NOT_OURS]})
    step = totp.matching_step(values["secret"].upper(), values["code"], now_us())
    if step is None:
        return _result(None)
    codes = totp.new_recovery_codes()
    async with services(request).database.transaction() as tx:
        await totp.activate(tx, accounts.key, SecondFactor(user_id, salt, step), codes)
        # Who came in by the password alone comes in no longer.
        await accounts.close_sessions(tx, user_id, but=request.get(SESSION))
    return _result(codes)


@routes.delete("/api/profile/totp/", needs=LOGGED_IN)
async def deactivate(request: web.Request) -> web.Response:
    """The password alone is enough again."""
    return await _deactivate(request, actor(request).user_id)


@routes.post("/api/users/{id}/deactivate_totp/", needs=LOGGED_IN)
async def deactivate_of_user(request: web.Request) -> web.Response:
    """For somebody who lost the phone; only oneself and superusers may."""
    asker, user_id = actor(request), path_id(request)
    if not asker.is_superuser and asker.user_id != user_id:
        raise PermissionDeniedError
    async with services(request).database.read() as db:
        await users.get(db, user_id)
    return await _deactivate(request, user_id)


async def _deactivate(request: web.Request, user_id: int) -> web.Response:
    async with services(request).database.transaction() as tx:
        if not await totp.deactivate(tx, user_id):
            raise NotFoundError
    return answer(True)


def _result(recovery_codes: Sequence[str] | None) -> web.Response:
    return answer({"success": recovery_codes is not None, "recovery_codes": recovery_codes})
