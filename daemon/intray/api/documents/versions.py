"""Versions of a document: a new file, its label, and going back."""

from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import Form, Part, read_body, read_parts
from intray.api.context import actor
from intray.api.documents.one import below_document
from intray.api.documents.shapes import version_shown
from intray.api.documents.upload import FILE, NO_FILE, NOT_A_FILE, ONE_FILE, VALUE_LIMIT
from intray.api.fields import Fields
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.documents import changes, listing, records, versions
from intray.documents.listing import Wanted
from intray.errors import NotFoundError, UnsupportedTypeError, ValidationError
from intray.events import DocumentsChanged
from intray.jobs import journal
from intray.store import file_metadata, removal

routes = Routes()

LABEL = "version_label"
PLAIN = Wanted(tags=False, rights=False, correspondent=False, versions=True)


@routes.get("/api/documents/{id}/root/", needs="view_document")
async def root(request: web.Request) -> web.Response:
    """The document that an id stands for, be it the id of one of its versions."""
    with below_document():
        async with services(request).database.read() as db:
            document_id = await versions.document_of(db, path_id(request))
            if document_id is None:
                raise NotFoundError
            await listing.require_visible(db, actor(request), document_id)
    return answer({"root_id": document_id})


@routes.post("/api/documents/{id}/update_version/", needs="change_document")
async def update_version(request: web.Request) -> web.Response:
    asker, document_id, parts = actor(request), path_id(request), services(request)
    async with parts.database.read() as db:
        await _require_changeable(request, db)
        base = await versions.first_checksum(db, document_id)
    upload = _Upload(request)
    file = await upload.find_file()
    try:
        registered = await parts.uploads.receive(
            upload.chunks(file),
            file_name=file.file_name or "",
            source="api_upload",
            owner_id=asker.user_id,
            overrides=upload.overrides,
            version_of=document_id,
            base=base,
        )
    except UnsupportedTypeError as error:
        raise ValidationError({FILE: [str(error)]}) from None
    return answer(registered.job_uuid)


@routes.patch("/api/documents/{id}/versions/{version_id}/", needs="change_document")
async def label_version(request: web.Request) -> web.Response:
    document_id, version_id = path_id(request), path_id(request, "version_id")
    fields = _read(await read_body(request))
    values = fields.checked()
    parts = services(request)
    async with parts.database.transaction() as tx:
        await _require_changeable(request, tx)
        if LABEL in values:
            await versions.relabel(tx, document_id, version_id, values[LABEL] or None)
        document = await listing.get(tx, actor(request), document_id, PLAIN)
    parts.events.publish(DocumentsChanged((document_id,)))
    for version in (document.version, *document.older):
        if version.id == version_id:
            return answer(version_shown(document_id, version))
    raise NotFoundError


@routes.delete("/api/documents/{id}/versions/{version_id}/", needs="delete_document")
async def delete_version(request: web.Request) -> web.Response:
    document_id, version_id = path_id(request), path_id(request, "version_id")
    parts = services(request)
    async with parts.database.transaction() as tx:
        await _require_changeable(request, tx)
        removed = await versions.remove(tx, document_id, version_id)
        await removal.note(tx, [removed.checksum])
        if removed.archive_checksum is not None:
            await file_metadata.forget(tx, removed.archive_checksum)
        if removed.unread:
            await _read_again(tx, document_id, actor(request).user_id)
    parts.events.publish(DocumentsChanged((document_id,)))
    return answer({"result": "OK", "current_version_id": removed.current_version_id})


async def _read_again(tx: aiosqlite.Connection, document_id: int, owner_id: int) -> None:
    """Even if another job of the document is under way: that one reads the file that is gone."""
    document = await records.stored(tx, document_id)
    await journal.add(
        tx,
        kind="reprocess_document",
        source="manual",
        file_name=document.original_name,
        mime_type=document.mime_type,
        checksum=document.checksum,
        document_id=document_id,
        owner_id=owner_id,
    )


async def _require_changeable(request: web.Request, db: aiosqlite.Connection) -> None:
    with below_document():
        await changes.require_changeable(db, actor(request), path_id(request))


def _read(body: Any) -> Fields:
    fields = Fields(body)
    fields.text(LABEL, max_length=versions.LABEL_LENGTH, null=True, blank=True)
    return fields


class _Upload:
    """One form with a file; the label may stand before or after it."""

    def __init__(self, request: web.Request) -> None:
        self.overrides: dict[str, Any] = {}  # complete before the file's last byte is handed on
        self._request = request
        self._parts = read_parts(request)
        self._form = Form()

    async def find_file(self) -> Part:
        """Read values up to the file. Raises ValidationError."""
        async for part in self._parts:
            if part.name == FILE:
                if not part.file_name:
                    raise ValidationError({FILE: [NOT_A_FILE]})
                self._check()
                return part
            await self._keep(part)
        self._check()
        raise ValidationError({FILE: [NO_FILE]})

    async def chunks(self, file: Part) -> AsyncIterator[bytes]:
        async for chunk in file.chunks():
            yield chunk
        async for part in self._parts:
            if part.name == FILE:
                raise ValidationError({FILE: [ONE_FILE]})
            await self._keep(part)
        self._check()
        async with services(self._request).database.read() as db:
            await _require_changeable(self._request, db)  # a slow upload outlives rights

    async def _keep(self, part: Part) -> None:
        self._form.add(part.name, await part.text(VALUE_LIMIT))

    def _check(self) -> None:
        label = _read(self._form).checked().get(LABEL)
        self.overrides.clear()
        if label:
            self.overrides[LABEL] = label
