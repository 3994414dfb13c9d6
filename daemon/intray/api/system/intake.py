"""/api/intake/: the consume folder: what waits there and why, what went wrong."""

from typing import Any

from aiohttp import web

from intray.api.answers import answer, local_time
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.routing import Routes
from intray.api.services import services
from intray.api.tasks.bare_list import shown
from intray.jobs import listing

routes = Routes()
FAILURES_SHOWN = 50


@routes.get("/api/intake/", needs="view_paperlesstask")
async def get_intake(request: web.Request) -> web.Response:
    parts = services(request)
    zone = parts.config.time_zone
    where = listing.visible(actor(request)) & listing.NEEDS_ATTENTION
    async with parts.database.read() as db:
        failed = await listing.page(db, where, limit=FAILURES_SHOWN)
        failures = await shown(request, db, failed)
    waiting: list[dict[str, Any]] = [
        {
            "name": file.name,
            "size": file.size,
            "since": local_time(file.since, zone),
            "reason": file.reason,
        }
        for file in parts.watcher.waiting()
    ]
    return answer(
        {
            "paused": parts.intake_state.paused,
            "consume_dir": str(parts.config.paths.consume_dir),
            "waiting": waiting,
            "failures": failures,
        }
    )


@routes.post("/api/intake/retry/", needs="add_document")
async def retry_waiting_file(request: web.Request) -> web.Response:
    """Look at a waiting file again, now."""
    fields = Fields(await read_body(request))
    fields.text("name", required=True, max_length=4096, trim=False)
    services(request).watcher.retry(fields.checked()["name"])
    return answer({"success": True})
