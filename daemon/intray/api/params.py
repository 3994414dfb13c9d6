"""Query parameters with the contract's rules: what is broken, what is ignored, what repeats."""

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from aiohttp import web

from intray.clock import from_datetime
from intray.errors import ValidationError

_TRUE = {"true", "True", "TRUE", "1"}
_FALSE = {"false", "False", "FALSE", "0"}
MAX_INT = 2**63 - 1


def last(request: web.Request, name: str) -> str | None:
    """The value; of a repeated parameter the last one."""
    values = request.query.getall(name, None)
    return values[-1] if values else None


def flag(request: web.Request, name: str) -> bool | None:
    """None: absent, or a word that means no filter."""
    value = last(request, name)
    if value in _TRUE:
        return True
    return False if value in _FALSE else None


def integer(request: web.Request, name: str) -> int | None:
    """None: absent or empty. Raises ValidationError for anything but a whole number."""
    value = (last(request, name) or "").strip()
    if not value:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,19}(\.0*)?", value):
        raise ValidationError({name: ["Enter a number."]})
    number = int(value.partition(".")[0])
    return max(-MAX_INT, min(number, MAX_INT))


def day(request: web.Request, name: str) -> date | None:
    """A date. Raises ValidationError."""
    value = (last(request, name) or "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10] if re.match(r"\d{4}-\d\d-\d\dT", value) else value)
    except ValueError:
        raise ValidationError({name: ["Enter a valid date."]}) from None


def instant(request: web.Request, name: str, zone: tzinfo) -> int | None:
    """A moment in µs, from ISO 8601 with or without offset, or a date. Raises ValidationError."""
    value = (last(request, name) or "").strip()
    if not value:
        return None
    try:
        # An unencoded `+` of the offset arrives as a blank.
        moment = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", value))
    except ValueError:
        raise ValidationError({name: ["Enter a valid date/time."]}) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return from_datetime(moment)


def texts(request: web.Request, name: str) -> list[str]:
    """All values of a parameter that may be repeated or hold a list with commas."""
    return [
        item.strip()
        for value in request.query.getall(name, ())
        for item in value.split(",")
        if item.strip()
    ]


def ids(request: web.Request, name: str) -> list[int] | None:
    """Comma list of ids, the union of repeated ones. None: absent or broken, so no filter."""
    items = texts(request, name)
    if not items or not all(re.fullmatch(r"[0-9]{1,18}", item) for item in items):
        return None
    return [int(item) for item in items]


def order_by(request: web.Request, columns: Mapping[str, str], default: str) -> str:
    """`ordering` as the inside of ORDER BY; unknown fields are dropped.

    `columns`: field of the API → SQL expression. `default`: SQL for no (known) field; it also
    breaks ties, so that pages do not overlap.
    """
    parts = []
    for item in texts(request, "ordering"):
        name = item.lstrip("-")
        if name in columns:
            parts.append(columns[name] + (" DESC" if item.startswith("-") else ""))
    return ", ".join([*parts, default])
