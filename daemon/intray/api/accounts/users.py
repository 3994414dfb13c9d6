"""/api/users/: accounts of people. Nobody can give rights that they do not have themselves."""

from collections.abc import Sequence
from typing import Any

import aiosqlite
from aiohttp import web

from intray.accounts import groups, people, users
from intray.accounts.passwords import UNUSABLE
from intray.accounts.people import Person
from intray.api.accounts.fields import MASK, add_names, add_password, add_username
from intray.api.accounts.people_list import list_by_name
from intray.api.answers import answer, local_time, no_content
from intray.api.bodies import read_body
from intray.api.context import SESSION, actor
from intray.api.fields import Fields
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.permissions import CODENAMES, Actor

routes = Routes()
RANKS = ("is_staff", "is_superuser")
LAST_ONE = "There must be an active superuser."

_APPS = {
    **dict.fromkeys(("user", "group"), "auth"),
    **dict.fromkeys(("mailaccount", "mailrule", "processedmail"), "paperless_mail"),
    "applicationconfiguration": "paperless",
    "logentry": "auditlog",
}


@routes.get("/api/users/", needs="view_user")
async def list_users(request: web.Request) -> web.Response:
    async def read(db: aiosqlite.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
        return [_json(request, person) for person in await people.by_ids(db, ids)]

    return await list_by_name(request, "users", "username", read)


@routes.get("/api/users/{id}/", needs="view_user")
async def get_user(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        return answer(_json(request, await _person(db, path_id(request))))


@routes.post("/api/users/", needs="add_user")
async def create_user(request: web.Request) -> web.Response:
    body = await read_body(request)
    async with services(request).database.read() as db:
        values = await _checked(request, db, body, partial=False)
    _require_rank(actor(request), values, None)
    password = values.pop("password", None)
    values["password_hash"] = (
        await services(request).accounts.passwords.hash(password) if password else UNUSABLE
    )
    async with services(request).database.transaction() as tx:
        await _require_rights(tx, actor(request), values)
        columns = {name: values[name] for name in users.CHANGEABLE if name in values}
        user_id = await users.create(tx, **columns)
        await _set_rights(tx, user_id, values)
        person = await _person(tx, user_id)
    return answer(_json(request, person), status=201)


@routes.put("/api/users/{id}/", needs="change_user")
async def replace_user(request: web.Request) -> web.Response:
    return await _change(request, partial=False)


@routes.patch("/api/users/{id}/", needs="change_user")
async def change_user(request: web.Request) -> web.Response:
    return await _change(request, partial=True)


@routes.delete("/api/users/{id}/", needs="delete_user")
async def delete_user(request: web.Request) -> web.Response:
    user_id = path_id(request)
    async with services(request).database.transaction() as tx:
        _require_reach(actor(request), await _person(tx, user_id))
        if await users.is_last_superuser(tx, user_id):
            raise ValidationError({"non_field_errors": [LAST_ONE]})
        await users.delete(tx, user_id)
    return no_content()


async def _change(request: web.Request, *, partial: bool) -> web.Response:
    user_id = path_id(request)
    body = await read_body(request)
    database = services(request).database
    async with database.read() as db:
        person = await _person(db, user_id)
        _require_reach(actor(request), person)
        values = await _checked(request, db, body, partial=partial, username=person.user.username)
    password = values.pop("password", None)
    if password:
        values["password_hash"] = await services(request).accounts.passwords.hash(password)
    async with database.transaction() as tx:
        person = await _person(tx, user_id)
        _require_reach(actor(request), person)
        _require_rank(actor(request), values, person)
        await _require_rights(tx, actor(request), values)
        demoted = not values.get("is_superuser", True) or not values.get("is_active", True)
        if demoted and await users.is_last_superuser(tx, user_id):
            raise ValidationError({"non_field_errors": [LAST_ONE]})
        await users.update(tx, user_id, values)
        await _set_rights(tx, user_id, values)
        if password or not values.get("is_active", True):
            await services(request).accounts.close_sessions(tx, user_id, but=request.get(SESSION))
        person = await _person(tx, user_id)
    return answer(_json(request, person))


async def _checked(
    request: web.Request,
    db: aiosqlite.Connection,
    body: dict[str, Any],
    *,
    partial: bool,
    username: str = "",
) -> dict[str, Any]:
    fields = Fields(body, partial=partial)
    add_username(fields)
    add_names(fields)
    add_password(fields, fields.values.get("username", username))
    fields.instant("date_joined", services(request).config.time_zone)
    for name in ("is_active", *RANKS):
        fields.boolean(name)
    fields.pks("groups")
    fields.exists("groups", await groups.known_ids(db))
    fields.choices("user_permissions", CODENAMES)
    values = fields.checked()
    if "date_joined" in values:
        values["joined_at"] = values.pop("date_joined")
    return values


def _require_rank(asker: Actor, values: dict[str, Any], person: Person | None) -> None:
    """Only superusers make staff and superusers, or unmake them."""
    for name in RANKS:
        now = getattr(person.user, name) if person else False
        if not asker.is_superuser and values.get(name, now) != now:
            raise PermissionDeniedError


def _require_reach(asker: Actor, person: Person) -> None:
    """Who may change a user could log in as that user: so nobody with more rights than oneself."""
    if asker.is_superuser or asker.user_id == person.user.id:
        return
    if person.user.is_superuser or (person.user.is_staff and not asker.is_staff):
        raise PermissionDeniedError
    if not {*person.codenames, *person.inherited} & CODENAMES <= asker.codenames:
        raise PermissionDeniedError


async def _require_rights(db: aiosqlite.Connection, asker: Actor, values: dict[str, Any]) -> None:
    """Rights given on are rights one has."""
    given = set(values.get("user_permissions", ()))
    given |= await groups.codenames_of(db, values.get("groups", ()))
    if not asker.is_superuser and not given & CODENAMES <= asker.codenames:
        raise PermissionDeniedError


async def _set_rights(tx: aiosqlite.Connection, user_id: int, values: dict[str, Any]) -> None:
    if "groups" in values:
        await users.set_groups(tx, user_id, values["groups"])
    if "user_permissions" in values:
        await users.set_codenames(tx, user_id, values["user_permissions"])


async def _person(db: aiosqlite.Connection, user_id: int) -> Person:
    found = await people.by_ids(db, [user_id])
    if not found:
        raise NotFoundError("No User matches the given query.")
    return found[0]


def _json(request: web.Request, person: Person) -> dict[str, Any]:
    user = person.user
    inherited = CODENAMES if user.is_superuser else person.inherited
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "password": MASK,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "date_joined": local_time(user.joined_at, services(request).config.time_zone),
        "is_staff": user.is_staff,
        "is_active": user.is_active,
        "is_superuser": user.is_superuser,
        "groups": list(person.group_ids),
        "user_permissions": list(person.codenames),
        "inherited_permissions": sorted(_with_app(name) for name in inherited),
        "is_mfa_enabled": person.has_second_factor,
    }


def _with_app(codename: str) -> str:
    """`documents.view_tag`: the name that clients of Django know it by."""
    return f"{_APPS.get(codename.partition('_')[2], 'documents')}.{codename}"
