"""`/api/mail_accounts/` and `/api/mail_rules/`. They are kept; no mail server is asked yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from aiohttp import web

from intray.api import object_permissions, params
from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.mail import fields as mail_fields
from intray.api.mail.shapes import SHAPES
from intray.api.pagination import Window, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.errors import NotFoundError
from intray.mail import changes, listing
from intray.mail.fields import ACCOUNTS, RULES, MailKind
from intray.store.sealed import Seal

routes = Routes()


def _declare(kind: MailKind) -> None:
    path = f"/api/{kind.declared.table}/"
    one = path + "{id}/"

    @routes.get(path, needs=f"view_{kind.kind}")
    async def list_kept(request: web.Request) -> web.Response:
        return await _list(request, kind)

    @routes.post(path, needs=f"add_{kind.kind}")
    async def create_kept(request: web.Request) -> web.Response:
        return await _create(request, kind)

    @routes.get(one, needs=f"view_{kind.kind}")
    async def get_kept(request: web.Request) -> web.Response:
        return await _answer_one(request, kind, path_id(request))

    @routes.patch(one, needs=f"change_{kind.kind}")
    @routes.put(one, needs=f"change_{kind.kind}")
    async def change_kept(request: web.Request) -> web.Response:
        return await _change(request, kind)

    @routes.delete(one, needs=f"delete_{kind.kind}")
    async def delete_kept(request: web.Request) -> web.Response:
        async with services(request).database.transaction() as tx:
            await changes.delete(tx, actor(request), kind, path_id(request))
        return no_content()


for _kind in (ACCOUNTS, RULES):
    _declare(_kind)


async def _list(request: web.Request, kind: MailKind) -> web.Response:
    asker = actor(request)
    with_grants = params.flag(request, "full_perms") is True
    async with services(request).database.read() as db:
        ids = await listing.ids(db, asker, kind)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            page = ids[window.offset : window.offset + window.limit]
            found = await listing.read(db, asker, kind, page, with_grants=with_grants)
            return [SHAPES[kind](each, _zone(request)) for each in found]

        async def all_ids() -> Sequence[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


async def _create(request: web.Request, kind: MailKind) -> web.Response:
    asker = actor(request)
    fields = mail_fields.read(kind, await read_body(request), _zone(request), partial=False)
    sealed = await _sealed_password(request, fields)
    async with services(request).database.transaction() as tx:
        await mail_fields.check(tx, asker, kind, fields)
        values = fields.checked()
        columns = sealed | object_permissions.owner_of(fields, asker, creating=True)
        object_id = await changes.create(tx, kind, values, columns, values.get("set_permissions"))
    return await _answer_one(request, kind, object_id, status=201, written=True)


async def _change(request: web.Request, kind: MailKind) -> web.Response:
    asker, object_id = actor(request), path_id(request)
    replacing = request.method == "PUT"
    body = await read_body(request)
    fields = mail_fields.read(kind, body, _zone(request), partial=not replacing)
    sealed = await _sealed_password(request, fields)
    async with services(request).database.transaction() as tx:
        await changes.require_changeable(tx, asker, kind, object_id)
        await mail_fields.check(tx, asker, kind, fields, object_id)
        values = fields.checked()
        columns = sealed | object_permissions.owner_of(fields, asker, creating=False)
        if replacing and await changes.owns(tx, asker, kind, object_id):
            columns.setdefault("owner_id", None)
        wanted = values.get("set_permissions")
        await changes.update(tx, asker, kind, object_id, values, columns, wanted)
    return await _answer_one(request, kind, object_id, written=True)


async def _sealed_password(request: web.Request, fields: Fields) -> dict[str, Any]:
    """As a column, if there is a new one."""
    password = mail_fields.new_password(fields)
    if password is None:
        return {}
    seal = Seal(services(request).accounts.key, "password of a mail account")
    return {"password": await seal.close(password)}


async def _answer_one(
    request: web.Request,
    kind: MailKind,
    object_id: int,
    status: int = 200,
    *,
    written: bool = False,
) -> web.Response:
    """`written`: just now, by whoever asks."""
    asker = actor(request)
    with_grants = params.flag(request, "full_perms") is True
    async with services(request).database.read() as db:
        try:
            found = await listing.get(db, asker, kind, object_id, with_grants=with_grants)
        except NotFoundError:
            if not written:
                raise
            # Whoever gives an object away sees it this last time.
            giver = replace(asker, is_superuser=True)
            given = await listing.get(db, giver, kind, object_id, with_grants=with_grants)
            found = replace(given, can_change=False)
    return answer(SHAPES[kind](found, _zone(request)), status)


def _zone(request: web.Request) -> tzinfo:
    return services(request).config.time_zone
