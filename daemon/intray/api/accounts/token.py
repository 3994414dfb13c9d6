"""POST /api/token/: a password, and a code where one is needed, becomes the user's API token."""

from aiohttp import web

from intray.accounts import login
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import ORIGIN
from intray.api.fields import Fields
from intray.api.routing import OPEN, Routes
from intray.api.services import services

routes = Routes()


@routes.post("/api/token/", needs=OPEN)
async def create_token(request: web.Request) -> web.Response:
    fields = Fields(await read_body(request))
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
    return answer({"token": await accounts.token_of(user.id)})
