"""`/api/share_link_bundles/`: several documents behind one link."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiosqlite
from aiohttp import web

from intray.api import params
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.sharing import filters
from intray.api.sharing.shapes import bundle_json
from intray.clock import now_us
from intray.documents import listing
from intray.documents.ordering import Order
from intray.pipeline.share_bundles import remove_files
from intray.sharing import bundles
from intray.sharing.bundles import DAY_US, Bundle
from intray.sharing.links import FILE_VERSIONS

routes = Routes()

PATH = "/api/share_link_bundles/"
ONE = PATH + "{id}/"
ORDER = {"created": "o.created_at", "expiration": "o.expires_at", "status": "o.status"}
NEWEST_FIRST = "o.created_at DESC, o.id DESC"
MAX_DAYS = 36_500


@routes.get(PATH, needs="view_sharelinkbundle")
async def list_bundles(request: web.Request) -> web.Response:
    asker = actor(request)
    where = filters.condition(request, filters.BUNDLES)
    order = params.order_by(request, ORDER, NEWEST_FIRST)
    async with services(request).database.read() as db:
        ids = await bundles.ids(db, asker, order, where)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            return [_shown(request, bundle) for bundle in await bundles.read(db, asker, page)]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


@routes.post(PATH, needs="add_sharelinkbundle")
async def create_bundle(request: web.Request) -> web.Response:
    parts, asker = services(request), actor(request)
    fields = _read(await read_body(request), partial=False)
    async with parts.database.transaction() as tx:
        await _check_documents(request, tx, fields)
        values = fields.checked()
        asker.require("view_document")
        bundle_id = await bundles.create(
            tx,
            parts.accounts.key,
            document_ids=values["document_ids"],
            file_version=values.get("file_version", "archive"),
            expires_at=_expires_at(values),
            owner_id=asker.user_id,
        )
        made = await bundles.get(tx, asker, bundle_id)
    return answer(_shown(request, made), status=201)


@routes.get(ONE, needs="view_sharelinkbundle")
async def get_bundle(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        found = await bundles.get(db, actor(request), path_id(request))
    return answer(_shown(request, found))


@routes.put(ONE, needs="change_sharelinkbundle")
@routes.patch(ONE, needs="change_sharelinkbundle")
async def change_bundle(request: web.Request) -> web.Response:
    asker = actor(request)
    fields = _read(await read_body(request), partial=request.method == "PATCH")
    async with services(request).database.transaction() as tx:
        bundle = await bundles.get_changeable(tx, asker, path_id(request))
        await _check_documents(request, tx, fields, bundle)
        values = fields.checked()
        columns: dict[str, object] = {}
        if "file_version" in values:
            columns["file_version"] = values["file_version"]
        if "expiration_days" in values:
            columns["expires_at"] = _expires_at(values)
        await bundles.update(tx, bundle, columns, values.get("document_ids"))
        changed = await bundles.get(tx, asker, bundle.id)
    return answer(_shown(request, changed))


@routes.delete(ONE, needs="delete_sharelinkbundle")
async def delete_bundle(request: web.Request) -> web.Response:
    parts = services(request)
    async with parts.database.transaction() as tx:
        bundle = await bundles.get_changeable(tx, actor(request), path_id(request))
        await bundles.delete(tx, bundle.id)
    if bundle.file is not None:
        await asyncio.to_thread(remove_files, parts.config.paths, [bundle.file])
    return no_content()


@routes.post(ONE + "rebuild/", needs="change_sharelinkbundle")
async def rebuild_bundle(request: web.Request) -> web.Response:
    asker = actor(request)
    async with services(request).database.transaction() as tx:
        bundle = await bundles.get_changeable(tx, asker, path_id(request))
        await bundles.rebuild(tx, bundle)
        waiting = await bundles.get(tx, asker, bundle.id)
    return answer(_shown(request, waiting))


def _read(body: Mapping[str, Any], *, partial: bool) -> Fields:
    fields = Fields(body, partial=partial)
    fields.pks("document_ids", required=True)
    fields.integer("expiration_days", minimum=1, maximum=MAX_DAYS, null=True)
    fields.choice("file_version", FILE_VERSIONS)
    if fields.values.get("document_ids") == []:
        fields.errors["document_ids"] = ["This list may not be empty."]
    return fields


async def _check_documents(
    request: web.Request, db: aiosqlite.Connection, fields: Fields, bundle: Bundle | None = None
) -> None:
    """What the asker may not see is refused in the words for what does not exist.

    What the owner of the bundle may not see is left out when it is packed.
    """
    wanted = fields.values.get("document_ids")
    if not wanted:
        return
    asker = actor(request)
    fields.values["document_ids"] = list(dict.fromkeys(wanted))
    known = set(await listing.ids_among(db, listing.seen_by(asker), wanted, Order(None)))
    if bundle is not None:
        known |= set(bundle.document_ids)
    fields.exists("document_ids", known)


def _expires_at(values: Mapping[str, Any]) -> int | None:
    days = values.get("expiration_days")
    return None if days is None else now_us() + days * DAY_US


def _shown(request: web.Request, bundle: Bundle) -> dict[str, Any]:
    parts = services(request)
    return bundle_json(bundle, parts.accounts.key, parts.config.time_zone)
