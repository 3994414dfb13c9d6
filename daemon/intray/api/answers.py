"""Answers and instants as the contract writes them."""

import json
from datetime import UTC, tzinfo
from typing import Any

from aiohttp import web

from intray.clock import to_datetime


def answer(content: Any, status: int = 200) -> web.Response:
    """JSON, as plain `application/json`: clients compare that content type."""
    return web.Response(
        body=json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(),
        status=status,
        content_type="application/json",
    )


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
