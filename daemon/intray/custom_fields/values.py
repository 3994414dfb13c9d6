"""Values of custom fields on documents: shown, replaced, changed on many, attached on arrival.

A page of documents costs one query, a change of ten thousand documents one statement a field.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.custom_fields import checks, definitions, links
from intray.custom_fields.checks import RefusedValueError, Stored
from intray.custom_fields.definitions import CustomField
from intray.errors import ValidationError
from intray.permissions import Actor

MOST_LINKS_AT_ONCE = 100_000
MOST_TEXT_AT_ONCE = 50_000_000  # characters, in all documents of a change together
_UPSERT = (
    " ON CONFLICT (document_id, field_id) DO UPDATE SET text_value = excluded.text_value,"
    " number_value = excluded.number_value"
)


@dataclass(frozen=True)
class Value:
    """As the API shows it."""

    field_id: int
    value: Any


@dataclass(frozen=True)
class Refused:
    """Why one value of a list is not taken, and which key of it that is about."""

    key: str  # field | non_field_errors
    message: str


async def of_documents(
    db: aiosqlite.Connection,
    actor: Actor,
    document_ids: Sequence[int],
    *,
    positions: bool = False,
) -> dict[int, tuple[Value, ...]]:
    """Values of each document that has any, in the order of attachment.

    The caller has asked who may see the documents. `positions`: of options, instead of their ids.
    """
    shown = links.shown_to(actor, "t")
    rows = await db.execute_fetchall(
        "SELECT v.document_id, v.field_id, f.data_type, v.text_value, v.number_value,"
        " CASE WHEN f.data_type = 'documentlink' AND v.text_value IS NOT NULL THEN"
        " (SELECT json_group_array(target_id) FROM (SELECT l.target_id FROM custom_field_links l"
        "  JOIN documents t ON t.id = l.target_id WHERE l.document_id = v.document_id"
        f"  AND l.field_id = v.field_id AND {shown.condition} ORDER BY l.position, l.id)) END"
        " FROM json_each(?) w CROSS JOIN custom_field_values v ON v.document_id = w.value"
        " JOIN custom_fields f ON f.id = v.field_id ORDER BY v.id",
        (*shown.parameters, json.dumps(list(document_ids))),
    )
    fields = await definitions.read(db) if positions and rows else {}
    found: dict[int, list[Value]] = {}
    for document_id, field_id, data_type, text, number, targets in rows:
        value = _shown(data_type, text, number, targets)
        if positions and data_type == "select":
            value = _position(fields[field_id], value)
        found.setdefault(document_id, []).append(Value(field_id, value))
    return {document_id: tuple(values) for document_id, values in found.items()}


async def judged(
    db: aiosqlite.Connection,
    actor: Actor | None,
    document_id: int | None,
    wanted: Sequence[tuple[int, Any]],
) -> list[Stored | Refused]:
    """What becomes of each pair of a field's id and a value, at its place."""
    fields = await definitions.read(db, {field_id for field_id, _ in wanted})
    named = {
        target
        for field_id, value in wanted
        if field_id in fields and fields[field_id].data_type == "documentlink"
        for target in checks.named_documents(value)
    }
    linkable = await links.linkable(db, actor, document_id, named)
    found: list[Stored | Refused] = []
    for field_id, value in wanted:
        field = fields.get(field_id)
        if field is None:
            message = f'Invalid pk "{field_id}" - object does not exist.'
            found.append(Refused("field", message))
            continue
        try:
            found.append(checks.checked(field, value, linkable))
        except RefusedValueError as error:
            found.append(Refused("non_field_errors", str(error)))
    return found


async def with_option_ids(
    db: aiosqlite.Connection, wanted: Sequence[tuple[int, Any]]
) -> list[tuple[int, Any]]:
    """The same with ids of options for their positions; what is no position stays."""
    fields = await definitions.read(db, {field_id for field_id, _ in wanted})
    return [
        (field_id, _option_at(fields[field_id], value) if field_id in fields else value)
        for field_id, value in wanted
    ]


async def replace(
    tx: aiosqlite.Connection,
    actor: Actor | None,
    document_id: int,
    values: Sequence[tuple[int, Any]],
) -> None:
    """The document has these fields and no other. Raises ValidationError, by position."""
    found = await judged(tx, actor, document_id, values)
    if any(isinstance(each, Refused) for each in found):
        raise ValidationError(
            {
                "custom_fields": [
                    {each.key: [each.message]} if isinstance(each, Refused) else {}
                    for each in found
                ]
            }
        )
    stored = {
        field_id: each
        for (field_id, _), each in zip(values, found, strict=True)
        if isinstance(each, Stored)
    }
    await write(tx, actor, document_id, stored)


async def write(
    tx: aiosqlite.Connection, actor: Actor | None, document_id: int, values: Mapping[int, Stored]
) -> None:
    """`replace` with values that were checked. The last one of a field counts."""
    before = await links.neighbours(tx, [document_id])
    await tx.execute(
        "DELETE FROM custom_field_values WHERE document_id = ?"
        " AND field_id NOT IN (SELECT value FROM json_each(?))",
        (document_id, json.dumps(list(values))),
    )
    for field_id, stored in values.items():
        await _put(tx, actor, [document_id], field_id, stored)
    after = await links.neighbours(tx, [document_id])
    await links.note_changed(tx, (target for _, target in before ^ after))


async def modify(
    tx: aiosqlite.Connection,
    actor: Actor,
    document_ids: Sequence[int],
    add: Mapping[int, Any],
    remove: Sequence[int],
) -> None:
    """Give the fields to all of these documents, or take them away.

    A null attaches the field where it is missing and leaves the values of the others alone.
    Raises ValidationError.
    """
    found = await judged(tx, actor, None, list(add.items()))
    for each in found:
        if isinstance(each, Refused):
            raise ValidationError({"non_field_errors": [each.message]})
        if len(each.targets or ()) * len(document_ids) > MOST_LINKS_AT_ONCE:
            raise ValidationError({"non_field_errors": ["These are too many links at once."]})
        if len(each.text or "") * len(document_ids) > MOST_TEXT_AT_ONCE:
            raise ValidationError({"non_field_errors": ["This is too much text at once."]})
    before = await links.neighbours(tx, document_ids)
    for field_id, stored in zip(add, found, strict=True):
        assert isinstance(stored, Stored)
        await _put(tx, actor, document_ids, field_id, stored, keep=stored.is_empty)
    await tx.execute(
        "DELETE FROM custom_field_values WHERE document_id IN (SELECT value FROM json_each(?))"
        " AND field_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(document_ids)), json.dumps(list(remove))),
    )
    after = await links.neighbours(tx, document_ids)
    touched = {target for _, target in before ^ after}
    await links.note_changed(tx, {*document_ids, *touched})


async def attach(tx: aiosqlite.Connection, document_id: int, values: Mapping[int, Any]) -> None:
    """What the sender of a new paper gave; what cannot be kept any more is left empty or out."""
    fields = await definitions.read(tx, values)
    for field_id, field in fields.items():
        named = checks.named_documents(values[field_id])
        linkable = await links.linkable(tx, None, None, named)
        value = values[field_id]
        if field.data_type == "documentlink" and isinstance(value, list):
            value = [target for target in dict.fromkeys(named) if target in linkable]
        try:
            stored = checks.checked(field, value, linkable)
        except RefusedValueError:
            stored = checks.empty(field)
        await _put(tx, None, [document_id], field_id, stored)


async def _put(
    tx: aiosqlite.Connection,
    actor: Actor | None,
    document_ids: Sequence[int],
    field_id: int,
    stored: Stored,
    *,
    keep: bool = False,
) -> None:
    """`keep`: values that are there already."""
    await tx.execute(
        f"INSERT {'OR IGNORE ' if keep else ''}INTO custom_field_values"
        " (document_id, field_id, text_value, number_value)"
        " SELECT d.id, ?, ?, ? FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value WHERE 1"
        + ("" if keep else _UPSERT),
        (field_id, stored.text, stored.number, json.dumps(list(document_ids))),
    )
    if stored.targets is not None and not keep:
        await links.replace(tx, actor, document_ids, field_id, stored.targets)


def _shown(data_type: str, text: str | None, number: float | None, targets: str | None) -> Any:
    if data_type == "documentlink":
        return None if targets is None else json.loads(targets)
    if number is None or data_type in ("date", "monetary"):
        return text
    if data_type == "float":
        return number
    return bool(number) if data_type == "boolean" else int(number)


def _position(field: CustomField, option_id: Any) -> int | None:
    for position, option in enumerate(field.options):
        if option.id == option_id:
            return position
    return None


def _option_at(field: CustomField, value: Any) -> Any:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if field.data_type != "select" or not is_number or not 0 <= value < len(field.options):
        return value
    return field.options[value].id
