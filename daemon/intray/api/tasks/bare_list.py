"""Tasks as versions up to 9 list them: one bare array, without a way to ask for the rest.

So it holds all of them, as many as the longest page of any list. They are read and written in
bites: neither memory nor the database is held by a slow client.
"""

import json
from collections.abc import Sequence
from typing import Any

import aiosqlite
from aiohttp import web

from intray.api.answers import answer
from intray.api.context import VERSION, actor
from intray.api.pagination import MAX_PAGE_SIZE
from intray.api.services import services
from intray.api.tasks.shapes import task_json
from intray.documents import briefs
from intray.jobs import listing
from intray.jobs.journal import Job
from intray.permissions import Sql

BITE = 200  # some 5 ms of the loop


async def bare_list(request: web.Request, where: Sql, order: str) -> web.StreamResponse:
    async with services(request).database.read() as db:
        ids = await listing.ids(db, where, order, MAX_PAGE_SIZE)
    if len(ids) <= BITE or request.method == "HEAD":
        return answer(await _bite(request, ids[:BITE]))
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b"[")
    written = False
    for start in range(0, len(ids), BITE):
        found = await _bite(request, ids[start : start + BITE])
        if found:
            rows = json.dumps(found, ensure_ascii=False, separators=(",", ":"))[1:-1].encode()
            await response.write(b"," + rows if written else rows)
            written = True
    await response.write_eof(b"]")
    return response


async def shown(
    request: web.Request, db: aiosqlite.Connection, jobs: Sequence[Job]
) -> list[dict[str, Any]]:
    """Jobs as JSON of the version asked for."""
    ids = {job.duplicate_of for job in jobs if job.duplicate_of is not None}
    duplicates = await briefs.seen_among(db, actor(request), ids)
    zone = services(request).config.time_zone
    return [task_json(job, request[VERSION], zone, duplicates) for job in jobs]


async def _bite(request: web.Request, ids: Sequence[int]) -> list[dict[str, Any]]:
    async with services(request).database.read() as db:
        return await shown(request, db, await listing.of_ids(db, ids))
