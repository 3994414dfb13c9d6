"""Bodies of kept objects (store/kept.py), checked and shown as their declaration says."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from typing import Any

import aiosqlite

from intray.api.answers import local_time_or_none
from intray.api.fields import FieldError, Fields, json_object, many, missing_pk, text
from intray.errors import ValidationError
from intray.permissions import Actor
from intray.store import kept
from intray.store.kept import Declaration, Field


def read(
    fields: Fields, declared: Iterable[Field], zone: tzinfo, *, required: bool = True
) -> Fields:
    """Check every declared field of the body. `required`: what must be there is missed."""
    for field in declared:
        must = field.required and required
        if field.kind == "instant":
            fields.instant(field.name, zone, required=must, null=field.null)
        elif field.kind == "many":
            fields.pks(field.name, required=must)
        elif field.kind == "one":
            fields.pk(field.name, required=must, null=field.null)
        elif field.kind == "boolean":
            fields.boolean(field.name, required=must, null=field.null)
        elif field.kind == "integer":
            fields.integer(
                field.name,
                minimum=field.minimum,
                maximum=field.maximum,
                required=must,
                null=field.null,
            )
        elif field.kind == "choices":
            fields.choices(field.name, field.choices, required=must)
        elif field.kind == "choice":
            fields.choice(field.name, field.choices, required=must, null=field.null)
        else:
            fields.field(field.name, _converter(field, zone), required=must, null=field.null)
    return fields


def _converter(field: Field, zone: tzinfo) -> Callable[[Any], Any]:
    def as_text(value: Any) -> str | None:
        found = text(value, field.max_length, field.blank or field.blank_is_null)
        return None if field.blank_is_null and not found else found

    def as_texts(value: Any) -> list[str]:
        return many(value, lambda item: text(item, field.max_length, trim=False))

    def as_part(value: Any) -> dict[str, Any]:
        return part(json_object(value), field.parts, zone)

    return {
        "text": as_text,
        "texts": as_texts,
        "object": json_object,
        "part": as_part,
    }[field.kind]


def part(body: Mapping[str, Any], parts: tuple[Field, ...], zone: tzinfo) -> dict[str, Any]:
    """An object inside of another, whole, with the defaults of what was left out."""
    inner = read(Fields(body), parts, zone)
    try:
        return {field.name: field.default for field in parts} | inner.checked()
    except ValidationError as error:
        raise nested(error.fields) from None


def nested(messages: Any) -> FieldError:
    """An error whose messages have the structure of the value."""
    error = FieldError()
    error.messages = messages
    return error


async def check_references(
    db: aiosqlite.Connection,
    actor: Actor,
    fields: Fields,
    declared: Declaration,
    object_id: int | None = None,
) -> None:
    """Note errors for ids that do not exist, or that the actor may not see."""
    holder = None if object_id is None else (declared.table, object_id)
    for field in declared.references:
        wanted = kept.ids_of(fields.values.get(field.name))
        if not wanted:
            continue
        missing = await kept.missing(db, actor, field, wanted, holder)
        if missing is not None:
            fields.errors[field.name] = [missing_pk(missing)]


def shown(declared: Declaration, values: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """`id`, then all fields in the order of the declaration."""
    content = {"id": values["id"]}
    for field in declared.fields:
        value = values[field.name]
        if field.kind == "instant":
            value = local_time_or_none(value, zone)
        content[field.name] = value
    return content
