"""Joining SQL conditions flat: SQLite's parser has a bounded stack, and queries may be long."""

from collections.abc import Iterable
from itertools import islice

from intray.permissions import Sql

MOST = 64  # conditions; what is beyond is not looked at


def all_of(conditions: Iterable[Sql]) -> Sql:
    return _joined(conditions, " AND ", "1")


def any_of(conditions: Iterable[Sql]) -> Sql:
    return _joined(conditions, " OR ", "0")


def _joined(conditions: Iterable[Sql], word: str, none: str) -> Sql:
    chosen = list(islice(conditions, MOST))
    if not chosen:
        return Sql(none)
    return Sql(
        "(" + word.join(f"({one.condition})" for one in chosen) + ")",
        tuple(parameter for one in chosen for parameter in one.parameters),
    )
