"""The envelope around lists: `count, next, previous, [all], results`, then extras."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from intray.api.answers import answer_with_many
from intray.api.context import VERSION, base_url
from intray.api.params import last
from intray.errors import NotFoundError

DEFAULT_PAGE_SIZE = 25
MAX_PAGE_SIZE = 100_000


@dataclass(frozen=True)
class Window:
    """Which rows are asked for: `LIMIT limit OFFSET offset`."""

    limit: int
    offset: int


async def paginate(
    request: web.Request,
    count: int,
    fetch: Callable[[Window], Awaitable[Sequence[Any]]],
    *,
    all_ids: Callable[[], Awaitable[Sequence[int]]] | None = None,
    extras: Mapping[str, Any] | None = None,
) -> web.Response:
    """The page that the request asks for.

    `fetch` gives the objects of a window, ready for JSON; `all_ids` the ids of the whole list in
    its order, asked only by API versions that show them. Raises NotFoundError ("Invalid page.").
    """
    page, window, pages = page_of(request, count)
    following, previous = links(request, page, pages)
    content: dict[str, Any] = {
        "count": count,
        "next": following,
        "previous": previous,
    }
    if all_ids is not None and request[VERSION] <= 9:
        content["all"] = list(await all_ids())
    content["results"] = list(await fetch(window)) if count else []
    content.update(extras or {})
    return await answer_with_many(content, "results")


def page_of(request: web.Request, count: int) -> tuple[int, Window, int]:
    """The page's number, its rows, and how many pages there are."""
    size = page_size(request)
    pages = max(1, -(-count // size))
    wanted = last(request, "page") or "1"
    if wanted == "last":
        page = pages
    elif re.fullmatch(r"\s*\+?[0-9]{1,12}\s*", wanted):
        page = int(wanted)
    else:
        page = 0
    if not 1 <= page <= pages:
        raise NotFoundError("Invalid page.")
    return page, Window(size, (page - 1) * size), pages


def page_size(request: web.Request) -> int:
    wanted = last(request, "page_size") or ""
    if not re.fullmatch(r"\s*\+?[0-9]+\s*", wanted):
        return DEFAULT_PAGE_SIZE
    if len(wanted) > 12:
        return MAX_PAGE_SIZE
    return min(int(wanted), MAX_PAGE_SIZE) or DEFAULT_PAGE_SIZE


def links(request: web.Request, page: int, pages: int) -> tuple[str | None, str | None]:
    """Addresses of the next and of the previous page."""
    following = _link(request, page + 1) if page < pages else None
    return following, _link(request, page - 1) if page > 1 else None


def _link(request: web.Request, page: int) -> str:
    """The same request for another page. The first page goes without a number."""
    query = parse_qs(request.rel_url.raw_query_string, keep_blank_values=True)
    query.pop("page", None)
    if page > 1:
        query["page"] = [str(page)]
    url = base_url(request) + request.rel_url.raw_path
    return f"{url}?{urlencode(sorted(query.items()), doseq=True)}" if query else url
