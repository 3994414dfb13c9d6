"""`/api/saved_views/`. Without a version in the request the answer has the shape of version 9."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from intray.api import object_permissions, params
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.views import fields as saved_views_fields
from intray.api.views import flags as saved_views_shown
from intray.api.views.shapes import shown
from intray.errors import NotFoundError
from intray.store import grants
from intray.views import changes, listing

routes = Routes()

PATH = "/api/saved_views/"
ONE = PATH + "{id}/"
BY_NAME = "o.name COLLATE NOCASE, o.id"


@routes.get(PATH, needs="view_savedview", default_version=9)
async def list_saved_views(request: web.Request) -> web.Response:
    asker = actor(request)
    with_grants = params.flag(request, "full_perms") is True
    order = params.order_by(request, {"name": "o.name COLLATE NOCASE"}, BY_NAME)
    async with services(request).database.read() as db:
        ids = await listing.ids(db, asker, order)
        flags = await saved_views_shown.read(db, asker.user_id, request[VERSION])

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            found = await listing.read(db, asker, page, with_grants=with_grants)
            return [shown(view, flags) for view in found]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.post(PATH, needs="add_savedview", default_version=9)
async def create_saved_view(request: web.Request) -> web.Response:
    asker = actor(request)
    fields = saved_views_fields.read(
        await read_body(request), partial=False, with_flags=_has_flags(request)
    )
    async with services(request).database.transaction() as tx:
        await object_permissions.check(tx, fields)
        values = await saved_views_fields.checked(tx, fields)
        columns = saved_views_fields.columns(values)
        columns |= object_permissions.owner_of(fields, asker, creating=True)
        view_id = await changes.create(tx, columns, values.get("set_permissions"))
        await saved_views_shown.write(tx, asker.user_id, view_id, values)
    return await _answer_one(request, view_id, status=201, written=True)


@routes.get(ONE, needs="view_savedview", default_version=9)
async def get_saved_view(request: web.Request) -> web.Response:
    return await _answer_one(request, path_id(request))


@routes.patch(ONE, needs="change_savedview", default_version=9)
@routes.put(ONE, needs="change_savedview", default_version=9)
async def change_saved_view(request: web.Request) -> web.Response:
    asker, view_id = actor(request), path_id(request)
    replacing = request.method == "PUT"
    fields = saved_views_fields.read(
        await read_body(request), partial=not replacing, with_flags=_has_flags(request)
    )
    async with services(request).database.transaction() as tx:
        await changes.require_changeable(tx, asker, view_id)
        await object_permissions.check(tx, fields)
        values = await saved_views_fields.checked(tx, fields)
        columns = saved_views_fields.columns(values)
        columns |= object_permissions.owner_of(fields, asker, creating=False)
        if replacing and await grants.owns(tx, asker, "saved_views", view_id):
            columns.setdefault("owner_id", None)
        await changes.update(tx, asker, view_id, columns, values.get("set_permissions"))
        await saved_views_shown.write(tx, asker.user_id, view_id, values)
    return await _answer_one(request, view_id, written=True)


@routes.delete(ONE, needs="delete_savedview", default_version=9)
async def delete_saved_view(request: web.Request) -> web.Response:
    async with services(request).database.transaction() as tx:
        await changes.delete(tx, actor(request), path_id(request))
    return no_content()


async def _answer_one(
    request: web.Request, view_id: int, status: int = 200, *, written: bool = False
) -> web.Response:
    """`written`: just now, by whoever asks."""
    asker = actor(request)
    with_grants = params.flag(request, "full_perms") is True
    async with services(request).database.read() as db:
        flags = await saved_views_shown.read(db, asker.user_id, request[VERSION])
        try:
            found = await listing.get(db, asker, view_id, with_grants=with_grants)
        except NotFoundError:
            if not written:
                raise
            # Whoever gives a view away sees it this last time.
            giver = replace(asker, is_superuser=True)
            given = await listing.get(db, giver, view_id, with_grants=with_grants)
            found = replace(given, can_change=False)
    return answer(shown(found, flags), status)


def _has_flags(request: web.Request) -> bool:
    return request[VERSION] <= saved_views_shown.NEWEST_WITH_FLAGS
