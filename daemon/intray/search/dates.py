"""Dates and periods as people write them in queries, in the owner's time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from intray.errors import ValidationError

_UNITS = "minute|hour|day|week|month|quarter|year"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"

# Values of several words that need no quotes: `added:previous month`, `added:-1 week`.
PERIOD = re.compile(
    rf"(?:this|previous|last|next)\s+(?:{_UNITS})\b|(?:now\s*)?-\s*\d+\s+(?:{_UNITS})s?\b"
    rf"|\d+\s+(?:{_UNITS})s?\s+ago\b",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(this|previous|last|next)\s+({_UNITS})")
_RELATIVE = re.compile(
    r"(?:now\s*)?([-+])\s*(\d+)\s*(minutes?|min|hours?|h|days?|d|weeks?|w|months?|mo|m|years?|yrs?|y)"
)
_AGO = re.compile(rf"(\d+)\s*({_UNITS})s?\s+ago")
_DIGITS = re.compile(r"(\d{4})(?:[-./]?(\d{1,2})(?:[-./]?(\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_WITH_MONTH = re.compile(rf"(?:(\d{{1,2}})\.?\s+)?({_MONTH})(?:\s+(\d{{1,2}}))?,?\s+(\d{{4}})")
_RANGE = re.compile(r"([\[{])\s*(.*?)\s*\bto\b\s*(.*?)\s*([\]}])", re.IGNORECASE | re.DOTALL)
_BY_DAYS = {"d": 1, "w": 7}


@dataclass(frozen=True)
class Span:
    """From `start` up to, but not including, `end`, in the owner's zone; None is open."""

    start: datetime | None
    end: datetime | None

    def dates(self) -> tuple[str | None, str | None]:
        """First and last day (both included) for calendar dates."""
        last = None if self.end is None else (self.end - timedelta(microseconds=1)).date()
        return (
            None if self.start is None else self.start.date().isoformat(),
            None if last is None else last.isoformat(),
        )


def span(value: str, now: datetime) -> Span:
    """What `created:value` covers. `now` is aware and in the owner's zone.

    Raises ValidationError for a date that does not exist or cannot be read.
    """
    text = value.strip().strip("\"'").strip().lower()
    in_brackets = _RANGE.fullmatch(text)
    try:
        if in_brackets:
            return _between(in_brackets, now)
        for sign in (">=", "<=", ">", "<"):
            if text.startswith(sign):
                return _compared(sign, _one(text[len(sign) :].strip(), now))
        found = _one(text, now)
        if found.start == found.end:  # a moment by itself means: since then
            assert found.start is not None
            return Span(min(found.start, now), max(found.start, now) + timedelta(microseconds=1))
        return found
    except (ValueError, OverflowError) as error:
        raise ValidationError({"query": [f"Invalid date value '{value.strip()}'."]}) from error


def _between(found: re.Match[str], now: datetime) -> Span:
    opening, left, right, closing = found.groups()
    first = _one(left.strip("\"'"), now) if left else Span(None, None)
    last = _one(right.strip("\"'"), now) if right else Span(None, None)
    start = first.end if opening == "{" else first.start
    end = last.start if closing == "}" else last.end
    if last.start is not None and last.start == last.end:
        end = last.start + timedelta(microseconds=1)
    return Span(start, end)


def _compared(sign: str, found: Span) -> Span:
    return {
        ">": Span(found.end, None),
        ">=": Span(found.start, None),
        "<": Span(None, found.start),
        "<=": Span(None, found.end),
    }[sign]


def _one(text: str, now: datetime) -> Span:
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    if text == "now":
        return Span(now, now)
    for word, days in (("today", 0), ("yesterday", -1), ("tomorrow", 1)):
        if text == word:
            return _days(now.date() + timedelta(days=days), 1, now.tzinfo)
    found = _NAMED.fullmatch(text)
    if found:
        return _named(found[2], {"this": 0, "next": 1}.get(found[1], -1), midnight)
    found = _RELATIVE.fullmatch(text)
    if found:
        moment = _moved(now, int(found[1] + found[2]), found[3])
        return Span(moment, moment)
    found = _AGO.fullmatch(text)
    if found:
        moment = _moved(now, -int(found[1]), found[2])
        return Span(moment, moment)
    return _calendar(text, now.tzinfo)


def _calendar(text: str, zone: tzinfo | None) -> Span:
    found = _DIGITS.fullmatch(text)
    if found:
        year, month, day = int(found[1]), found[2], found[3]
        if day is not None:
            return _days(date(year, int(month), int(day)), 1, zone)
        return _months(year, int(month), 1, zone) if month else _months(year, 1, 12, zone)
    found = _DAY_FIRST.fullmatch(text)
    if found:
        return _days(date(int(found[3]), int(found[2]), int(found[1])), 1, zone)
    found = _WITH_MONTH.fullmatch(text)
    if found:
        month_number = _MONTHS.index(found[2][:3]) + 1
        day = found[1] or found[3]
        if day:
            return _days(date(int(found[4]), month_number, int(day)), 1, zone)
        return _months(int(found[4]), month_number, 1, zone)
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return Span(moment, moment + timedelta(seconds=1))


def _named(unit: str, offset: int, midnight: datetime) -> Span:
    today, zone = midnight.date(), midnight.tzinfo
    if unit == "week":
        return _days(today - timedelta(days=today.weekday() - 7 * offset), 7, zone)
    if unit == "month":
        return _months(today.year, today.month + offset, 1, zone)
    if unit == "quarter":
        return _months(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * offset, 3, zone)
    if unit == "year":
        return _months(today.year + offset, 1, 12, zone)
    if unit == "day":
        return _days(today + timedelta(days=offset), 1, zone)
    raise ValueError(unit)


def _moved(now: datetime, amount: int, unit: str) -> datetime:
    if unit.startswith("mi"):
        return _elapsed(now, timedelta(minutes=amount))
    if unit.startswith("h"):
        return _elapsed(now, timedelta(hours=amount))
    if unit[0] in _BY_DAYS:
        return now + timedelta(days=amount * _BY_DAYS[unit[0]])
    months = amount * {"m": 1, "q": 3, "y": 12}[unit[0]]
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last_day = (date(next_year, next_month + 1, 1) - timedelta(days=1)).day
    return now.replace(year=year, month=month + 1, day=min(now.day, last_day))


def _elapsed(now: datetime, duration: timedelta) -> datetime:
    """Real time, also across a change of the clocks."""
    return (now.astimezone(UTC) + duration).astimezone(now.tzinfo)


def _days(first: date, count: int, zone: tzinfo | None) -> Span:
    return Span(
        datetime.combine(first, time(), zone),
        datetime.combine(first + timedelta(days=count), time(), zone),
    )


def _months(year: int, month: int, count: int, zone: tzinfo | None) -> Span:
    """`month` may lie outside 1 to 12 and then means a month of a year before or after."""
    if not -11 <= month <= 24:
        raise ValueError(month)
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    return Span(
        datetime(first // 12, first % 12 + 1, 1, tzinfo=zone),
        datetime(last // 12, last % 12 + 1, 1, tzinfo=zone),
    )
