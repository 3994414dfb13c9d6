"""What `bulk_edit` does to the values of documents: each method's parameters, rights and SQL."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.api import object_permissions
from intray.api.documents.fields import RELATIONS
from intray.api.fields import REQUIRED, Fields, integer, many, missing_pk
from intray.attributes import listing as attributes
from intray.attributes.kinds import TAGS
from intray.custom_fields import definitions
from intray.custom_fields import values as custom_fields
from intray.documents import bulk, records
from intray.errors import ValidationError
from intray.events import DocumentsChanged, DocumentsDeleted
from intray.jobs import journal
from intray.permissions import Actor
from intray.store import grants


@dataclass(frozen=True)
class Edit:
    """One call: what is to be changed, in its transaction."""

    tx: aiosqlite.Connection
    actor: Actor
    ids: Sequence[int]
    values: Mapping[str, Any]  # the checked parameters
    source: str  # of jobs
    by_position: bool  # options of custom fields are named by their place, as of old


@dataclass(frozen=True)
class Method:
    apply: Callable[[Edit], Awaitable[Sequence[int]]]  # gives the ids of what changed
    read: Callable[[Fields], None] = lambda fields: None
    tags: Collection[str] = ()  # parameters that are ids of tags
    own: bool = False  # documents have to belong to the actor or to nobody
    codename: str | None = None  # needed beside change_document
    event: type[DocumentsChanged | DocumentsDeleted] = DocumentsChanged


async def check(
    db: aiosqlite.Connection, actor: Actor, method: Method, fields: Fields
) -> dict[str, Any]:
    """The values. Raises ValidationError, also for objects that the actor may not see."""
    wanted = {name: kind for name, kind in RELATIONS.items() if name in fields.values}
    wanted |= dict.fromkeys(method.tags, TAGS)
    for name, kind in wanted.items():
        value = fields.values.get(name)
        ids = value if isinstance(value, list) else [] if value is None else [value]
        unknown = await attributes.missing(db, actor, kind, ids)
        if unknown:
            fields.errors[name] = [missing_pk(unknown[0])]
    gone = set(fields.values.get("remove_custom_fields", ()))
    gone -= (await definitions.read(db, gone)).keys()
    if gone:
        fields.errors["remove_custom_fields"] = [missing_pk(min(gone))]
    await object_permissions.check(db, fields)
    return checked(fields)


def checked(fields: Fields) -> dict[str, Any]:
    """Parameters are no fields of the body: what is wrong with them is said in sentences."""
    if fields.errors:
        messages = [
            f"{name}: {message}" for name, found in fields.errors.items() for message in _all(found)
        ]
        raise ValidationError({"non_field_errors": messages})
    return fields.values


def _all(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [message for inner in found.values() for message in _all(inner)]
    if isinstance(found, list):
        return [message for inner in found for message in _all(inner)]
    return [str(found)]


def _reference(name: str) -> Method:
    column: bulk.Reference = f"{name}_id"  # type: ignore[assignment]

    async def apply(edit: Edit) -> Sequence[int]:
        return await bulk.set_reference(edit.tx, edit.ids, column, edit.values[name])

    return Method(apply, lambda fields: fields.pk(name, required=True, null=True))


async def _add_tag(edit: Edit) -> Sequence[int]:
    return await bulk.modify_tags(edit.tx, edit.ids, add=[edit.values["tag"]], remove=())


async def _remove_tag(edit: Edit) -> Sequence[int]:
    return await bulk.modify_tags(edit.tx, edit.ids, add=(), remove=[edit.values["tag"]])


async def _modify_tags(edit: Edit) -> Sequence[int]:
    add, remove = edit.values["add_tags"], edit.values["remove_tags"]
    return await bulk.modify_tags(edit.tx, edit.ids, add=add, remove=remove)


def _read_modified_tags(fields: Fields) -> None:
    fields.pks("add_tags", required=True)
    fields.pks("remove_tags", required=True)


async def _modify_custom_fields(edit: Edit) -> Sequence[int]:
    add, remove = edit.values["add_custom_fields"], edit.values["remove_custom_fields"]
    if edit.by_position:
        add = dict(await custom_fields.with_option_ids(edit.tx, list(add.items())))
    if edit.ids:
        await custom_fields.modify(edit.tx, edit.actor, edit.ids, add, remove)
    return await bulk.mark_modified(edit.tx, edit.ids)


def _read_custom_fields(fields: Fields) -> None:
    fields.field("add_custom_fields", _valued, required=True)
    fields.pks("remove_custom_fields", required=True)


def _valued(value: Any) -> dict[int, Any]:
    """Values by the id of their field; a list of ids attaches fields without a value."""
    if isinstance(value, dict):
        return {integer(number, 0): content for number, content in value.items()}
    return dict.fromkeys(many(value, lambda number: integer(number, 0)))


async def _set_permissions(edit: Edit) -> Sequence[int]:
    wanted, owner_id = edit.values["set_permissions"], edit.values.get("owner")
    merge = edit.values.get("merge", False)
    await grants.set_permissions(
        edit.tx, "document", "documents", edit.ids, wanted, owner_id, merge=merge
    )
    return await bulk.mark_modified(edit.tx, edit.ids)


def _read_permissions(fields: Fields) -> None:
    object_permissions.read(fields)
    fields.boolean("merge")
    if "set_permissions" not in fields.body:
        fields.errors["set_permissions"] = [REQUIRED]


async def _delete(edit: Edit) -> Sequence[int]:
    await records.trash(edit.tx, edit.ids)
    return edit.ids


async def _reprocess(edit: Edit) -> Sequence[int]:
    waiting = await journal.add_for_documents(
        edit.tx,
        edit.ids,
        kind="reprocess_document",
        source=edit.source,
        owner_id=edit.actor.user_id,
    )
    await bulk.wait_for_reading(edit.tx, waiting)
    return waiting


DELETE = Method(_delete, own=True, codename="delete_document", event=DocumentsDeleted)
REPROCESS = Method(_reprocess)

METHODS = {
    **{f"set_{name}": _reference(name) for name in RELATIONS},
    "add_tag": Method(_add_tag, lambda fields: fields.pk("tag", required=True), ("tag",)),
    "remove_tag": Method(_remove_tag, lambda fields: fields.pk("tag", required=True), ("tag",)),
    "modify_tags": Method(_modify_tags, _read_modified_tags, ("add_tags", "remove_tags")),
    "modify_custom_fields": Method(_modify_custom_fields, _read_custom_fields),
    "set_permissions": Method(_set_permissions, _read_permissions, own=True),
    "delete": DELETE,
    "reprocess": REPROCESS,
    "redo_ocr": REPROCESS,  # the name of old, which clients still send
}
