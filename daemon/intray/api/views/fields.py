"""Bodies that make or change saved views."""

import re
from collections.abc import Mapping
from typing import Any

import aiosqlite

from intray.api import object_permissions
from intray.api.fields import NOT_NULL, FieldError, Fields, many, text
from intray.custom_fields import definitions
from intray.errors import ValidationError
from intray.views.listing import COLUMNS, Rule

NAME_LENGTH = 128
VALUE_LENGTH = 255
MOST_RULES = 1000
MAX_PAGE_SIZE = 2**31 - 1
RULE_TYPES = range(50)
DISPLAY_MODES = ("table", "smallCards", "largeCards")
DISPLAY_FIELDS = frozenset(
    (
        "title",
        "created",
        "added",
        "tag",
        "correspondent",
        "documenttype",
        "storagepath",
        "note",
        "owner",
        "shared",
        "asn",
        "pagecount",
    )
)
FLAGS = ("show_on_dashboard", "show_in_sidebar")
_CUSTOM_FIELD = re.compile(r"custom_field_[0-9]{1,18}")


def read(body: Mapping[str, Any], *, partial: bool, with_flags: bool) -> Fields:
    """Checked fields; errors are kept until `checked`. `with_flags`: of versions up to 9."""
    fields = Fields(body, partial=partial)
    fields.text("name", max_length=NAME_LENGTH, required=True)
    fields.text("sort_field", max_length=NAME_LENGTH, null=True, blank=True)
    fields.boolean("sort_reverse")
    fields.field("filter_rules", _rules, required=True)
    fields.integer("page_size", minimum=1, maximum=MAX_PAGE_SIZE, null=True)
    fields.choice("display_mode", DISPLAY_MODES, null=True)
    fields.field("display_fields", _names, null=True)
    if with_flags:
        for name in FLAGS:
            fields.boolean(name)
    object_permissions.read(fields)
    return fields


async def checked(db: aiosqlite.Connection, fields: Fields) -> dict[str, Any]:
    """The values by name. Raises ValidationError; which fields exist is looked at last."""
    values = fields.checked()
    shown = values.get("display_fields") or ()
    known = DISPLAY_FIELDS
    if any(_CUSTOM_FIELD.fullmatch(name) for name in shown):
        known |= {f"custom_field_{field_id}" for field_id in await definitions.read(db)}
    for name in shown:
        if name not in known:
            raise ValidationError({"non_field_errors": [f"Invalid field: {name}"]})
    return values


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values as columns; without the owner."""
    return {name: value for name, value in values.items() if name in COLUMNS}


def _names(value: Any) -> list[str] | None:
    return many(value, lambda item: text(item, NAME_LENGTH, blank=True)) or None


def _rules(value: Any) -> tuple[Rule, ...]:
    """Every rule, or messages at the position of each wrong one."""
    if not isinstance(value, list):
        kind = type(value).__name__
        raise _nested({"non_field_errors": [f'Expected a list of items but got type "{kind}".']})
    if len(value) > MOST_RULES:
        message = f"Ensure this field has no more than {MOST_RULES} elements."
        raise _nested({"non_field_errors": [message]})
    rules, errors = [], []
    for item in value:
        found = _rule(item)
        errors.append({} if isinstance(found, Rule) else found)
        if isinstance(found, Rule):
            rules.append(found)
    if any(errors):
        raise _nested(errors)
    return tuple(rules)


def _rule(item: Any) -> Rule | dict[str, Any]:
    """The rule, or what is wrong with it."""
    if item is None:
        return {"non_field_errors": [NOT_NULL]}
    if not isinstance(item, dict):
        kind = type(item).__name__
        message = f"Invalid data. Expected a dictionary, but got {kind}."
        return {"non_field_errors": [message]}
    fields = Fields(item)
    fields.choice("rule_type", RULE_TYPES, required=True)
    fields.text("value", max_length=VALUE_LENGTH, null=True, blank=True)
    try:
        values = fields.checked()
    except ValidationError as error:
        return error.fields
    return Rule(values["rule_type"], values.get("value"))


def _nested(messages: Any) -> FieldError:
    error = FieldError()
    error.messages = messages
    return error
