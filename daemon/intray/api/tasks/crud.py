"""/api/tasks/: papers that came in and what became of them."""

from typing import Any

import aiosqlite
from aiohttp import web

from intray.api import params
from intray.api.answers import answer, local_time_or_none
from intray.api.bodies import read_body
from intray.api.context import VERSION, actor
from intray.api.fields import Fields
from intray.api.pagination import Window, page_of, paginate
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.api.tasks import filters as tasks_filters
from intray.api.tasks.bare_list import bare_list, shown
from intray.clock import now_us
from intray.documents import changes, records
from intray.errors import NotFoundError, ValidationError
from intray.jobs import journal, listing
from intray.jobs.journal import Job
from intray.permissions import Sql

routes = Routes()
ACTIVE_LIMIT = 50
DAY_US = 24 * 3600 * 1_000_000


@routes.get("/api/tasks/", needs="view_paperlesstask", default_version=9)
async def list_tasks(request: web.Request) -> web.StreamResponse:
    where, order = tasks_filters.conditions(request), tasks_filters.order(request)
    old = request[VERSION] <= 9
    if old and not params.last(request, "page_size") and not params.last(request, "page"):
        return await bare_list(request, where, order)
    async with services(request).database.read() as db:

        async def fetch(window: Window) -> list[dict[str, Any]]:
            jobs = await listing.page(db, where, order, window.limit, window.offset)
            return await shown(request, db, jobs)

        count = await listing.count(db, where)
        if old:
            return answer(await fetch(page_of(request, count)[1]))
        return await paginate(request, count, fetch)


@routes.get("/api/tasks/{id}/", needs="view_paperlesstask", default_version=9)
async def get_task(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        job = await _visible_job(request, db)
        return answer((await shown(request, db, [job]))[0])


@routes.get("/api/tasks/active/", needs="view_paperlesstask", default_version=9)
async def list_active_tasks(request: web.Request) -> web.Response:
    """What waits or is being read, oldest last."""
    where = tasks_filters.conditions(request) & listing.UNFINISHED
    async with services(request).database.read() as db:
        jobs = await listing.page(db, where, tasks_filters.order(request), ACTIVE_LIMIT)
        return answer(await shown(request, db, jobs))


@routes.get("/api/tasks/summary/", needs="view_paperlesstask")
async def get_summary(request: web.Request) -> web.Response:
    days = params.integer(request, "days")
    since = now_us() - min(max(30 if days is None else days, 1), 36500) * DAY_US
    where = tasks_filters.conditions(request) & Sql("j.created_at >= ?", (since,))
    zone = services(request).config.time_zone
    async with services(request).database.read() as db:
        kinds = await listing.summary(db, where)
    return answer(
        [
            {
                "task_type": kind.kind,
                "total_count": kind.total,
                "pending_count": kind.pending,
                "success_count": kind.success,
                "failure_count": kind.failure,
                "avg_duration_seconds": kind.average_duration_s,
                "avg_wait_time_seconds": kind.average_wait_s,
                "last_run": local_time_or_none(kind.last_run, zone),
                "last_success": local_time_or_none(kind.last_success, zone),
                "last_failure": local_time_or_none(kind.last_failure, zone),
            }
            for kind in kinds
        ]
    )


@routes.get("/api/tasks/status_counts/", needs="view_paperlesstask")
async def get_status_counts(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        counts = await listing.counts(db, tasks_filters.conditions(request))
    return answer(
        {
            "all": counts.all,
            "needs_attention": counts.needs_attention,
            "in_progress": counts.in_progress,
            "completed": counts.completed,
        }
    )


@routes.post("/api/tasks/acknowledge/", needs="change_paperlesstask")
async def acknowledge_tasks(request: web.Request) -> web.Response:
    """Somebody has read about these: they are no longer shown as new."""
    fields = Fields(await read_body(request))
    fields.pks("tasks")
    fields.boolean("all")
    values = fields.checked()
    everything = values.get("all", False)
    if everything == ("tasks" in values):
        message = "Either tasks or all must be given, and not both."
        raise ValidationError({"non_field_errors": [message]})
    return await _acknowledge(request, None if everything else values["tasks"])


@routes.post("/api/acknowledge_tasks/", needs="change_paperlesstask")
async def acknowledge_tasks_of_old(request: web.Request) -> web.Response:
    """The address of API versions up to 5."""
    fields = Fields(await read_body(request))
    fields.pks("tasks", required=True)
    return await _acknowledge(request, fields.checked()["tasks"])


@routes.post("/api/tasks/{id}/retry/", needs="change_paperlesstask", default_version=9)
async def retry_task(request: web.Request) -> web.Response:
    """Read a stored document once more, with three new attempts."""
    async with services(request).database.transaction() as tx:
        job = await _visible_job(request, tx)
        if job.document_id is None or job.state in ("pending", "started"):
            message = "There is nothing to read again: no document, or it is being read."
            raise ValidationError({"non_field_errors": [message]})
        await changes.require_changeable(tx, actor(request), job.document_id)  # its text changes
        await records.set_reading(tx, job.document_id, state="waiting", notice=None)
        await journal.requeue(tx, job.id, fresh=True)
        job = await journal.get(tx, job.id)
        content = (await shown(request, tx, [job]))[0]
    return answer(content)


async def _acknowledge(request: web.Request, ids: list[int] | None) -> web.Response:
    where = listing.visible(actor(request))
    async with services(request).database.transaction() as tx:
        if ids is None:
            where &= Sql("j.acknowledged = 0")
        else:
            where &= listing.any_of(ids)
            if len(ids) != await listing.count(tx, where):
                message = "Some tasks in tasks don't exist or were specified twice."
                raise ValidationError({"tasks": [message]})
        count = await listing.acknowledge(tx, where)
    return answer({"result": count})


async def _visible_job(request: web.Request, db: aiosqlite.Connection) -> Job:
    where = listing.visible(actor(request)) & listing.any_of([path_id(request)])
    found = await listing.page(db, where, limit=1)
    if not found:
        raise NotFoundError("No PaperlessTask matches the given query.")
    return found[0]
