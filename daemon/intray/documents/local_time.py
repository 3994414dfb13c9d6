"""Months and days of instants on a local clock, for SQLite, which knows no time zones."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from intray.clock import from_datetime
from intray.permissions import Sql

_FIRST_YEAR = 2000
_FORMATS = {"year": "%Y", "month": "%m", "day": "%d"}


def component_is(column: str, component: str, wanted: int, zone: tzinfo) -> Sql:
    """Instants in `column` whose local year, month or day is `wanted`."""
    until = datetime.now(UTC).year + 1
    condition = (
        f"CAST(strftime('{_FORMATS[component]}',"
        f" {column} / 1000000 + ({_offset(column, zone, until)}), 'unixepoch') AS INTEGER) = ?"
    )
    return Sql(condition, (wanted,))


def _offset(column: str, zone: tzinfo, until: int) -> str:
    periods = _periods(zone, until)
    cases = "".join(f" WHEN {column} < {end} THEN {offset}" for end, offset in periods[:-1])
    return f"CASE{cases} ELSE {periods[-1][1]} END" if cases else str(periods[-1][1])


@lru_cache(maxsize=4)
def _periods(zone: tzinfo, until: int) -> list[tuple[int, int]]:
    """(end in microseconds, offset from UTC in seconds) of each stretch with one offset."""
    periods: list[tuple[int, int]] = []
    moment = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    last = datetime(until, 12, 31, tzinfo=UTC)
    while moment < last:
        following = moment + timedelta(days=1)
        if _seconds(following, zone) != _seconds(moment, zone):
            end = _change(moment, following, zone)
            periods.append((from_datetime(end), _seconds(moment, zone)))
        moment = following
    return [*periods, (from_datetime(last), _seconds(last, zone))]


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first minute with the new offset."""
    old = _seconds(before, zone)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if _seconds(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


def _seconds(moment: datetime, zone: tzinfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
