"""Who else may see or change an object: the lists that people see, kept in table `grants`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import aiosqlite

from intray.permissions import Kind


@dataclass(frozen=True)
class Grants:
    """Ids of users and groups; whoever may change is also listed among those who may view."""

    view_users: tuple[int, ...] = ()
    view_groups: tuple[int, ...] = ()
    change_users: tuple[int, ...] = ()
    change_groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class WantedGrants:
    """Lists that replace those of an object; None leaves a list as it is."""

    view_users: tuple[int, ...] | None = None
    view_groups: tuple[int, ...] | None = None
    change_users: tuple[int, ...] | None = None
    change_groups: tuple[int, ...] | None = None


def selected(kind: Kind, table: str) -> str:
    """An expression that gives the grants of each row of `table` as text for `parse`."""
    return (
        "(SELECT json_group_array(json_array(g.action, g.subject, g.subject_id)) FROM grants g"
        f" WHERE g.kind = '{kind}' AND g.object_id = {table}.id)"
    )


def exist(kind: Kind, table: str) -> str:
    """A condition: somebody has a grant on the row of `table`."""
    return f"EXISTS (SELECT 1 FROM grants g WHERE g.kind = '{kind}' AND g.object_id = {table}.id)"


def parse(text: str) -> Grants:
    lists: dict[str, list[int]] = {}
    for action, subject, subject_id in json.loads(text):
        lists.setdefault(f"{action}_{subject}s", []).append(subject_id)
    return Grants(**{name: tuple(sorted(ids)) for name, ids in lists.items()})


async def unknown_subjects(db: aiosqlite.Connection, table: str, ids: Iterable[int]) -> list[int]:
    """Those of `ids` that `table` (users or groups) does not have."""
    rows = await db.execute_fetchall(
        "SELECT w.value FROM json_each(?) w"
        f" WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = w.value)",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


async def replace(
    tx: aiosqlite.Connection, kind: Kind, object_id: int, wanted: WantedGrants
) -> None:
    """Replace the lists that are given; a change grant brings its view grant along."""
    lists = {
        ("view", "user"): wanted.view_users,
        ("view", "group"): wanted.view_groups,
        ("change", "user"): wanted.change_users,
        ("change", "group"): wanted.change_groups,
    }
    for (action, subject), ids in lists.items():
        if ids is None:
            continue
        await tx.execute(
            "DELETE FROM grants WHERE kind = ? AND object_id = ? AND action = ? AND subject = ?",
            (kind, object_id, action, subject),
        )
        await tx.executemany(
            "INSERT OR IGNORE INTO grants (kind, object_id, action, subject, subject_id)"
            " VALUES (?, ?, ?, ?, ?)",
            [(kind, object_id, action, subject, subject_id) for subject_id in ids],
        )
    await tx.execute(
        "INSERT OR IGNORE INTO grants (kind, object_id, action, subject, subject_id)"
        " SELECT kind, object_id, 'view', subject, subject_id FROM grants"
        " WHERE kind = ? AND object_id = ? AND action = 'change'",
        (kind, object_id),
    )
