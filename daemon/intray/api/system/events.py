"""GET /api/events/: what happens, as it happens, to those who may know (server-sent events)."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.client_exceptions import ClientError

from intray.api.context import actor
from intray.api.credentials import authenticate
from intray.api.routing import LOGGED_IN, Routes
from intray.api.services import Services, services
from intray.documents import briefs
from intray.errors import IntrayError, ThrottledError
from intray.events import (
    DocumentsChanged,
    DocumentsDeleted,
    Event,
    IntakeChanged,
    JobProgress,
    Overflow,
)
from intray.jobs import journal
from intray.permissions import Actor

routes = Routes()
HEARTBEAT_S = 15.0
MAX_STREAMS = 128
MAX_OF_USER = 24  # tabs and apps of one person; nobody can take all
REMEMBERED_JOBS = 256
HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # proxies would hold events back
}


@dataclass
class Streams:
    """How many of whom are open, and the sign that the daemon stops."""

    open: Counter[int] = field(default_factory=Counter)  # user → streams
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    heartbeat_s: float = HEARTBEAT_S

    @contextmanager
    def place_of(self, user_id: int) -> Iterator[None]:
        """Count a stream as long as the block lasts. Raises ThrottledError where all are taken."""
        if self.open[user_id] >= MAX_OF_USER or self.open.total() >= MAX_STREAMS:
            raise ThrottledError(30)
        self.open[user_id] += 1
        try:
            yield
        finally:
            self.open -= Counter((user_id,))  # drops what came to 0


STREAMS = web.AppKey("streams", Streams)


async def end_streams(app: web.Application) -> None:
    app[STREAMS].closing.set()


@routes.get("/api/events/", needs=LOGGED_IN, any_type=True)
async def stream_events(request: web.Request) -> web.StreamResponse:
    streams = request.app[STREAMS]
    with streams.place_of(actor(request).user_id):
        if request.method == "HEAD":
            return web.Response(headers=HEADERS)
        response = web.StreamResponse(headers=HEADERS)
        with suppress(ConnectionError, ClientError):  # the tab was closed
            await response.prepare(request)
            await response.write(b"retry: 3000\n\n")
            await services(request).search.warm()  # the page is open: a search is likely
            await _write_events(request, response, streams)
    return response


async def _write_events(
    request: web.Request, response: web.StreamResponse, streams: Streams
) -> None:
    found = actor(request)
    names = _JobIds(services(request))
    with services(request).events.subscribe() as events:
        async for event in with_heartbeats(events, streams):
            asker = await still_allowed(request)
            if asker is None or asker.user_id != found.user_id:
                return
            if event is None:
                await response.write(b": still here\n\n")
                continue
            told = await _told(services(request), names, asker, event)
            if told is not None:
                name, content = told
                await response.write(f"event: {name}\ndata: {json.dumps(content)}\n\n".encode())


async def with_heartbeats(
    events: AsyncIterator[Event], streams: Streams
) -> AsyncIterator[Event | None]:
    """The events, and None whenever nothing came for a while; ends when the daemon stops."""
    closing = asyncio.ensure_future(streams.closing.wait())
    coming = asyncio.ensure_future(anext(events))
    try:
        while True:
            done, _ = await asyncio.wait(
                (coming, closing),
                timeout=streams.heartbeat_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if closing in done:
                return
            if not done:
                yield None
                continue
            event = coming.result()
            coming = asyncio.ensure_future(anext(events))
            yield event
    finally:
        closing.cancel()
        coming.cancel()
        await asyncio.wait((closing, coming))


async def still_allowed(request: web.Request) -> Actor | None:
    """Logged out, deactivated or with fewer rights since: asked anew before each event."""
    try:
        return await authenticate(request)
    except IntrayError:
        return None


@dataclass
class _JobIds:
    """Numbers of jobs; events carry only their UUID."""

    parts: Services
    known: dict[str, int] = field(default_factory=dict)

    async def of(self, uuid: str) -> int | None:
        if uuid not in self.known:
            if len(self.known) >= REMEMBERED_JOBS:
                self.known.clear()
            try:
                async with self.parts.database.read() as db:
                    self.known[uuid] = (await journal.by_uuid(db, uuid)).id
            except IntrayError:
                return None
        return self.known[uuid]


async def _told(
    parts: Services, job_ids: _JobIds, asker: Actor, event: Event
) -> tuple[str, Any] | None:
    """Name and content of what this asker may know of the event."""
    match event:
        case JobProgress():
            if not may_see_job(asker, event) or await is_private(parts, asker, event):
                return None
            return "job", await _job_json(job_ids, event)
        case DocumentsChanged(document_ids):
            async with parts.database.read() as db:
                seen = await briefs.seen_among(db, asker, document_ids)
            return ("documents", {"document_ids": sorted(seen)}) if seen else None
        case DocumentsDeleted(document_ids):
            ids = await tellable(parts, asker, document_ids)
            return ("deleted", {"document_ids": ids}) if ids else None
        case IntakeChanged():
            return ("intake", {}) if asker.may("view_paperlesstask") else None
        case Overflow():
            return "overflow", {}


async def tellable(parts: Services, asker: Actor, deleted: Collection[int]) -> list[int]:
    """Those of the deleted documents that the asker may know of: what is gone tells nothing."""
    if not asker.may("view_document"):
        return []
    async with parts.database.read() as db:
        hidden = await briefs.existing_among(db, deleted)
        hidden -= (await briefs.seen_among(db, asker, deleted)).keys()
    return sorted(set(deleted) - hidden)


def may_see_job(asker: Actor, event: JobProgress) -> bool:
    if event.owner_id == asker.user_id:
        return True
    everybodys = event.owner_id is None or asker.is_staff or asker.is_superuser
    return everybodys and asker.may("view_paperlesstask")


async def is_private(parts: Services, asker: Actor, event: JobProgress) -> bool:
    """A paper of the folder that has become somebody's: its name is that one's business."""
    if event.owner_id is not None or event.document_id is None or asker.is_staff:
        return False
    async with parts.database.read() as db:
        return await briefs.is_hidden(db, asker, event.document_id)


async def _job_json(job_ids: _JobIds, event: JobProgress) -> dict[str, Any]:
    return {
        "job_id": await job_ids.of(event.uuid),
        "uuid": event.uuid,
        "file_name": event.file_name,
        "state": event.state,
        "stage": event.stage,
        "page": event.page,
        "pages": event.pages,
        "document_id": event.document_id,
        "error_code": event.error_code,
    }
