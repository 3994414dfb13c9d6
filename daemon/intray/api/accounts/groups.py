"""/api/groups/: what several people may do together."""

from collections.abc import Sequence
from typing import Any

import aiosqlite
from aiohttp import web

from intray.accounts import groups
from intray.accounts.groups import Group
from intray.api.accounts.fields import NAME_LENGTH
from intray.api.accounts.people_list import list_by_name
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.errors import PermissionDeniedError
from intray.permissions import CODENAMES, Actor

routes = Routes()


@routes.get("/api/groups/", needs="view_group")
async def list_groups(request: web.Request) -> web.Response:
    async def read(db: aiosqlite.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
        return [_json(group) for group in await groups.by_ids(db, ids)]

    return await list_by_name(request, "groups", "name", read)


@routes.get("/api/groups/{id}/", needs="view_group")
async def get_group(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        return answer(_json(await groups.get(db, path_id(request))))


@routes.post("/api/groups/", needs="add_group")
async def create_group(request: web.Request) -> web.Response:
    values = _checked(await read_body(request), partial=False)
    _require_rights(actor(request), values["permissions"])
    async with services(request).database.transaction() as tx:
        group_id = await groups.create(tx, values["name"], values["permissions"])
        group = await groups.get(tx, group_id)
    return answer(_json(group), status=201)


@routes.put("/api/groups/{id}/", needs="change_group")
async def replace_group(request: web.Request) -> web.Response:
    return await _change(request, partial=False)


@routes.patch("/api/groups/{id}/", needs="change_group")
async def change_group(request: web.Request) -> web.Response:
    return await _change(request, partial=True)


@routes.delete("/api/groups/{id}/", needs="delete_group")
async def delete_group(request: web.Request) -> web.Response:
    async with services(request).database.transaction() as tx:
        group = await groups.get(tx, path_id(request))
        _require_rights(actor(request), group.codenames)
        await groups.delete(tx, group.id)
    return no_content()


async def _change(request: web.Request, *, partial: bool) -> web.Response:
    group_id = path_id(request)
    values = _checked(await read_body(request), partial=partial)
    async with services(request).database.transaction() as tx:
        group = await groups.get(tx, group_id)
        _require_rights(actor(request), (*group.codenames, *values.get("permissions", ())))
        if "name" in values:
            await groups.rename(tx, group_id, values["name"])
        if "permissions" in values:
            await groups.set_codenames(tx, group_id, values["permissions"])
        group = await groups.get(tx, group_id)
    return answer(_json(group))


def _checked(body: dict[str, Any], *, partial: bool) -> dict[str, Any]:
    fields = Fields(body, partial=partial)
    fields.text("name", max_length=NAME_LENGTH, required=True)
    fields.choices("permissions", CODENAMES, required=True)
    return fields.checked()


def _require_rights(asker: Actor, codenames: tuple[str, ...] | list[str]) -> None:
    """Rights given or taken are rights one has."""
    if not asker.is_superuser and not set(codenames) & CODENAMES <= asker.codenames:
        raise PermissionDeniedError


def _json(group: Group) -> dict[str, Any]:
    return {"id": group.id, "name": group.name, "permissions": list(group.codenames)}
