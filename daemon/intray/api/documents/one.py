"""`/api/documents/`: the list, and one document read, changed and put into the trash."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from aiohttp import web

from intray.api.answers import answer, no_content
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.documents import fields as documents_fields
from intray.api.documents.at_version import read_document, wanted_version
from intray.api.documents.listing import list_answer
from intray.api.documents.shapes import shape_of
from intray.api.routing import LOGGED_IN, Routes, path_id
from intray.api.services import services
from intray.documents import changes, records, versions
from intray.errors import NotFoundError
from intray.events import DocumentsChanged, DocumentsDeleted
from intray.permissions import Actor
from intray.store import grants

routes = Routes()


@routes.get("/api/documents/", needs="view_document")
async def list_documents(request: web.Request) -> web.StreamResponse:
    return await list_answer(request)


@routes.get("/api/documents/{id}/", needs="view_document")
async def get_document(request: web.Request) -> web.Response:
    return await _answer_one(request, actor(request), full_perms=False)


@routes.patch("/api/documents/{id}/", needs="change_document")
@routes.put("/api/documents/{id}/", needs="change_document")
async def change_document(request: web.Request) -> web.Response:
    version_id = wanted_version(request)
    asker, document_id = actor(request), path_id(request)
    replacing = request.method == "PUT"
    body = await read_body(request)
    parts = services(request)
    fields = documents_fields.read(body, parts.config.time_zone, partial=not replacing)
    async with parts.database.transaction() as tx:
        await changes.require_changeable(tx, asker, document_id)
        await documents_fields.check(tx, asker, document_id, fields, request[VERSION])
        wanted = documents_fields.changes(fields)
        if (
            replacing
            and "owner" not in body
            and await grants.owns(tx, asker, "documents", document_id)
        ):
            wanted = wanted.with_owner(None)
        if version_id is not None and not await versions.is_newest(tx, document_id, version_id):
            await versions.set_older_text(tx, document_id, version_id, wanted.content)
            wanted = replace(wanted, content=None)
        await changes.update(tx, asker, document_id, wanted)
    parts.events.publish(DocumentsChanged((document_id,)))
    # Whoever gives a document away sees it this last time.
    return await _answer_one(request, replace(asker, is_superuser=True), full_perms=True)


@routes.delete("/api/documents/{id}/", needs="delete_document")
async def delete_document(request: web.Request) -> web.Response:
    document_id = path_id(request)
    parts = services(request)
    async with parts.database.transaction() as tx:
        await changes.require_changeable(tx, actor(request), document_id)
        await records.trash(tx, [document_id])
    parts.events.publish(DocumentsDeleted((document_id,)))
    return no_content()


@routes.get("/api/documents/next_asn/", needs=LOGGED_IN)
async def next_number(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        return answer(await changes.next_number(db))


@contextmanager
def below_document() -> Iterator[None]:
    """Addresses below a document that is not there say so without naming a model."""
    try:
        yield
    except NotFoundError:
        raise NotFoundError from None


async def _answer_one(request: web.Request, asker: Actor, *, full_perms: bool) -> web.Response:
    shape = shape_of(request, full_perms=full_perms)
    async with services(request).database.read() as db:
        document = await read_document(request, db, shape.wanted, asker=asker)
    return answer(shape.of(document))
