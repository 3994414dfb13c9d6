"""Instants as the contract writes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from intray.api.answers import local_time
from intray.clock import from_datetime

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 5, 8, tzinfo=UTC), "2026-03-05T09:00:00+01:00"),
        (datetime(2026, 7, 5, 8, 0, 0, 1, tzinfo=UTC), "2026-07-05T10:00:00.000001+02:00"),
        (datetime(773, 9, 26, 11, 40, tzinfo=UTC), "0773-09-26T11:40:00+00:00"),
    ],
)
def test_an_instant_has_an_offset_of_whole_minutes(moment, shown):
    assert local_time(from_datetime(moment), BERLIN) == shown
