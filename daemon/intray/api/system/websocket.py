"""`/ws/status/`: what happens, as frames; the same as `/api/events/` in the words of others."""

import asyncio
from contextlib import suppress
from datetime import tzinfo
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.client_exceptions import ClientError

from intray.api.answers import local_time
from intray.api.context import actor
from intray.api.credentials import check_same_site
from intray.api.routing import LISTENING, Routes
from intray.api.services import Services, services
from intray.api.system.events import (
    STREAMS,
    is_private,
    may_see_job,
    still_allowed,
    tellable,
    with_heartbeats,
)
from intray.documents import audience
from intray.documents.audience import Audience
from intray.errors import ValidationError
from intray.events import DocumentsChanged, DocumentsDeleted, Event, JobProgress, Overflow
from intray.permissions import Actor

routes = Routes()

PING_S = 30.0  # who does not answer to it is gone
MOST_BYTES = 1024  # of a message; none is expected
MOST_MESSAGES = 1000
MOST_FRAMES = 256  # for one event; whoever changes more at once has a list to look at
NO_UPGRADE = "This address speaks WebSocket only."
ENDS = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
FIRST, READ, FULL = 20, 70, 100  # per cent

_STAGES = {
    "received": (0, "new_file"),
    "reading": (FIRST, "parsing_document"),
    "archiving": (READ, "generating_thumbnail"),
    "filing": (95, "save_document"),
}
_FAILURES = {
    "duplicate": "document_already_exists",
    "duplicate_in_trash": "document_already_exists_in_trash",
    "file_not_found": "file_not_found",
    "pre_consume_script_error": "pre_consume_script_error",
    "unsupported": "unsupported_type",
    "unsupported_type": "unsupported_type",
}


@routes.get("/ws/status/", needs=LISTENING, any_type=True, hidden=True)
async def report_status(request: web.Request) -> web.StreamResponse:
    check_same_site(request)  # browsers let every page open sockets, with our cookie
    socket = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=MOST_BYTES, compress=False)
    if not socket.can_prepare(request).ok:
        raise ValidationError({"detail": NO_UPGRADE})
    with request.app[STREAMS].place_of(actor(request).user_id):
        await socket.prepare(request)
        sending = asyncio.create_task(_send(request, socket))
        try:
            await _ignore_messages(socket)
        finally:
            sending.cancel()
            await asyncio.wait((sending,))
    return socket


async def _ignore_messages(socket: web.WebSocketResponse) -> None:
    """Until it is closed; listening is also what answers pings."""
    for _ in range(MOST_MESSAGES):
        if (await socket.receive()).type in ENDS:
            return
    await socket.close(code=WSCloseCode.POLICY_VIOLATION)


async def _send(request: web.Request, socket: web.WebSocketResponse) -> None:
    code = WSCloseCode.GOING_AWAY
    with suppress(ConnectionError, ClientError):
        code = await _send_frames(request, socket)
    await socket.close(code=code)


async def _send_frames(request: web.Request, socket: web.WebSocketResponse) -> WSCloseCode:
    """Until the daemon stops, the asker may no longer listen, or was too slow."""
    user_id = actor(request).user_id
    parts = services(request)
    with parts.events.subscribe() as events:
        async for event in with_heartbeats(events, request.app[STREAMS]):
            asker = await still_allowed(request)
            if asker is None or asker.user_id != user_id:
                return WSCloseCode.POLICY_VIOLATION
            if isinstance(event, Overflow):
                return WSCloseCode.TRY_AGAIN_LATER  # some were missed: begin anew
            if event is not None:
                for kind, content in await _frames(parts, asker, event):
                    await socket.send_json({"type": kind, "data": content})
    return WSCloseCode.GOING_AWAY


async def _frames(parts: Services, asker: Actor, event: Event) -> list[tuple[str, Any]]:
    """Type and data of what this asker may know of the event."""
    match event:
        case JobProgress():
            if not may_see_job(asker, event) or await is_private(parts, asker, event):
                return []
            ids = () if event.document_id is None else (event.document_id,)
            known = await _audiences(parts, asker, ids)
            return [("status_update", _status(event, known[0] if known else None))]
        case DocumentsChanged(ids):
            known = await _audiences(parts, asker, ids[:MOST_FRAMES])
            return [("document_updated", _updated(one, parts.config.time_zone)) for one in known]
        case DocumentsDeleted(ids):
            told = await tellable(parts, asker, ids)
            return [("documents_deleted", {"documents": told})] if told else []
        case _:
            return []


async def _audiences(parts: Services, asker: Actor, ids: tuple[int, ...]) -> list[Audience]:
    async with parts.database.read() as db:
        return await audience.of_seen(db, asker, ids)


def _status(event: JobProgress, known: Audience | None) -> dict[str, Any]:
    progress, message = _STAGES.get(event.stage, (FULL, ""))
    status = "STARTED" if event.state == "pending" else "WORKING"
    if event.pages and event.stage == "reading":
        progress += (READ - FIRST) * min(event.page, event.pages) // event.pages
    if event.state == "success":
        status, progress, message = "SUCCESS", FULL, "finished"
    elif event.state in ("failure", "revoked"):
        status, progress = "FAILED", FULL
        message = _FAILURES.get(event.error_code or "", "failed")
    return {
        "filename": event.file_name,
        "task_id": event.uuid,
        "current_progress": progress,
        "max_progress": FULL,
        "status": status,
        "message": message,
        "document_id": event.document_id if status == "SUCCESS" else None,
        "owner_id": known.owner_id if known else event.owner_id,
        **_shared_with(known),
    }


def _updated(known: Audience, zone: tzinfo) -> dict[str, Any]:
    return {
        "document_id": known.document_id,
        "modified": local_time(known.modified_at, zone),
        "owner_id": known.owner_id,
        **_shared_with(known),
    }


def _shared_with(known: Audience | None) -> dict[str, list[int]]:
    return {
        "users_can_view": list(known.users) if known else [],
        "groups_can_view": list(known.groups) if known else [],
    }
