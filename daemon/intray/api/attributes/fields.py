"""Bodies that make or change tags, correspondents, document types and storage paths."""

from collections.abc import Mapping
from typing import Any

import aiosqlite

from intray.api import expressions, object_permissions
from intray.api.fields import FieldError, Fields, missing_pk, text
from intray.attributes import appearance, listing
from intray.attributes.kinds import STORAGE_PATHS, TAGS, AttributeKind
from intray.permissions import Actor
from intray.store.path_template import TEMPLATE_LENGTH, TemplateError, check_template, converted

ALGORITHMS = range(7)
REGULAR_EXPRESSION = 4
NAME_LENGTH = 128
MATCH_LENGTH = 256


def read(kind: AttributeKind, body: Mapping[str, Any], *, partial: bool) -> Fields:
    """Checked fields; errors are kept until `checked`."""
    fields = Fields(body, partial=partial)
    fields.text("name", max_length=NAME_LENGTH, required=True)
    fields.text("match", max_length=MATCH_LENGTH, blank=True)
    fields.choice("matching_algorithm", ALGORITHMS)
    fields.boolean("is_insensitive")
    if kind is TAGS:
        fields.field("color", _color)
        fields.field("colour", _numbered_color)
        fields.boolean("is_inbox_tag")
        fields.pk("parent", null=True)
    if kind is STORAGE_PATHS:
        fields.field("path", _path, required=True)
    object_permissions.read(fields)
    return fields


async def check(db: aiosqlite.Connection, actor: Actor, fields: Fields) -> None:
    """Note errors for ids that do not exist or that the actor may not see."""
    if fields.values.get("matching_algorithm") == REGULAR_EXPRESSION:
        # A PATCH of the text alone is not compiled: matching copes with a bad expression.
        await expressions.check(fields, "match")
    await object_permissions.check(db, fields)
    parent = fields.values.get("parent")
    if parent is not None and await listing.missing(db, actor, TAGS, [parent]):
        fields.errors["parent"] = [missing_pk(parent)]


def columns(kind: AttributeKind, values: Mapping[str, Any]) -> dict[str, object]:
    """Checked values as columns; without the owner."""
    found = {name: value for name, value in values.items() if name in kind.columns}
    if "colour" in values:
        found.setdefault("color", values["colour"])
    if "parent" in values:
        found["parent_id"] = values["parent"]
    return found


def _color(value: Any) -> str:
    if not isinstance(value, str) or not appearance.is_color(value):
        raise FieldError("Invalid color.")
    return value.lower()


def _numbered_color(value: Any) -> str:
    if isinstance(value, bool) or str(value) not in map(str, range(1, 14)):
        raise FieldError(f'"{value}" is not a valid choice.')
    return appearance.NUMBERED_COLORS[int(value) - 1]


def _path(value: Any) -> str:
    template = converted(text(value, TEMPLATE_LENGTH))
    try:
        check_template(template)
    except TemplateError:
        raise FieldError("Invalid variable detected.") from None
    return template
