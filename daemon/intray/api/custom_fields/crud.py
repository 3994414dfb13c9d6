"""`/api/custom_fields/`. Nobody owns a custom field: the rights to the model decide alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from intray.api import params
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.custom_fields.shapes import by_position, shown
from intray.api.fields import Fields
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.attributes import filters
from intray.custom_fields import changes, listing
from intray.custom_fields.definitions import DATA_TYPES
from intray.permissions import Sql
from intray.store import text_match
from intray.views import changes as views

routes = Routes()

PATH = "/api/custom_fields/"
ONE = PATH + "{id}/"
NAME_LENGTH = 128


@routes.get(PATH, needs="view_customfield")
async def list_custom_fields(request: web.Request) -> web.Response:
    order = params.order_by(request, listing.ORDERS, listing.BY_NAME)
    async with services(request).database.read() as db:
        ids = await listing.ids(db, actor(request), _conditions(request), order)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            found = await listing.read(db, actor(request), page)
            return [shown(each.field, each.document_count, request[VERSION]) for each in found]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.post(PATH, needs="add_customfield")
async def create_custom_field(request: web.Request) -> web.Response:
    values = _read(await read_body(request), partial=False)
    async with services(request).database.transaction() as tx:
        field_id = await changes.create(
            tx,
            values["name"],
            values["data_type"],
            values.get("extra_data"),
            labels_only=by_position(request[VERSION]),
        )
        field = await changes.get(tx, field_id)
    return answer(shown(field, 0, request[VERSION]), status=201)


@routes.get(ONE, needs="view_customfield")
async def get_custom_field(request: web.Request) -> web.Response:
    return await _answer_one(request)


@routes.patch(ONE, needs="change_customfield")
@routes.put(ONE, needs="change_customfield")
async def change_custom_field(request: web.Request) -> web.Response:
    values = _read(await read_body(request), partial=request.method == "PATCH")
    async with services(request).database.transaction() as tx:
        await changes.update(
            tx, path_id(request), values, labels_only=by_position(request[VERSION])
        )
    return await _answer_one(request)


@routes.delete(ONE, needs="delete_customfield")
async def delete_custom_field(request: web.Request) -> web.Response:
    field_id = path_id(request)
    async with services(request).database.transaction() as tx:
        await changes.delete(tx, field_id)
        await views.forget_custom_field(tx, field_id)
    return no_content()


async def _answer_one(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        found = await listing.get(db, actor(request), path_id(request))
    return answer(shown(found.field, found.document_count, request[VERSION]))


def _read(body: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """What was sent of name, data_type and extra_data. Raises ValidationError."""
    fields = Fields(body, partial=partial)
    fields.text("name", max_length=NAME_LENGTH, required=True)
    fields.choice("data_type", DATA_TYPES, required=True)
    fields.object("extra_data", null=True)
    return fields.checked()


def _conditions(request: web.Request) -> Sql:
    found = []
    field_id = params.integer(request, "id")
    if field_id is not None:
        found.append(Sql("o.id = ?", (field_id,)))
    ids = params.ids(request, "id__in")
    if ids is not None:
        found.append(filters.any_of(ids))
    for match in text_match.MATCHES:
        wanted = params.last(request, f"name__{match}")
        if wanted:
            found.append(listing.named(match, wanted))
    return filters.joined(found)
