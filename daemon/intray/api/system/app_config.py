"""/api/config/: settings changed on the page; null where the configuration file decides."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from intray.api.accounts.fields import MASK
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.routing import LOGGED_IN, Routes, path_id
from intray.api.services import Services, services
from intray.api.system.app_config_fields import KEYS, LOGO, SECRET, checked
from intray.api.system.logo import address, chosen, read_form
from intray.errors import NotFoundError
from intray.store import changed_settings
from intray.store.sealed import Seal

routes = Routes()
PURPOSE = "key of the language model"


@routes.get("/api/config/", needs=LOGGED_IN)
async def list_configurations(request: web.Request) -> web.Response:
    return answer([_shown(services(request))])


@routes.get("/api/config/{id}/", needs=LOGGED_IN)
async def get_configuration(request: web.Request) -> web.Response:
    _require_the_one(request)
    return answer(_shown(services(request)))


@routes.patch("/api/config/{id}/", needs="change_applicationconfiguration")
async def change_configuration(request: web.Request) -> web.Response:
    """In effect at once for what begins from now on."""
    return await _change(request, partial=True)


@routes.put("/api/config/{id}/", needs="change_applicationconfiguration")
async def replace_configuration(request: web.Request) -> web.Response:
    return await _change(request, partial=False)


@routes.delete("/api/config/{id}/", needs="delete_applicationconfiguration")
async def reset_configuration(request: web.Request) -> web.Response:
    """The configuration file decides about everything again."""
    _require_the_one(request)
    parts = services(request)
    async with parts.overlay.changing:
        async with parts.database.transaction() as tx:
            await changed_settings.clear(tx)
        parts.overlay.values = {}
    return no_content()


async def _change(request: web.Request, *, partial: bool) -> web.Response:
    _require_the_one(request)
    parts = services(request)
    is_form = request.content_type == "multipart/form-data"
    body: Mapping[str, Any] = await (read_form(request) if is_form else read_body(request))
    values = checked(body, partial=partial)
    if values.get(SECRET) is not None:
        values[SECRET] = await Seal(parts.accounts.key, PURPOSE).close(values[SECRET])
    async with parts.overlay.changing:
        logo = chosen(body, parts.overlay.values.get(LOGO))
        async with parts.database.transaction() as tx:
            if logo is not None:
                await changed_settings.set_logo(tx, logo.new)
                values[LOGO] = logo.new and logo.new.name
            await changed_settings.write(tx, values)
            now = await changed_settings.read(tx)
        parts.overlay.values = now
    return answer(_shown(parts))


def _shown(parts: Services) -> dict[str, Any]:
    values = parts.overlay.values
    shown = {"id": 1, **{name: values.get(name) for name in KEYS}}
    shown[LOGO] = address(values.get(LOGO))
    if shown[SECRET] is not None:
        shown[SECRET] = MASK
    return shown


def _require_the_one(request: web.Request) -> None:
    if path_id(request) != 1:
        raise NotFoundError("No ApplicationConfiguration matches the given query.")
