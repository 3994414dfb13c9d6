"""What happened to a document: rows that triggers wrote, joined to entries that people read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import aiosqlite

from intray.permissions import Actor, visible

MOST_ROWS = 5_000  # of one document, the newest
ADDED_OR_REMOVED = ("tags", "permissions")
VALUES = "custom_fields"
PRIVATE = "Private"  # in place of a name that is not to be told
NONE = "None"  # how values that are not there are written


@dataclass(frozen=True)
class Entry:
    """Everything of one kind that one transaction changed."""

    id: int
    at: int
    action: str  # create | update | delete
    changes: dict[str, Any]  # the shape that clients know; instants as integer µs
    actor_id: int | None
    actor_name: str | None


async def of_document(db: aiosqlite.Connection, actor: Actor, document_id: int) -> list[Entry]:
    """The newest first. Tags that the actor may not see have no name."""
    rows = await db.execute_fetchall(
        "SELECT h.id, h.at, h.action, h.field, h.before, h.after, u.id AS actor_id, u.username"
        " FROM history h LEFT JOIN users u ON u.id = h.actor_id"
        " WHERE h.document_id = ? AND h.at IS NOT NULL ORDER BY h.id DESC LIMIT ?",
        (document_id, MOST_ROWS),
    )
    labels, hidden = await _labels(db), await _hidden_tags(db, actor)
    entries: list[Entry] = []
    for _, transaction in groupby(reversed(list(rows)), lambda row: (row["at"], row["actor_id"])):
        entries += _joined(list(transaction), labels, hidden)
    return entries[::-1]


def _joined(
    rows: Sequence[aiosqlite.Row], labels: dict[tuple[str, str], str], hidden: frozenset[str]
) -> Iterator[Entry]:
    for action in ("create", "update", "delete"):
        plain = [row for row in rows if row["action"] == action and _is_plain(row["field"])]
        if changes := _plain_changes(plain):
            yield _entry(plain, action, changes)
    for field in ADDED_OR_REMOVED:
        of_field = [row for row in rows if row["field"] == field]
        for operation, names in _net(of_field):
            shown = [PRIVATE if field == "tags" and name in hidden else name for name in names]
            change = {"type": "m2m", "operation": operation, "objects": shown}
            yield _entry(of_field, "update", {field: change})
    last = {row["before"]: row for row in rows if row["field"] == VALUES}
    for name, row in last.items():
        value = labels.get((name, row["after"]), row["after"])
        change = {"type": "custom_field", "field": name, "value": _text(value)}
        yield _entry([row], "update", {VALUES: change})


def _is_plain(field: str) -> bool:
    return field not in ADDED_OR_REMOVED and field != VALUES


def _plain_changes(rows: Iterable[aiosqlite.Row]) -> dict[str, list[Any]]:
    """First and last value of each field; what is as it was before did not change."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        before, after = row["before"], row["after"]
        if row["field"] == "deleted_at":
            before, after = (None if value is None else int(value) for value in (before, after))
        found.setdefault(row["field"], [before, after])[1] = after
    return {
        field: [_text(before), _text(after)]
        for field, (before, after) in found.items()
        if before != after
    }


def _net(rows: Iterable[aiosqlite.Row]) -> Iterator[tuple[str, list[str]]]:
    """What was added and what was removed in the end."""
    balance: dict[str, int] = {}
    for row in rows:
        name = row["after"] if row["before"] is None else row["before"]
        balance[name] = balance.get(name, 0) + (1 if row["before"] is None else -1)
    for operation, sign in (("add", 1), ("delete", -1)):
        names = [name for name, count in balance.items() if count * sign > 0]
        if names:
            yield operation, names


def _text(value: Any) -> Any:
    return NONE if value is None else value


def _entry(rows: Sequence[aiosqlite.Row], action: str, changes: dict[str, Any]) -> Entry:
    newest = rows[-1]
    return Entry(
        newest["id"], newest["at"], action, changes, newest["actor_id"], newest["username"]
    )


async def _hidden_tags(db: aiosqlite.Connection, actor: Actor) -> frozenset[str]:
    seen = visible(actor, "tag", "t")
    rows = await db.execute_fetchall(
        f"SELECT t.name FROM tags t GROUP BY t.name HAVING max({seen.condition}) = 0",
        seen.parameters,
    )
    return frozenset(row[0] for row in rows)


async def _labels(db: aiosqlite.Connection) -> dict[tuple[str, str], str]:
    """Of select fields: name of the field and id of the option → what people read."""
    rows = await db.execute_fetchall(
        "SELECT name, extra_data FROM custom_fields WHERE data_type = 'select'"
    )
    found = {}
    for name, extra in rows:
        for option in json.loads(extra or "{}").get("select_options") or ():
            found[name, str(option.get("id"))] = str(option.get("label"))
    return found
