"""Who else may see or change an object: the lists that people see, kept in table `grants`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import aiosqlite

from intray.errors import PermissionDeniedError
from intray.permissions import Actor, Kind, changeable, owned


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


async def owns(db: aiosqlite.Connection, actor: Actor, table: str, object_id: int) -> bool:
    """Whether owner and grants of this row of `table` are the actor's to decide."""
    mine = owned(actor, "o")
    cursor = await db.execute(
        f"SELECT 1 FROM {table} o WHERE o.id = ? AND {mine.condition}",
        (object_id, *mine.parameters),
    )
    return await cursor.fetchone() is not None


async def require_own(
    db: aiosqlite.Connection,
    actor: Actor,
    table: str,
    object_id: int,
    columns: Mapping[str, object],
    wanted: WantedGrants | None,
) -> None:
    """Raise PermissionDeniedError where owner or grants change and are not the actor's to decide.

    Sending the present owner back is harmless and allowed to all who may change.
    """
    if wanted is None and "owner_id" not in columns:
        return
    if await owns(db, actor, table, object_id):
        return
    cursor = await db.execute(f"SELECT owner_id FROM {table} WHERE id = ?", (object_id,))
    row = await cursor.fetchone()
    if wanted is not None or row is None or columns["owner_id"] != row[0]:
        raise PermissionDeniedError


async def require_changeable(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: Kind,
    table: str,
    object_ids: Sequence[int],
    *,
    own: bool = False,
) -> None:
    """Raise PermissionDeniedError if one of these rows of `table` is not the actor's to change.

    `own`: it has to belong to the actor or to nobody. Those gone meanwhile are passed over.
    """
    allowed = changeable(actor, kind, "o")
    if own:
        allowed &= owned(actor, "o")
    rows = await db.execute_fetchall(
        f"SELECT 1 FROM json_each(?) w CROSS JOIN {table} o ON o.id = w.value"
        f" WHERE NOT ({allowed.condition}) LIMIT 1",
        (json.dumps(list(object_ids)), *allowed.parameters),
    )
    if rows:
        raise PermissionDeniedError("Insufficient permissions")


async def set_permissions(
    tx: aiosqlite.Connection,
    kind: Kind,
    table: str,
    object_ids: Sequence[int],
    wanted: WantedGrants,
    owner_id: int | None,
    *,
    merge: bool,
) -> None:
    """Replace owner and grants of these rows of `table`.

    `merge`: only add to them, and give an owner only to what has none.
    """
    if merge:
        await add_many(tx, kind, object_ids, wanted)
    else:
        await replace_many(tx, kind, object_ids, wanted)
    await tx.execute(
        f"UPDATE {table} SET owner_id = ? WHERE id IN (SELECT value FROM json_each(?))"
        f" AND owner_id IS NOT ? AND {'owner_id IS NULL' if merge else '1'}",
        (owner_id, json.dumps(list(object_ids)), owner_id),
    )


async def replace(
    tx: aiosqlite.Connection, kind: Kind, object_id: int, wanted: WantedGrants
) -> None:
    """Replace the lists that are given; a change grant brings its view grant along."""
    await replace_many(tx, kind, [object_id], wanted)


async def replace_many(
    tx: aiosqlite.Connection, kind: Kind, object_ids: Sequence[int], wanted: WantedGrants
) -> None:
    """The same grants for all of these objects."""
    ids = json.dumps(list(object_ids))
    for action, subject, subject_ids in _lists(wanted):
        if subject_ids is not None:
            await tx.execute(
                "DELETE FROM grants WHERE kind = ? AND action = ? AND subject = ?"
                " AND object_id IN (SELECT value FROM json_each(?))",
                (kind, action, subject, ids),
            )
    await add_many(tx, kind, object_ids, wanted)


async def add_many(
    tx: aiosqlite.Connection, kind: Kind, object_ids: Sequence[int], wanted: WantedGrants
) -> None:
    """Grant this too, and leave what there is; a change grant brings its view grant along."""
    ids = json.dumps(list(object_ids))
    for action, subject, subject_ids in _lists(wanted):
        await tx.execute(
            "INSERT OR IGNORE INTO grants (kind, object_id, action, subject, subject_id)"
            " SELECT ?, o.value, ?, ?, s.value FROM json_each(?) o, json_each(?) s",
            (kind, action, subject, ids, json.dumps(subject_ids or ())),
        )
    await tx.execute(
        "INSERT OR IGNORE INTO grants (kind, object_id, action, subject, subject_id)"
        " SELECT kind, object_id, 'view', subject, subject_id FROM grants"
        " WHERE kind = ? AND action = 'change'"
        " AND object_id IN (SELECT value FROM json_each(?))",
        (kind, ids),
    )


def _lists(wanted: WantedGrants) -> Iterable[tuple[str, str, tuple[int, ...] | None]]:
    """Action, subject and the ids of subjects."""
    yield "view", "user", wanted.view_users
    yield "view", "group", wanted.view_groups
    yield "change", "user", wanted.change_users
    yield "change", "group", wanted.change_groups
