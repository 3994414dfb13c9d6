"""`/api/tags/`, `/api/correspondents/`, `/api/document_types/`, `/api/storage_paths/`."""

from dataclasses import replace

from aiohttp import web

from intray.api import object_permissions, params
from intray.api.answers import answer, made_of, no_content
from intray.api.attributes import fields as attributes_fields
from intray.api.attributes.query import conditions
from intray.api.attributes.shapes import Children, by_parent, shown, with_descendants
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.attributes import changes, listing
from intray.attributes.kinds import (
    CORRESPONDENTS,
    KINDS,
    STORAGE_PATHS,
    TAGS,
    AttributeKind,
)
from intray.attributes.listing import Attribute
from intray.errors import NotFoundError
from intray.store import grants

routes = Routes()

_BY_NAME = "o.name COLLATE NOCASE, o.id"


def _declare(kind: AttributeKind) -> None:
    path = f"/api/{kind.table}/"
    one = path + "{id}/"

    @routes.get(path, needs=f"view_{kind.kind}")
    async def list_attributes(request: web.Request) -> web.Response:
        return await _list(request, kind)

    @routes.post(path, needs=f"add_{kind.kind}")
    async def create_attribute(request: web.Request) -> web.Response:
        return await _create(request, kind)

    @routes.get(one, needs=f"view_{kind.kind}")
    async def get_attribute(request: web.Request) -> web.Response:
        return await _answer_one(request, kind, path_id(request))

    @routes.patch(one, needs=f"change_{kind.kind}")
    @routes.put(one, needs=f"change_{kind.kind}")
    async def change_attribute(request: web.Request) -> web.Response:
        return await _change(request, kind)

    @routes.delete(one, needs=f"delete_{kind.kind}")
    async def delete_attribute(request: web.Request) -> web.Response:
        async with services(request).database.transaction() as tx:
            await changes.delete(tx, actor(request), kind, path_id(request))
        return no_content()


for _kind in KINDS:
    _declare(_kind)


async def _list(request: web.Request, kind: AttributeKind) -> web.Response:
    asker, version = actor(request), request[VERSION]
    with_grants = params.flag(request, "full_perms") is True
    last_correspondence = params.flag(request, "last_correspondence") is True
    order = params.order_by(request, _order_columns(kind, last_correspondence), _BY_NAME)
    async with services(request).database.read() as db:
        ids = await listing.ids(db, asker, kind, conditions(request.query, kind), order)
        children: Children = {}
        tags: dict[int, Attribute] = {}
        if kind is TAGS:  # all at once: any of them may be somebody's child
            every = await listing.read(db, asker, kind, with_grants=with_grants)
            children = await made_of(lambda: by_parent(every), every)
            tags = {tag.id: tag for tag in every}

        async def fetch(window: Window) -> list[object]:
            page = ids[window.offset : window.offset + window.limit]
            if kind is TAGS:
                found = [tags[tag_id] for tag_id in page]
            else:
                found = await listing.read(
                    db,
                    asker,
                    kind,
                    page,
                    with_grants=with_grants,
                    with_newest=last_correspondence,
                )
            return await made_of(
                lambda: [
                    shown(
                        kind,
                        attribute,
                        version,
                        children=children,
                        last_correspondence=last_correspondence,
                    )
                    for attribute in found
                ],
                found,
            )

        async def all_ids() -> list[int]:
            return with_descendants(ids, children)

        extras = {"display_count": len(await all_ids())} if kind is TAGS else None
        return await paginate(request, len(ids), fetch, all_ids=all_ids, extras=extras)


async def _create(request: web.Request, kind: AttributeKind) -> web.Response:
    asker = actor(request)
    body = await read_body(request)
    fields = attributes_fields.read(kind, body, partial=False)
    async with services(request).database.transaction() as tx:
        await attributes_fields.check(tx, asker, fields)
        values = fields.checked()
        columns = attributes_fields.columns(kind, values)
        columns |= object_permissions.owner_of(fields, asker, creating=True)
        attribute_id = await changes.create(tx, kind, columns, values.get("set_permissions"))
    return await _answer_one(request, kind, attribute_id, status=201)


async def _change(request: web.Request, kind: AttributeKind) -> web.Response:
    asker, attribute_id = actor(request), path_id(request)
    replacing = request.method == "PUT"
    body = await read_body(request)
    fields = attributes_fields.read(kind, body, partial=not replacing)
    async with services(request).database.transaction() as tx:
        await changes.require_changeable(tx, asker, kind, attribute_id)
        await attributes_fields.check(tx, asker, fields)
        values = fields.checked()
        columns = attributes_fields.columns(kind, values)
        columns |= object_permissions.owner_of(fields, asker, creating=False)
        if replacing and await grants.owns(tx, asker, kind.table, attribute_id):
            columns.setdefault("owner_id", None)
        await changes.update(tx, asker, kind, attribute_id, columns, values.get("set_permissions"))
    return await _answer_one(request, kind, attribute_id)


async def _answer_one(
    request: web.Request, kind: AttributeKind, attribute_id: int, status: int = 200
) -> web.Response:
    asker = actor(request)
    with_grants = params.flag(request, "full_perms") is True
    async with services(request).database.read() as db:
        try:
            found = await listing.get(db, asker, kind, attribute_id, with_grants=with_grants)
        except NotFoundError:
            if request.method in ("GET", "HEAD"):
                raise
            # Whoever gives an object away sees it this last time.
            giver = replace(asker, is_superuser=True)
            given = await listing.get(db, giver, kind, attribute_id, with_grants=with_grants)
            found = replace(given, can_change=False, document_count=0, last_correspondence=None)
        children: Children = {}
        if kind is TAGS:
            children = by_parent(await listing.read(db, asker, kind, with_grants=with_grants))
    content = shown(kind, found, request[VERSION], children=children, last_correspondence=True)
    return answer(content, status)


def _order_columns(kind: AttributeKind, last_correspondence: bool) -> dict[str, str]:
    columns = {
        "name": "o.name COLLATE NOCASE",
        "matching_algorithm": "o.matching_algorithm",
        "match": "o.match COLLATE NOCASE",
        "document_count": "coalesce(n.documents, 0)",
    }
    if kind is TAGS:
        columns["color"] = "o.color"
    if kind is STORAGE_PATHS:
        columns["path"] = "o.path COLLATE NOCASE"
    if kind is CORRESPONDENTS and last_correspondence:
        columns["last_correspondence"] = "n.newest"
    return columns
