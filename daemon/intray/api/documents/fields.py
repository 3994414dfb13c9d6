"""Bodies that change a document."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

import aiosqlite

from intray.api import object_permissions
from intray.api.custom_fields import values as custom_fields
from intray.api.fields import Fields, integer, missing_pk
from intray.attributes import listing as attributes
from intray.attributes.kinds import CORRESPONDENTS, DOCUMENT_TYPES, STORAGE_PATHS, TAGS
from intray.documents import changes as document_changes
from intray.documents.changes import Changes
from intray.documents.records import TITLE_LENGTH
from intray.permissions import Actor

LARGEST_NUMBER = 4_294_967_295
RELATIONS = {
    "correspondent": CORRESPONDENTS,
    "document_type": DOCUMENT_TYPES,
    "storage_path": STORAGE_PATHS,
}


def read(body: Mapping[str, Any], zone: tzinfo, *, partial: bool) -> Fields:
    """Checked fields; errors are kept until `checked`. Dates are those of a clock in `zone`."""
    fields = Fields(body, partial=partial)
    fields.text("title", max_length=TITLE_LENGTH, blank=True)
    fields.text("content", blank=True, trim=False)
    fields.date("created_date", zone)
    fields.date("created", zone)
    fields.field("archive_serial_number", archive_serial_number, null=True)
    for name in RELATIONS:
        fields.pk(name, required=True, null=True)
    fields.pks("tags", required=True)
    custom_fields.read(fields)
    fields.boolean("remove_inbox_tags")
    object_permissions.read(fields)
    return fields


async def check(
    db: aiosqlite.Connection, actor: Actor, document_id: int, fields: Fields, version: int
) -> None:
    """Note errors for ids that do not exist or that the actor may not see, and wrong values.

    What the document carries already may be sent back by those who cannot see it.
    """
    present = await document_changes.references(db, document_id)
    await check_references(db, actor, fields, present)
    await custom_fields.check(db, actor, document_id, fields, version)
    await object_permissions.check(db, fields)


async def check_references(
    db: aiosqlite.Connection,
    actor: Actor,
    fields: Fields,
    present: Mapping[str, frozenset[int]] | None = None,
) -> None:
    for name, kind in (*RELATIONS.items(), ("tags", TAGS)):
        value = fields.values.get(name)
        wanted = value if isinstance(value, list) else [] if value is None else [value]
        known = (present or {}).get(name, frozenset())
        unknown = await attributes.missing(
            db, actor, kind, [number for number in wanted if number not in known]
        )
        if unknown:
            fields.errors[name] = [missing_pk(unknown[0])]


def changes(fields: Fields) -> Changes:
    """Raises ValidationError with all that was found wrong."""
    values = fields.checked()
    columns: dict[str, object] = {
        name: values[name] for name in ("title", "archive_serial_number") if name in values
    }
    columns |= {f"{name}_id": values[name] for name in (*RELATIONS, "owner") if name in values}
    created = values.get("created", values.get("created_date"))
    if created is not None:
        columns["created"] = created
    return Changes(
        columns=columns,
        content=values.get("content"),
        tag_ids=tuple(values["tags"]) if "tags" in values else None,
        remove_inbox_tags=values.get("remove_inbox_tags", False),
        grants=values.get("set_permissions"),
        custom_fields=values.get("custom_fields"),
    )


def archive_serial_number(value: Any) -> int:
    return integer(value, 0, LARGEST_NUMBER)
