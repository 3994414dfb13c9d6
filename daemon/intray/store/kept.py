"""Objects that are kept and shown, and of which only little is asked: their fields as tables.

A declaration lists every field once; the edge checks bodies by it, and here values become a row:
columns for what is asked for, `settings` (JSON) for the rest, `kept_references` for the ids of
other objects. What a row does not have reads as the default.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import aiosqlite

from intray.permissions import EVERYTHING, Actor, Kind, visible

FieldKind = Literal[
    "text", "boolean", "integer", "choice", "choices", "instant", "texts", "object", "part", "one",
    "many",
]  # fmt: skip
Target = Literal[
    "tags", "correspondents", "document_types", "storage_paths", "users", "groups",
    "custom_fields", "mail_rules",
]  # fmt: skip
OWNED_TARGETS: Mapping[Target, Kind] = {
    "tags": "tag",
    "correspondents": "correspondent",
    "document_types": "documenttype",
    "storage_paths": "storagepath",
    "mail_rules": "mailrule",
}


@dataclass(frozen=True)
class Field:
    """One field as clients see it. Limits that do not fit its kind are not looked at."""

    name: str
    kind: FieldKind
    default: Any = None
    required: bool = False
    null: bool = False
    blank: bool = False
    blank_is_null: bool = False
    max_length: int | None = None
    minimum: int = -(2**31)
    maximum: int = 2**31 - 1
    choices: tuple[Any, ...] = ()
    target: Target | None = None  # of `one` and `many`
    parts: tuple["Field", ...] = ()  # of `part`


@dataclass(frozen=True, eq=False)
class Declaration:
    """A table of kept objects. `columns`: field → column, for those that are no `settings`."""

    table: str
    label: str  # in messages
    fields: tuple[Field, ...]
    columns: Mapping[str, str]

    @cached_property
    def references(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.target is not None)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return {field.name: field.default for field in self.fields}

    def selected(self, alias: str = "o") -> str:
        """The inside of SELECT that `from_row` reads; every column of the table may be added."""
        columns = "".join(f", {alias}.{name}" for name in self.columns.values())
        return (
            f"{alias}.id, {alias}.settings{columns},"
            " (SELECT json_group_array(json_array(r.field, r.target_id)) FROM kept_references r"
            f" WHERE r.holder = '{self.table}' AND r.holder_id = {alias}.id) AS reference_list"
        )

    def from_row(self, row: aiosqlite.Row) -> dict[str, Any]:
        """All values by field, `id` among them."""
        values: dict[str, Any] = self.defaults | json.loads(row["settings"])
        for name, column in self.columns.items():
            values[name] = row[column]
        for field in self.references:
            values[field.name] = [] if field.kind == "many" else None
        many = {field.name for field in self.references if field.kind == "many"}
        for name, target_id in json.loads(row["reference_list"]):
            if name in many:
                values[name].append(target_id)
            else:
                values[name] = target_id
        return values | {"id": row["id"]}


async def insert(
    tx: aiosqlite.Connection,
    declared: Declaration,
    values: Mapping[str, Any],
    columns: Mapping[str, object] | None = None,
) -> int:
    """Gives the id. `columns`: of the table, beside those of fields."""
    row = _columns(declared, values) | dict(columns or {})
    row["settings"] = json.dumps(_settings(declared, values))
    cursor = await tx.execute(
        f"INSERT INTO {declared.table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
    assert cursor.lastrowid is not None
    await _refer(tx, declared, cursor.lastrowid, values)
    return cursor.lastrowid


async def update(
    tx: aiosqlite.Connection,
    declared: Declaration,
    object_id: int,
    values: Mapping[str, Any],
    columns: Mapping[str, object] | None = None,
) -> None:
    """Change only what is given."""
    row = _columns(declared, values) | dict(columns or {})
    settings = _settings(declared, values)
    if settings:
        found = await tx.execute_fetchall(
            f"SELECT settings FROM {declared.table} WHERE id = ?", (object_id,)
        )
        for (kept,) in found:
            row["settings"] = json.dumps(json.loads(kept) | settings)
    if row:
        assignments = ", ".join(f"{name} = ?" for name in row)
        await tx.execute(
            f"UPDATE {declared.table} SET {assignments} WHERE id = ?", (*row.values(), object_id)
        )
    await _refer(tx, declared, object_id, values)


async def missing(
    db: aiosqlite.Connection,
    actor: Actor,
    field: Field,
    wanted: Sequence[int],
    holder: tuple[str, int] | None = None,
) -> int | None:
    """The first id that the actor cannot refer to; what `holder` (table, id) has may stay."""
    assert field.target is not None
    owned = OWNED_TARGETS.get(field.target)
    seen = visible(actor, owned, "o") if owned else EVERYTHING
    rows = await db.execute_fetchall(
        "SELECT w.value FROM json_each(?) w"
        f" WHERE NOT EXISTS (SELECT 1 FROM {field.target} o"
        f" WHERE o.id = w.value AND {seen.condition})"
        " AND NOT EXISTS (SELECT 1 FROM kept_references r WHERE r.holder = ? AND r.holder_id = ?"
        " AND r.field = ? AND r.target_id = w.value) ORDER BY w.key LIMIT 1",
        (json.dumps(list(wanted)), *seen.parameters, *(holder or (None, None)), field.name),
    )
    return next((row[0] for row in rows), None)


async def _refer(
    tx: aiosqlite.Connection, declared: Declaration, object_id: int, values: Mapping[str, Any]
) -> None:
    for field in declared.references:
        if field.name not in values:
            continue
        await tx.execute(
            "DELETE FROM kept_references WHERE holder = ? AND holder_id = ? AND field = ?",
            (declared.table, object_id, field.name),
        )
        await tx.execute(
            "INSERT OR IGNORE INTO kept_references (holder, holder_id, field, target, target_id)"
            " SELECT ?, ?, ?, ?, value FROM json_each(?)",
            (
                *(declared.table, object_id, field.name, field.target),
                json.dumps(ids_of(values[field.name])),
            ),
        )


def ids_of(value: Any) -> list[int]:
    """The ids in the value of a reference."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _columns(declared: Declaration, values: Mapping[str, Any]) -> dict[str, object]:
    return {column: values[field] for field, column in declared.columns.items() if field in values}


def _settings(declared: Declaration, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in `settings`: neither columns nor ids of others."""
    return {field.name: values[field.name] for field in _plain(declared) if field.name in values}


def _plain(declared: Declaration) -> Iterable[Field]:
    return (
        field
        for field in declared.fields
        if field.target is None and field.name not in declared.columns
    )
