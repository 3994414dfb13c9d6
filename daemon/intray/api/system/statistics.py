"""GET /api/statistics/: how much there is, of what the asker may see."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.context import actor
from intray.api.routing import LOGGED_IN, Routes
from intray.api.services import services
from intray.documents import statistics
from intray.permissions import Actor
from intray.store.cache import Cache

routes = Routes()
MAX_AGE_S = 600.0
CACHE: web.AppKey[Cache[dict[str, Any]]] = web.AppKey("statistics")


@routes.get("/api/statistics/", needs=LOGGED_IN)
async def get_statistics(request: web.Request) -> web.Response:
    found = actor(request)
    key = "all" if _sees_all(found) else str(found.user_id)

    async def load() -> dict[str, Any]:
        async with services(request).database.read() as db:
            if _sees_all(found):
                return await statistics.count(db, replace(found, is_superuser=True))
            return await statistics.count(db, found)

    # Counting letters reads every text, and Home Assistant asks every two minutes for ever.
    return answer(await request.app[CACHE].get(key, load))


def _sees_all(found: Actor) -> bool:
    return found.may("view_global_statistics")
