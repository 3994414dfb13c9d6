"""Query parameters with the contract's rules: what is broken, what is ignored, what repeats.

They come with a request, or as the `filters` of a body that acts on all that a list would show.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from aiohttp import web
from multidict import MultiMapping

from intray.clock import from_datetime
from intray.errors import ValidationError

_TRUE = {"true", "True", "TRUE", "1"}
_FALSE = {"false", "False", "FALSE", "0"}
MAX_INT = 2**63 - 1

Query = MultiMapping[str]
Asked = web.Request | Query


def query_of(asked: Asked) -> Query:
    return asked.query if isinstance(asked, web.Request) else asked


def last(asked: Asked, name: str) -> str | None:
    """The value; of a repeated parameter the last one."""
    values = query_of(asked).getall(name, None)
    return values[-1] if values else None


def flag(asked: Asked, name: str) -> bool | None:
    """None: absent, or a word that means no filter."""
    value = last(asked, name)
    if value in _TRUE:
        return True
    return False if value in _FALSE else None


def integer(asked: Asked, name: str) -> int | None:
    """None: absent or empty. Raises ValidationError for anything but a whole number."""
    value = (last(asked, name) or "").strip()
    if not value:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,19}(\.0*)?", value):
        raise ValidationError({name: ["Enter a number."]})
    number = int(value.partition(".")[0])
    return max(-MAX_INT, min(number, MAX_INT))


def day(asked: Asked, name: str) -> date | None:
    """A date. Raises ValidationError."""
    value = (last(asked, name) or "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10] if re.match(r"\d{4}-\d\d-\d\dT", value) else value)
    except ValueError:
        raise ValidationError({name: ["Enter a valid date."]}) from None


def instant(asked: Asked, name: str, zone: tzinfo) -> int | None:
    """A moment in µs, from ISO 8601 with or without offset, or a date. Raises ValidationError."""
    value = (last(asked, name) or "").strip()
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


def texts(asked: Asked, name: str) -> list[str]:
    """All values of a parameter that may be repeated or hold a list with commas."""
    return [
        item.strip()
        for value in query_of(asked).getall(name, ())
        for item in value.split(",")
        if item.strip()
    ]


def ids(asked: Asked, name: str) -> list[int] | None:
    """Comma list of ids, the union of repeated ones. None: absent or broken, so no filter."""
    items = texts(asked, name)
    if not items or not all(re.fullmatch(r"[0-9]{1,18}", item) for item in items):
        return None
    return [int(item) for item in items]


def order_by(asked: Asked, columns: Mapping[str, str], default: str) -> str:
    """`ordering` as the inside of ORDER BY; unknown fields are dropped.

    `columns`: field of the API → SQL expression. `default`: SQL for no (known) field; it also
    breaks ties, so that pages do not overlap.
    """
    parts = []
    for item in texts(asked, "ordering"):
        name = item.lstrip("-")
        if name in columns:
            parts.append(columns[name] + (" DESC" if item.startswith("-") else ""))
    return ", ".join([*parts, default])
