"""Answers and instants as the contract writes them."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, TypeVar

from aiohttp import web

from intray.clock import to_datetime

MANY = 300  # objects from which on a thread makes them: some 5 ms of the event loop
Made = TypeVar("Made")


def answer(content: Any, status: int = 200) -> web.Response:
    """JSON, as plain `application/json`: clients compare that content type."""
    return web.Response(
        body=_json(content).encode(), status=status, content_type="application/json"
    )


async def answer_with_many(content: Mapping[str, Any], name: str) -> web.Response:
    """The same; `content[name]` is a list of as many objects as there may be."""
    if len(content[name]) <= MANY:
        return answer(content)
    body = await asyncio.to_thread(_written, content, name)
    return web.Response(body=body, content_type="application/json")


async def made_of(make: Callable[[], Made], source: Sequence[object]) -> Made:
    """`make()`; on a thread if its source is large, so that nobody waits for it."""
    return await asyncio.to_thread(make) if len(source) > MANY else make()


def _written(content: Mapping[str, Any], name: str) -> bytes:
    """Each object on its own, so that other threads get their turn."""
    values = {
        key: f"[{','.join(map(_json, value))}]" if key == name else _json(value)
        for key, value in content.items()
    }
    return f"{{{','.join(f'{_json(key)}:{value}' for key, value in values.items())}}}".encode()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def no_content() -> web.Response:
    return web.Response(status=204)


def local_time(instant_us: int, zone: tzinfo) -> str:
    """ISO 8601 with the offset of the box; microseconds only when there are any."""
    moment = to_datetime(instant_us, zone)
    offset = moment.utcoffset()
    if offset is not None and offset.seconds % 60:  # before there were zones; ISO 8601 has none
        moment = moment.astimezone(UTC)
    return moment.isoformat()


def local_time_or_none(instant_us: int | None, zone: tzinfo) -> str | None:
    return None if instant_us is None else local_time(instant_us, zone)
