"""Lists of users and groups: filtered by name, in the order of names, page by page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import aiosqlite

from intray.accounts.users import COLUMNS, User, from_row
from intray.permissions import Sql

_COLUMNS = COLUMNS.split(", ")
Table = Literal["users", "groups"]


@dataclass(frozen=True)
class Person:
    """A user with everything that the API shows."""

    user: User
    group_ids: tuple[int, ...]
    codenames: tuple[str, ...]
    inherited: tuple[str, ...]
    has_second_factor: bool


async def ids(db: aiosqlite.Connection, table: Table, where: Sql, order: str) -> list[int]:
    rows = await db.execute_fetchall(
        f"SELECT id FROM {table} WHERE {where.condition} ORDER BY {order}", where.parameters
    )
    return [row[0] for row in rows]


async def by_ids(db: aiosqlite.Connection, wanted: Sequence[int]) -> list[Person]:
    """These users in this order; unknown ids are left out."""
    rows = await db.execute_fetchall(
        f"SELECT {', '.join(f'u.{name}' for name in _COLUMNS)},"
        " (SELECT json_group_array(group_id) FROM group_members m WHERE m.user_id = u.id) AS gs,"
        " (SELECT json_group_array(codename) FROM user_permissions p WHERE p.user_id = u.id) AS os,"
        " (SELECT json_group_array(DISTINCT p.codename) FROM group_permissions p"
        "  JOIN group_members m USING (group_id) WHERE m.user_id = u.id) AS hs,"
        " EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id) AS second_factor"
        " FROM json_each(?) w JOIN users u ON u.id = w.value ORDER BY w.key",
        (json.dumps(list(wanted)),),
    )
    return [_person(row) for row in rows]


def _person(row: aiosqlite.Row) -> Person:
    return Person(
        user=from_row({name: row[name] for name in _COLUMNS}),
        group_ids=tuple(sorted(json.loads(row["gs"]))),
        codenames=tuple(sorted(json.loads(row["os"]))),
        inherited=tuple(sorted(json.loads(row["hs"]))),
        has_second_factor=bool(row["second_factor"]),
    )
