"""Merge, split, rotate and the other changes to pages: asked for here, done by jobs."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_json
from intray.api.bulk.methods import checked
from intray.api.bulk.selected import selected_ids
from intray.api.context import actor
from intray.api.documents import pdf_fields
from intray.api.fields import Fields
from intray.api.routing import Routes
from intray.api.services import Services, services
from intray.documents import versions
from intray.editing import sources
from intray.editing.orders import Method, Order
from intray.editing.sources import PDF, Source
from intray.editing.types import MAX_SOURCES
from intray.errors import ValidationError
from intray.jobs import journal
from intray.permissions import Actor
from intray.store import grants

routes = Routes()

KIND = "bulk_update"
OF_ONE: frozenset[Method] = frozenset(("split", "delete_pages", "edit_pdf"))


@routes.post("/api/documents/rotate/", needs="change_document")
async def rotate(request: web.Request) -> web.Response:
    return await _answer(request, "rotate")


@routes.post("/api/documents/merge/", needs="change_document")
async def merge(request: web.Request) -> web.Response:
    return await _answer(request, "merge")


@routes.post("/api/documents/edit_pdf/", needs="change_document")
async def edit_pdf(request: web.Request) -> web.Response:
    return await _answer(request, "edit_pdf")


@routes.post("/api/documents/remove_password/", needs="change_document")
async def remove_password(request: web.Request) -> web.Response:
    return await _answer(request, "remove_password")


async def start(
    request: web.Request,
    method: Method,
    body: dict[str, Any],
    parameters: dict[str, Any],
    *,
    source: str,
) -> None:
    """Begin work on the documents, or versions of them, that the body names.

    Raises PermissionDeniedError, and ValidationError: of `parameters` in sentences.
    """
    fields = pdf_fields.read(method, parameters)
    # Where they are fields of the body, what is wrong is said by their names.
    values = fields.checked() if parameters is body else checked(fields)
    chosen: dict[int, int] = {}
    if values.get("source_mode") == "explicit_selection":
        body, chosen = await _with_documents_of_versions(request, body)
    ids = await selected_ids(request, body, allow_all=method == "rotate")
    await _start(request, method, ids, values, chosen, source)


async def _answer(request: web.Request, method: Method) -> web.Response:
    body = await read_json(request)
    shared = Fields(body)
    shared.boolean("from_webui")
    source = "web_ui" if shared.checked().get("from_webui") else "manual"
    await start(request, method, body, body, source=source)
    return answer({"result": "OK"})


async def _with_documents_of_versions(
    request: web.Request, body: dict[str, Any]
) -> tuple[dict[str, Any], dict[int, int]]:
    """The body with documents in place of versions of theirs, and which version was meant."""
    wanted = body.get("documents")
    if not isinstance(wanted, list) or len(wanted) > MAX_SOURCES:
        return body, {}
    documents, chosen = [], {}
    async with services(request).database.read() as db:
        for number in wanted:
            document_id = None
            if type(number) is int and 0 <= number < 2**63:
                document_id = await versions.document_of(db, number)
            documents.append(number if document_id is None else document_id)
            if document_id is not None:
                chosen[document_id] = number
    return {**body, "documents": documents}, chosen


async def _start(
    request: web.Request,
    method: Method,
    document_ids: Sequence[int],
    values: dict[str, Any],
    chosen: Mapping[int, int],
    source: str,
) -> None:
    asker, parts = actor(request), services(request)
    password = values.pop("password", None)
    values.pop("source_mode", None)
    whole = Order(method, tuple(document_ids), values, chosen)
    _require_rights(asker, whole)
    _require_number(whole)
    if not document_ids or (method == "rotate" and values["degrees"] % 360 == 0):
        return
    async with parts.database.read() as db:
        await grants.require_changeable(
            db, asker, "document", "documents", document_ids, own=whole.needs_ownership
        )
        found = await sources.load(db, document_ids, chosen)
    _require_editable(whole, found)
    each = [found] if method == "merge" else [[document] for document in found]
    await _add_jobs(
        parts, asker, [_order_of(whole, group) for group in each], found, password, source
    )


def _order_of(whole: Order, documents: Sequence[Source]) -> Order:
    ids = tuple(document.id for document in documents)
    seen = {}
    if whole.names_pages or whole.deletes_originals:
        seen = {document.id: document.checksum for document in documents}
    chosen = {number: whole.version_ids[number] for number in ids if number in whole.version_ids}
    return Order(whole.method, ids, whole.parameters, chosen, seen)


async def _add_jobs(
    parts: Services,
    asker: Actor,
    orders: Sequence[Order],
    documents: Sequence[Source],
    password: str | None,
    source: str,
) -> None:
    names = {document.id: document.original_name for document in documents}
    uuids = [str(uuid.uuid4()) for _ in orders]
    jobs = [
        (
            job_uuid,
            names[order.document_ids[0]],
            order.as_json(),
            order.document_ids[0] if len(order.document_ids) == 1 else None,
        )
        for job_uuid, order in zip(uuids, orders, strict=True)
    ]
    if password is not None:
        for job_uuid in uuids:
            parts.passwords.keep(job_uuid, password)
    try:
        async with parts.database.transaction() as tx:
            await journal.add_many(tx, jobs, kind=KIND, source=source, owner_id=asker.user_id)
    except BaseException:
        for job_uuid in uuids:
            parts.passwords.forget(job_uuid)
        raise


def _require_rights(asker: Actor, order: Order) -> None:
    asker.require("change_document")
    if not order.makes_version:
        asker.require("add_document")
    if order.parameters.get("delete_originals") or order.parameters.get("delete_original"):
        asker.require("delete_document")


def _require_number(order: Order) -> None:
    count = len(order.document_ids)
    if order.method in OF_ONE and count != 1:
        _refuse(f"{order.method} works on one document.")
    if order.method == "merge" and count > MAX_SOURCES:
        _refuse(f"At most {MAX_SOURCES} documents can be merged.")
    described_by = order.parameters.get("metadata_document_id")
    if count and described_by is not None and described_by not in order.document_ids:
        _refuse("metadata_document_id must be one of the documents.")


def _require_editable(order: Order, documents: Sequence[Source]) -> None:
    """What can be known without opening the files. Raises ValidationError."""
    archive = bool(order.parameters.get("archive_fallback"))
    no_pdfs = [
        each.id
        for each in documents
        if each.mime_type != PDF and not (archive and each.archive_checksum is not None)
    ]
    if no_pdfs and (order.method == "merge" or len(no_pdfs) == len(documents)):
        _refuse(f"Document {no_pdfs[0]} is no PDF file.")
    total = documents[0].page_count
    if not order.names_pages or total is None or documents[0].id in order.version_ids:
        return
    for output in order.outputs:
        for number in (*output.without, *(page for page, _ in output.pages or ())):
            if number > total:
                _refuse(f"Document {documents[0].id} has no page {number}, but {total} pages.")
        if len(output.without) >= total:
            _refuse("A document needs at least one page.")


def _refuse(message: str) -> None:
    raise ValidationError({"non_field_errors": [message]})
