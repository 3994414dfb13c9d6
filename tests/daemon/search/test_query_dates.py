"""Dates in queries, as seen on Tuesday, 31 March 2026, 15:00 in Berlin."""

from datetime import datetime, timedelta

import pytest
from search_library import ZONE

from intray.errors import ValidationError
from intray.search.dates import Span, span

NOW = datetime(2026, 3, 31, 15, 0, tzinfo=ZONE)


def days(value: str) -> tuple[str | None, str | None]:
    return span(value, NOW).dates()


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("202602", "2026-02-01", "2026-02-28"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("20260305", "2026-03-05", "2026-03-05"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("05.03.2026", "2026-03-05", "2026-03-05"),
        ("5 March 2026", "2026-03-05", "2026-03-05"),
        ("march 2026", "2026-03-01", "2026-03-31"),
        ("today", "2026-03-31", "2026-03-31"),
        ("yesterday", "2026-03-30", "2026-03-30"),
        ("this week", "2026-03-30", "2026-04-05"),
        ('"previous week"', "2026-03-23", "2026-03-29"),
        ("this month", "2026-03-01", "2026-03-31"),
        ("previous month", "2026-02-01", "2026-02-28"),
        ("previous quarter", "2025-10-01", "2025-12-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("previous year", "2025-01-01", "2025-12-31"),
        ("[2024 to 2025]", "2024-01-01", "2025-12-31"),
        ("[2024 TO 202502]", "2024-01-01", "2025-02-28"),
        ("{2023 TO 2025}", "2024-01-01", "2024-12-31"),
        ("[2024 to]", "2024-01-01", None),
        ("[to 2024]", None, "2024-12-31"),
        (">2024", "2025-01-01", None),
        (">=2024", "2024-01-01", None),
        ("<2024", None, "2023-12-31"),
        ("[-1 week to now]", "2026-03-24", "2026-03-31"),
        ("now-7d", "2026-03-24", "2026-03-31"),
        ("-1 month", "2026-02-28", "2026-03-31"),
        ("2 years ago", "2024-03-31", "2026-03-31"),
    ],
)
def test_what_a_date_covers(value: str, first: str | None, last: str | None) -> None:
    assert days(value) == (first, last)


def test_a_day_is_the_owners_day_also_when_the_clocks_change() -> None:
    found = span("2026-03-29", NOW)

    assert found.start is not None
    assert found.end is not None
    assert found.end.timestamp() - found.start.timestamp() == 23 * 3600


def test_a_range_up_to_now_ends_now() -> None:
    assert span("[-1 hours to now]", NOW) == Span(
        NOW - timedelta(hours=1), NOW + timedelta(microseconds=1)
    )


@pytest.mark.parametrize(
    "value", ["", "soon", "20261305", "2026-02-30", "[a to b]", "99999999", "-99999 years", "0"]
)
def test_a_date_that_does_not_exist_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        span(value, NOW)

    assert refused.value.fields == {"query": [f"Invalid date value '{value}'."]}
