"""Bodies that make or change workflows, triggers and actions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlsplit

import aiosqlite
from aiohttp import web

from intray.api import expressions, kept
from intray.api.context import actor
from intray.api.fields import NOT_NULL, REQUIRED, FieldError, Fields, pk
from intray.api.services import services
from intray.api.workflows.secrets import closed, seal_of
from intray.custom_fields import definitions
from intray.documents import custom_field_query
from intray.errors import ValidationError
from intray.permissions import Actor
from intray.store.sealed import Seal
from intray.workflows import listing
from intray.workflows.fields import (
    CONSUMPTION_STARTED,
    EMAIL,
    PASSWORD_REMOVAL,
    REGULAR_EXPRESSION,
    WEBHOOK,
    WORKFLOW,
)
from intray.workflows.parts import PARTS, TRIGGERS, Part, PartKind

MOST_PARTS = 1000
MOST_EXPRESSIONS = 20  # in one workflow: each may take a second to be looked at
FILTERS = ("filter_filename", "filter_path", "filter_mailrule")
MISSING_FILTER = "File name, path or mail rule filter are required"
NEEDED = {
    EMAIL: ("email", "Email data is required for email actions"),
    WEBHOOK: ("webhook", "Webhook data is required for webhook actions"),
    PASSWORD_REMOVAL: ("passwords", "Passwords are required for password removal actions"),
}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Asking:
    """Who asks, and what their values are read and kept with."""

    actor: Actor
    zone: tzinfo
    seal: Seal


def asking(request: web.Request) -> Asking:
    return Asking(actor(request), services(request).config.time_zone, seal_of(request))


async def checked_part(
    db: aiosqlite.Connection,
    asking: Asking,
    kind: PartKind,
    body: Mapping[str, Any],
    *,
    part_id: int | None = None,
    required: bool = True,
) -> dict[str, Any]:
    """Values of a trigger or action, as they are kept. Raises ValidationError.

    `part_id`: the one that exists.
    """
    fields = kept.read(Fields(body), kind.declared.fields, asking.zone, required=required)
    if kind is TRIGGERS:
        _check_trigger(fields)
        if fields.values.get("matching_algorithm") == REGULAR_EXPRESSION:
            await expressions.check(fields, "match")
        await _check_query(db, asking.actor, fields)
    else:
        _check_action(fields)
    await kept.check_references(db, asking.actor, fields, kind.declared, part_id)
    values = fields.checked()
    return values if kind is TRIGGERS else await closed(asking.seal, values)


async def checked_workflow(
    db: aiosqlite.Connection,
    asking: Asking,
    body: Mapping[str, Any],
    *,
    partial: bool,
) -> tuple[dict[str, Any], dict[str, list[Part]]]:
    """Values, and the lists of parts that were sent. Raises ValidationError."""
    fields = kept.read(Fields(body, partial=partial), WORKFLOW.fields, asking.zone)
    parts = {}
    for kind in PARTS:
        if kind.field not in body:
            if not partial:
                fields.errors[kind.field] = [REQUIRED]
            continue
        try:
            parts[kind.field] = await _parts(db, asking, kind, body[kind.field], partial)
        except FieldError as error:
            fields.errors[kind.field] = error.messages
    return fields.checked(), parts


async def _parts(
    db: aiosqlite.Connection,
    asking: Asking,
    kind: PartKind,
    items: Any,
    partial: bool,
) -> list[Part]:
    """Raises FieldError with messages at the position of each wrong element."""
    if items is None:
        raise FieldError(NOT_NULL)
    if not isinstance(items, list):
        message = f'Expected a list of items but got type "{type(items).__name__}".'
        raise kept.nested({"non_field_errors": [message]})
    if len(items) > MOST_PARTS:
        message = f"Ensure this field has no more than {MOST_PARTS} elements."
        raise kept.nested({"non_field_errors": [message]})
    if sum(map(_has_expression, items)) > MOST_EXPRESSIONS:
        message = f"Ensure there are no more than {MOST_EXPRESSIONS} regular expressions."
        raise kept.nested({"non_field_errors": [message]})
    wanted = [item["id"] for item in items if isinstance(item, dict) and _is_id(item.get("id"))]
    known = await listing.existing_parts(db, kind, wanted)
    found: list[Part] = []
    errors: list[dict[str, Any]] = []
    for item in items:
        try:
            found.append(await _part(db, asking, kind, item, known, partial))
            errors.append({})
        except ValidationError as error:
            errors.append(error.fields)
    if any(errors):
        raise kept.nested(errors)
    return found


async def _part(
    db: aiosqlite.Connection,
    asking: Asking,
    kind: PartKind,
    item: Any,
    known: set[int],
    partial: bool,
) -> Part:
    if not isinstance(item, dict):
        message = f"Invalid data. Expected a dictionary, but got {type(item).__name__}."
        raise ValidationError({"non_field_errors": [message]})
    part_id = item.get("id")
    if part_id is not None:
        try:
            part_id = pk(part_id)
        except FieldError:
            raise ValidationError({"id": ["A valid integer is required."]}) from None
    if part_id not in known:
        part_id = None
    values = await checked_part(
        db,
        asking,
        kind,
        item,
        part_id=part_id,
        required=part_id is None or not partial,
    )
    return Part(part_id, values)


def _has_expression(item: Any) -> bool:
    """However the algorithm is written: forms send text."""
    algorithm = item.get("matching_algorithm") if isinstance(item, dict) else None
    return str(algorithm).strip() == str(REGULAR_EXPRESSION)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _check_trigger(fields: Fields) -> None:
    values = fields.values
    if values.get("type") == CONSUMPTION_STARTED and not any(name in values for name in FILTERS):
        fields.errors.setdefault("non_field_errors", [MISSING_FILTER])


async def _check_query(db: aiosqlite.Connection, actor: Actor, fields: Fields) -> None:
    query = fields.values.get("filter_custom_field_query")
    if query is None:
        return
    try:
        custom_field_query.parse(query, await definitions.read(db), actor)
    except ValidationError as error:
        messages = error.fields.get(custom_field_query.NAME, error.fields)
        fields.errors["filter_custom_field_query"] = messages


def _check_action(fields: Fields) -> None:
    values = fields.values
    needed = NEEDED.get(values.get("type", 0))
    if needed is not None and not values.get(needed[0]) and needed[0] not in fields.errors:
        fields.errors.setdefault("non_field_errors", [needed[1]])
    webhook = values.get("webhook")
    if webhook is None:
        return
    wrong = {}
    if not _is_web_address(webhook["url"]):
        wrong["url"] = ["Enter a valid URL."]
    if not _are_headers(webhook["headers"]):
        wrong["headers"] = ["Enter names and values of HTTP headers."]
    if wrong:
        fields.errors["webhook"] = wrong


def _is_web_address(url: str) -> bool:
    """Of http or https, with a host; nothing that could end the line of a request."""
    if _CONTROL.search(url) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _are_headers(headers: Any) -> bool:
    return headers is None or all(
        _HEADER_NAME.fullmatch(name) and isinstance(value, str) and not _CONTROL.search(value)
        for name, value in headers.items()
    )
