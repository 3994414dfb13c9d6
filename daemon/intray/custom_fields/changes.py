"""Making, changing and deleting custom fields."""

import json
import sqlite3
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.custom_fields import definitions, extra_data
from intray.custom_fields.definitions import CustomField
from intray.custom_fields.listing import NOT_FOUND
from intray.errors import NotFoundError, ValidationError
from intray.permissions import Sql

NAME_TAKEN = {"name": ["custom field with this name already exists."]}


async def create(
    tx: aiosqlite.Connection,
    name: str,
    data_type: str,
    extra: Any = None,
    *,
    labels_only: bool = False,
) -> int:
    """Gives the id. `extra`: the JSON value of `extra_data`. Raises ValidationError."""
    stored = extra_data.checked(data_type, extra, None, labels_only=labels_only)
    try:
        cursor = await tx.execute(
            "INSERT INTO custom_fields (name, data_type, extra_data) VALUES (?, ?, ?)",
            (name, data_type, stored),
        )
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None
    assert cursor.lastrowid is not None
    return cursor.lastrowid


async def update(
    tx: aiosqlite.Connection,
    field_id: int,
    values: dict[str, Any],
    *,
    labels_only: bool = False,
) -> None:
    """`values`: any of name, data_type and extra_data, the last one as JSON brings it.

    Options have to be repeated; documents that hold one which is left out are emptied.
    Raises NotFoundError, ValidationError.
    """
    present = await get(tx, field_id)
    if values.get("data_type", present.data_type) != present.data_type:
        raise ValidationError({"data_type": ["The type of a custom field cannot be changed."]})
    extra = present.extra_data
    if "extra_data" in values or present.data_type == "select":
        extra = extra_data.checked(
            present.data_type, values.get("extra_data"), present, labels_only=labels_only
        )
    try:
        await tx.execute(
            "UPDATE custom_fields SET name = ?, extra_data = ? WHERE id = ?",
            (values.get("name", present.name), extra, field_id),
        )
    except sqlite3.IntegrityError:
        raise ValidationError(NAME_TAKEN) from None
    if present.data_type == "select":
        await _empty_without_option(tx, await get(tx, field_id))


async def delete(tx: aiosqlite.Connection, field_id: int) -> None:
    """With its values on all documents. Raises NotFoundError."""
    await get(tx, field_id)
    await _note_changed(tx, Sql("field_id = ?", (field_id,)))
    await tx.execute("DELETE FROM custom_fields WHERE id = ?", (field_id,))


async def get(db: aiosqlite.Connection, field_id: int) -> CustomField:
    """Raises NotFoundError."""
    found = (await definitions.read(db, [field_id])).get(field_id)
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


async def _empty_without_option(tx: aiosqlite.Connection, field: CustomField) -> None:
    gone = Sql(
        "field_id = ? AND text_value IS NOT NULL"
        " AND text_value NOT IN (SELECT value FROM json_each(?))",
        (field.id, json.dumps([option.id for option in field.options])),
    )
    await _note_changed(tx, gone)
    await tx.execute(
        f"UPDATE custom_field_values SET text_value = NULL WHERE {gone.condition}",
        gone.parameters,
    )


async def _note_changed(tx: aiosqlite.Connection, values: Sql) -> None:
    await tx.execute(
        "UPDATE documents SET modified_at = ? WHERE id IN"
        f" (SELECT document_id FROM custom_field_values WHERE {values.condition})",
        (now_us(), *values.parameters),
    )
