"""Conditions on lists of attributes, alias `o`."""

import json
from collections.abc import Sequence

from intray.attributes.kinds import AttributeKind
from intray.permissions import Sql
from intray.store import text_match

EVERY = Sql("1")
ROOTS = Sql("o.parent_id IS NULL")
BELOW = Sql("o.parent_id IS NOT NULL")


def text_parameters(kind: AttributeKind) -> dict[str, tuple[str, str]]:
    """Query parameter → column and way of comparing."""
    columns = ("name", "path") if "path" in kind.extra else ("name",)
    return {
        f"{column}__{match}": (column, match) for column in columns for match in text_match.MATCHES
    }


def text(column: str, match: str, wanted: str) -> Sql:
    return text_match.text(f"o.{column}", match, wanted)


def any_of(ids: Sequence[int]) -> Sql:
    return Sql("o.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


def joined(conditions: Sequence[Sql]) -> Sql:
    """All of them at once."""
    found = EVERY
    for condition in conditions:
        found = condition if found is EVERY else found & condition
    return found
