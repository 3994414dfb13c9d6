"""Lists of users and of groups: filtered by name, ordered by name."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiosqlite
from aiohttp import web

from intray.accounts import people
from intray.accounts.people import Table
from intray.api import params
from intray.api.pagination import Window, paginate
from intray.api.services import services
from intray.permissions import Sql
from intray.store import text_match

Read = Callable[[aiosqlite.Connection, Sequence[int]], Awaitable[list[dict[str, Any]]]]


async def list_by_name(request: web.Request, table: Table, column: str, read: Read) -> web.Response:
    """The page asked for; `read` gives objects by their ids, in that order."""
    by_name = f"{column} COLLATE NOCASE"
    order = params.order_by(request, {column: by_name}, f"{by_name}, id")
    async with services(request).database.read() as db:
        ids = await people.ids(db, table, _named(request, column), order)

        async def fetch(window: Window) -> list[dict[str, Any]]:
            return await read(db, ids[window.offset : window.offset + window.limit])

        async def all_ids() -> list[int]:
            return ids

        return await paginate(request, len(ids), fetch, all_ids=all_ids)


def _named(request: web.Request, column: str) -> Sql:
    """`name__icontains` and its three sisters."""
    where = Sql("1")
    for match in text_match.MATCHES:
        wanted = params.last(request, f"{column}__{match}")
        if wanted:
            where &= text_match.text(column, match, wanted)
    return where
