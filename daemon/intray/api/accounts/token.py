"""POST /api/token/: a password becomes the user's API token."""

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import ORIGIN
from intray.api.fields import Fields
from intray.api.routing import OPEN, Routes
from intray.api.services import services
from intray.errors import ValidationError

routes = Routes()
WRONG = "Unable to log in with provided credentials."


@routes.post("/api/token/", needs=OPEN)
async def create_token(request: web.Request) -> web.Response:
    fields = Fields(await read_body(request))
    fields.text("username", required=True)
    fields.text("password", required=True, trim=False)
    fields.text("code", blank=True, null=True)  # for a second factor, which no account has yet
    values = fields.checked()
    accounts = services(request).accounts
    client = request[ORIGIN].client
    user = await accounts.verified(values["username"], values["password"], client)
    if user is None or not user.is_active:
        raise ValidationError({"non_field_errors": [WRONG]})
    return answer({"token": await accounts.token_of(user.id)})
