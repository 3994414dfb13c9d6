"""Instants as the database keeps them: integer microseconds since 1970 in UTC."""

import time
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now_us() -> int:
    return time.time_ns() // 1000


def to_datetime(instant_us: int, zone: tzinfo = UTC) -> datetime:
    return (_EPOCH + timedelta(microseconds=instant_us)).astimezone(zone)


def from_datetime(moment: datetime) -> int:
    """Microseconds of an aware datetime."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
