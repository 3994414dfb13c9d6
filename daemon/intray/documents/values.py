"""Values as they stand in a query string, and conditions made of them.

Each reader gives None for an empty value, which means that there is no such filter.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from intray.clock import from_datetime
from intray.errors import ValidationError
from intray.permissions import Sql

LARGEST_INTEGER = 2**63 - 1
_TRUE = frozenset(("true", "True", "TRUE", "1"))
_FALSE = frozenset(("false", "False", "0"))

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def number(name: str, value: str) -> int | None:
    """Raises ValidationError when it is no whole number that SQLite can hold."""
    if not value.strip():
        return None
    try:
        parsed = int(value)
    except ValueError:
        raise ValidationError({name: ["Enter a number."]}) from None
    if abs(parsed) > LARGEST_INTEGER:
        raise ValidationError({name: ["Enter a number."]})
    return parsed


def boolean(value: str) -> bool | None:
    """Anything but the known spellings means: no filter."""
    if value in _TRUE:
        return True
    return False if value in _FALSE else None


def id_list(values: Iterable[str]) -> list[int] | None:
    """Comma lists, repeated ones united. None, so no filter, if any part is no number."""
    ids: list[int] = []
    for part in ",".join(values).split(","):
        if not part.strip():
            continue
        try:
            ids.append(int(part))
        except ValueError:
            return None
    return [id_ for id_ in ids if abs(id_) <= LARGEST_INTEGER] if ids else None


def day(name: str, value: str, zone: tzinfo) -> date | None:
    """A calendar day; an instant counts as its day in `zone`. Raises ValidationError."""
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        moment = _moment(name, value, zone)
        return moment.astimezone(zone).date()


def instant(name: str, value: str, zone: tzinfo) -> int | None:
    """An instant in microseconds; a plain day is its midnight in `zone`. Raises ValidationError."""
    if not value.strip():
        return None
    return from_datetime(_moment(name, value, zone))


def _moment(name: str, value: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+", 1) if "T" in value else value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        from_datetime(moment)
        moment.astimezone(zone)
    except (ValueError, OverflowError):
        raise ValidationError({name: ["Enter a valid date."]}) from None
    return moment


def start_of(day_: date, zone: tzinfo) -> int:
    """The day's first instant in `zone`, in microseconds."""
    return from_datetime(datetime.combine(day_, time(), zone))


def within_days(column: str, comparison: str, day_: date, zone: tzinfo) -> Sql:
    """Instants in `column` compared with a whole day in `zone`."""
    if day_ == date.max:
        return Sql("1" if comparison in ("lt", "lte") else "0")
    next_day = start_of(day_ + timedelta(days=1), zone)
    match comparison:
        case "gt":
            return Sql(f"{column} >= ?", (next_day,))
        case "lte":
            return Sql(f"{column} < ?", (next_day,))
    return Sql(f"{column} {COMPARISONS[comparison]} ?", (start_of(day_, zone),))


def any_of(column: str, ids: Iterable[object]) -> Sql:
    return Sql(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


def none_of(column: str, ids: Iterable[object]) -> Sql:
    """Rows without a value are kept."""
    listed = any_of(column, ids)
    return Sql(f"({column} IS NULL OR NOT {listed.condition})", listed.parameters)
