"""The first run: whoever has the code that the daemon printed makes the first user."""

from aiohttp import web

from intray.accounts.passwords import weaknesses
from intray.api.accounts.fields import add_username
from intray.api.answers import answer
from intray.api.bodies import read_json
from intray.api.context import ORIGIN
from intray.api.credentials import check_same_site
from intray.api.fields import Fields
from intray.api.routing import OPEN, Routes
from intray.api.services import services

routes = Routes()


@routes.get("/api/setup/", needs=OPEN)
async def get_setup(request: web.Request) -> web.Response:
    """Whether the first user is still to be made."""
    return answer({"needed": await services(request).accounts.setup_needed()})


@routes.post("/api/setup/", needs=OPEN)
async def create_first_user(request: web.Request) -> web.Response:
    """Make the first user, who may do everything."""
    check_same_site(request)
    fields = Fields(await read_json(request))
    fields.text("code", required=True, max_length=64)
    add_username(fields)
    fields.text("password", required=True, trim=False)
    weak = weaknesses(fields.values.get("password", ""), fields.values.get("username", ""))
    if weak and "password" in fields.values:
        fields.errors["password"] = weak
    values = fields.checked()
    user_id = await services(request).accounts.create_first(
        values["code"], values["username"], values["password"], request[ORIGIN].client
    )
    return answer({"id": user_id, "username": values["username"]}, status=201)
