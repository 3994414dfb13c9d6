"""Values of custom fields in the bodies that change a document and in the forms of uploads."""

from collections.abc import Sequence
from typing import Any

import aiosqlite

from intray.api.bodies import parse_json
from intray.api.custom_fields.shapes import by_position
from intray.api.errors import ParseError
from intray.api.fields import NOT_NULL, REQUIRED, FieldError, Fields, pk
from intray.custom_fields import values
from intray.custom_fields.checks import Stored
from intray.custom_fields.values import Refused
from intray.permissions import Actor

NAME = "custom_fields"
MOST = 1000  # of one document

Messages = dict[str, list[str]]


def read(fields: Fields) -> None:
    """Of a document: a list of values. What they are worth `check` finds out."""
    fields.field(NAME, _pairs)


async def check(
    db: aiosqlite.Connection, actor: Actor, document_id: int, fields: Fields, version: int
) -> None:
    """Note what is wrong at the place of each value; else make them ready to be stored."""
    pairs = fields.values.get(NAME)
    if pairs is None:
        return
    wanted = [pair for pair in pairs if isinstance(pair, tuple)]
    if by_position(version):
        wanted = await values.with_option_ids(db, wanted)
    judged = iter(await values.judged(db, actor, document_id, wanted))
    outcome = [next(judged) if isinstance(pair, tuple) else pair for pair in pairs]
    if all(isinstance(each, Stored) for each in outcome):
        fields.values[NAME] = {pair[0]: each for pair, each in zip(pairs, outcome, strict=True)}
    else:
        fields.errors[NAME] = [_messages(each) for each in outcome]


def read_upload(fields: Fields) -> None:
    """Of a form: JSON text of a list of ids, or of an object with values."""
    fields.field(NAME, _upload)


async def check_upload(
    db: aiosqlite.Connection, actor: Actor, fields: Fields, version: int
) -> None:
    """Note what is wrong; else the values become an object that can be stored as JSON."""
    pairs = fields.values.get(NAME)
    if pairs is None:
        return
    if by_position(version):
        pairs = await values.with_option_ids(db, pairs)
    judged = await values.judged(db, actor, None, pairs)
    if any(isinstance(each, Refused) for each in judged):
        fields.errors[NAME] = _upload_messages(pairs, judged)
    fields.values[NAME] = {str(field_id): value for field_id, value in pairs}


def _pairs(value: Any) -> list[tuple[int, Any] | Messages]:
    """Field and value, or what is wrong, at each place."""
    if not isinstance(value, list):
        kind = type(value).__name__
        raise _nested({"non_field_errors": [f'Expected a list of items but got type "{kind}".']})
    if len(value) > MOST:
        message = f"Ensure this field has no more than {MOST} elements."
        raise _nested({"non_field_errors": [message]})
    return [_pair(item) for item in value]


def _pair(item: Any) -> tuple[int, Any] | Messages:
    if item is None:
        return {"non_field_errors": [NOT_NULL]}
    if not isinstance(item, dict):
        kind = type(item).__name__
        return {"non_field_errors": [f"Invalid data. Expected a dictionary, but got {kind}."]}
    wrong: Messages = {}
    field_id = 0
    if "field" not in item:
        wrong["field"] = [REQUIRED]
    elif item["field"] is None:
        wrong["field"] = [NOT_NULL]
    else:
        try:
            field_id = pk(item["field"])
        except FieldError as error:
            wrong["field"] = error.messages
    if "value" not in item:
        wrong["value"] = [REQUIRED]
    return wrong or (field_id, item["value"])


def _upload(value: Any) -> list[tuple[int, Any]]:
    """Field and value."""
    try:
        content = parse_json(value) if value.strip() else []
    except ParseError:
        raise FieldError("Value must be valid JSON.") from None
    if not isinstance(content, list | dict):
        raise FieldError("Value must be a list of ids or an object.")
    if len(content) > MOST:
        raise FieldError(f"Ensure this field has no more than {MOST} elements.")
    given = content if isinstance(content, dict) else dict.fromkeys(map(_known_key, content))
    found = {}
    for key, each in given.items():
        try:
            found[pk(key)] = each
        except FieldError:
            raise FieldError(f"Unknown custom fields: {key}.") from None
    return list(found.items())


def _known_key(item: Any) -> int | str:
    if isinstance(item, bool) or not isinstance(item, int | str):
        raise FieldError("Value must be a list of ids or an object.")
    return item


def _upload_messages(
    pairs: Sequence[tuple[int, Any]], judged: Sequence[Stored | Refused]
) -> list[str]:
    refused = [
        (field_id, each)
        for (field_id, _), each in zip(pairs, judged, strict=True)
        if isinstance(each, Refused)
    ]
    unknown = [field_id for field_id, each in refused if each.key == "field"]
    if unknown:
        return [f"Unknown custom fields: {', '.join(map(str, unknown))}."]
    return [each.message for _, each in refused]


def _messages(outcome: Stored | Refused | Messages) -> Messages:
    if isinstance(outcome, Refused):
        return {outcome.key: [outcome.message]}
    return {} if isinstance(outcome, Stored) else outcome


def _nested(messages: Any) -> FieldError:
    error = FieldError()
    error.messages = messages
    return error
