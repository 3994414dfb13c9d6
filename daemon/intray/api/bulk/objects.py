"""`/api/bulk_edit_objects/`: permissions and deletion of many tags, correspondents and so on."""

from typing import Any

import aiosqlite
from aiohttp import web

from intray.api import object_permissions
from intray.api.answers import answer
from intray.api.attributes.query import conditions
from intray.api.bodies import read_json
from intray.api.bulk import selected
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.routing import LOGGED_IN, Routes
from intray.api.services import services
from intray.attributes import changes, listing
from intray.attributes.kinds import KINDS, AttributeKind
from intray.store import grants
from intray.store.grants import WantedGrants

routes = Routes()

SET_PERMISSIONS, DELETE = "set_permissions", "delete"
CODENAMES = {SET_PERMISSIONS: "change", DELETE: "delete"}
KIND_OF = {kind.table: kind for kind in KINDS}


@routes.post("/api/bulk_edit_objects/", needs=LOGGED_IN)
async def bulk_edit_objects(request: web.Request) -> web.Response:
    asker = actor(request)
    fields = _read(await read_json(request))
    values = fields.checked()
    kind, operation = KIND_OF[values["object_type"]], values["operation"]
    asker.require(f"{CODENAMES[operation]}_{kind.kind}")
    if values.get("all"):
        asker.require(f"view_{kind.kind}")  # a filter asks how things are called
    async with services(request).database.transaction() as tx:
        ids = await _selected(request, kind, values, tx)
        await grants.require_changeable(
            tx, asker, kind.kind, kind.table, ids, own=operation == SET_PERMISSIONS
        )
        if operation == DELETE:
            await changes.delete_many(tx, kind, ids)
        else:
            await object_permissions.check(tx, fields, "permissions")
            await changes.set_permissions(
                tx,
                kind,
                ids,
                fields.checked().get("permissions", WantedGrants()),
                values.get("owner"),
                merge=values.get("merge", False),
            )
    return answer({"result": "OK"})


def _read(body: dict[str, Any]) -> Fields:
    fields = Fields(body)
    selected.read(fields, "objects")
    fields.choice("object_type", KIND_OF, required=True)
    fields.choice("operation", CODENAMES, required=True)
    fields.boolean("merge")
    object_permissions.read(fields, "permissions")
    return fields


async def _selected(
    request: web.Request, kind: AttributeKind, values: dict[str, Any], db: aiosqlite.Connection
) -> list[int]:
    """Ids of objects that the asker may see. Raises ValidationError."""
    asker = actor(request)
    if values.get("all"):
        where = conditions(selected.as_query(values.get("filters", {})), kind)
        return await listing.ids(db, asker, kind, where, "o.id")
    selected.require_list(values, "objects")
    wanted: list[int] = values["objects"]
    missing = set(await listing.missing(db, asker, kind, wanted))
    known = [number for number in wanted if number not in missing]
    selected.require_known("objects", wanted, known)
    return wanted
