"""`/api/documents/{id}/notes/`: what people write on a document; each answer is the whole list."""

import aiosqlite
from aiohttp import web

from intray.api import params
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.documents import notes_shape as notes_json
from intray.api.documents.one import below_document
from intray.api.fields import REQUIRED, Fields
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.documents import changes, listing
from intray.errors import ValidationError
from intray.events import DocumentsChanged
from intray.notes import changes as notes
from intray.store.notes import of_documents

routes = Routes()

PATH = "/api/documents/{id}/notes/"


@routes.get(PATH, needs="view_note")
async def list_notes(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        with below_document():
            await listing.require_visible(db, actor(request), path_id(request))
        return await _answer(request, db)


@routes.post(PATH, needs="add_note")
async def add_note(request: web.Request) -> web.Response:
    fields = Fields(await read_body(request))
    fields.text("note", required=True)
    parts, document_id = services(request), path_id(request)
    async with parts.database.transaction() as tx:
        await _require_changeable(request, tx)
        await notes.add(tx, actor(request), document_id, fields.checked()["note"])
        content = await _answer(request, tx)
    parts.events.publish(DocumentsChanged((document_id,)))
    return content


@routes.delete(PATH, needs="delete_note")
async def remove_named_note(request: web.Request) -> web.Response:
    return await _remove(request, params.integer(request, "id"))


@routes.delete(PATH + "{note_id}/", needs="delete_note")
async def remove_note(request: web.Request) -> web.Response:
    return await _remove(request, path_id(request, "note_id"))


async def _remove(request: web.Request, note_id: int | None) -> web.Response:
    parts, document_id = services(request), path_id(request)
    async with parts.database.transaction() as tx:
        await _require_changeable(request, tx)
        if note_id is None:
            raise ValidationError({"id": REQUIRED})
        await notes.remove(tx, document_id, note_id)
        content = await _answer(request, tx)
    parts.events.publish(DocumentsChanged((document_id,)))
    return content


async def _require_changeable(request: web.Request, db: aiosqlite.Connection) -> None:
    with below_document():
        await changes.require_changeable(db, actor(request), path_id(request))


async def _answer(request: web.Request, db: aiosqlite.Connection) -> web.Response:
    document_id, zone = path_id(request), services(request).config.time_zone
    found = await of_documents(db, [document_id])
    return answer(notes_json.shown(found.get(document_id, ()), request[VERSION], zone))
