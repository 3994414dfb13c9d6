"""`/api/documents/bulk_download/`: many documents as one ZIP archive, made while it is sent."""

import asyncio
import logging
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.client_exceptions import ClientError

from intray.api.bodies import read_json
from intray.api.bulk.selected import selected_ids
from intray.api.bulk.zip_names import Naming
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.routing import Routes
from intray.api.services import Services, services
from intray.config import Paths
from intray.documents import files, listing
from intray.documents.files import HandedOut
from intray.documents.listing import Document, Wanted
from intray.errors import IntrayError, NotFoundError, ThrottledError
from intray.permissions import Actor
from intray.store.zip_stream import ZipStream
from intray.store.zipping import Member

routes = Routes()
log = logging.getLogger(__name__)

ARCHIVE, ORIGINALS, BOTH = "archive", "originals", "both"
COMPRESSIONS = {
    "none": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
HEADERS = {
    "Content-Type": "application/zip",
    "Content-Disposition": 'attachment; filename="documents.zip"',
}
BATCH = 16  # documents looked up at a time while they are sent: reading may give them new files
LOOKED_THROUGH = 500  # beforehand, to see whether all files are there
MOST_AT_ONCE = 4  # archives in the making; the strongest compression takes 100 MB for each
PATIENCE_S = 60.0  # for a client to take one piece
NAMED_MISSING = 20

PLAIN = Wanted(tags=False, rights=False)
T = TypeVar("T")


class FilesMissingError(IntrayError):
    """Of some documents there is nothing to hand out."""

    code, status = "files_missing", 404

    def __init__(self, document_ids: Sequence[int]) -> None:
        named = ", ".join(map(str, document_ids[:NAMED_MISSING]))
        more = " and more" if len(document_ids) > NAMED_MISSING else ""
        super().__init__(
            f"The files of these documents are missing: {named}{more}. Leave them out, and restore"
            " them from a backup."
        )
        self.document_ids = tuple(document_ids)


@dataclass
class Running:
    """How many archives are being made."""

    count: int = 0


RUNNING = web.AppKey("running_archives", Running)


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    ids: Sequence[int]
    content: str
    compression: int
    follow_formatting: bool


@routes.post("/api/documents/bulk_download/", needs="view_document", any_type=True)
async def bulk_download(request: web.Request) -> web.StreamResponse:
    body = await read_json(request)
    order = await _order(request, body)
    await _require_files(services(request), actor(request), order)
    running = request.app[RUNNING]
    if running.count >= MOST_AT_ONCE:
        raise ThrottledError(30)
    response = web.StreamResponse(headers=HEADERS)
    running.count += 1
    try:
        await response.prepare(request)
        async with aclosing(_pieces(services(request), actor(request), order)) as pieces:
            async for piece in pieces:
                await _send(response, piece)
        await response.write_eof()
    except (ConnectionError, ClientError) as error:
        log.debug("An archive was not taken to its end: %s", error)
        if request.transport is not None:
            request.transport.abort()  # half an archive must not look like a whole one
    finally:
        running.count -= 1
    return response


async def _send(response: web.StreamResponse, piece: bytes) -> None:
    """Raise ConnectionError when the client went away or takes nothing any more."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await response.write(piece)
    except TimeoutError:
        raise ConnectionResetError("the client takes nothing any more") from None


async def _order(request: web.Request, body: dict[str, Any]) -> Order:
    fields = Fields(body)
    fields.choice("content", (ARCHIVE, ORIGINALS, BOTH))
    fields.choice("compression", COMPRESSIONS)
    fields.boolean("follow_formatting")
    values = fields.checked()
    return Order(
        await selected_ids(request, body, allow_all=True),
        values.get("content", ARCHIVE),
        COMPRESSIONS[values.get("compression", "none")],
        values.get("follow_formatting", False),
    )


async def _require_files(parts: Services, asker: Actor, order: Order) -> None:
    """Raise FilesMissingError before anything is sent: a shorter archive would look complete."""
    missing: list[int] = []
    async for documents in _documents(parts, asker, order.ids, LOOKED_THROUGH):
        missing += await asyncio.to_thread(_missing, parts.config.paths, documents, order.content)
    if missing:
        raise FilesMissingError(missing)


def _missing(paths: Paths, documents: Iterable[Document], content: str) -> list[int]:
    found = []
    for document in documents:
        try:
            _files(paths, document, content)
        except NotFoundError:
            found.append(document.id)
    return found


def _files(paths: Paths, document: Document, content: str) -> list[tuple[str, HandedOut]]:
    """Folder in the archive, and file. Raises NotFoundError."""
    if content != BOTH:
        return [("", files.choose(paths, document, original=content == ORIGINALS))]
    found = [("originals/", files.choose(paths, document, original=True))]
    if files.archive_of(paths, document) is not None:
        found.append(("archive/", files.choose(paths, document, original=False)))
    return found


async def _documents(
    parts: Services, asker: Actor, ids: Sequence[int], size: int
) -> AsyncIterator[list[Document]]:
    """In batches. Raises NotFoundError when one was taken from the asker meanwhile."""
    for start in range(0, len(ids), size):
        batch = ids[start : start + size]
        async with parts.database.read() as db:
            found = await listing.read(db, asker, batch, PLAIN)
        if len(found) < len(batch):
            raise NotFoundError
        yield found


async def _pieces(parts: Services, asker: Actor, order: Order) -> AsyncGenerator[bytes]:
    """The archive. The loop only passes its pieces on; a thread reads and packs."""
    paths, zone = parts.config.paths, parts.config.time_zone
    stream = ZipStream(order.compression, zone)
    naming = Naming(parts.database, asker, zone, formatted=order.follow_formatting)
    async for documents in _documents(parts, asker, order.ids, BATCH):
        stems = await naming.stems(documents)
        for document in documents:
            chosen = await asyncio.to_thread(_files, paths, document, order.content)
            for folder, file in chosen:
                name = naming.take(folder, stems.get(document.id), file.name)
                adding = stream.add(Member(name, file.path, document.added_at))
                try:
                    while (piece := await _finished(next, adding, None)) is not None:
                        yield piece
                finally:
                    await _finished(adding.close)
    yield await _finished(stream.finish)


async def _finished(step: Callable[..., T], *arguments: Any) -> T:
    """The step's result; it is finished even when nobody waits for it any more."""
    work = asyncio.ensure_future(asyncio.to_thread(step, *arguments))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
