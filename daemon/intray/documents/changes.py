"""What a person changes on a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import aiosqlite

from intray.clock import now_us
from intray.custom_fields import values as custom_values
from intray.custom_fields.checks import Stored
from intray.documents import tagging
from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.permissions import Actor, changeable, visible
from intray.store import grants
from intray.store.grants import WantedGrants

COLUMNS = frozenset(
    (
        "title",
        "created",
        "archive_serial_number",
        "correspondent_id",
        "document_type_id",
        "storage_path_id",
        "owner_id",
    )
)


@dataclass(frozen=True)
class Changes:
    """Values that were checked before; what is absent or None stays."""

    columns: Mapping[str, object] = field(default_factory=dict)  # keys of COLUMNS
    content: str | None = None
    tag_ids: tuple[int, ...] | None = None  # the whole set
    remove_inbox_tags: bool = False
    grants: WantedGrants | None = None
    custom_fields: Mapping[int, Stored] | None = None  # all of them

    def with_owner(self, owner_id: int | None) -> "Changes":
        return replace(self, columns={**self.columns, "owner_id": owner_id})


async def update(
    tx: aiosqlite.Connection, actor: Actor, document_id: int, changes: Changes
) -> None:
    """Change the document.

    Raises NotFoundError, PermissionDeniedError, and ValidationError for a number that is taken.
    """
    await require_changeable(tx, actor, document_id)
    await grants.require_own(tx, actor, "documents", document_id, changes.columns, changes.grants)
    await _require_free_number(tx, document_id, changes.columns.get("archive_serial_number"))
    columns = {"modified_at": now_us(), **changes.columns}
    assert columns.keys() <= COLUMNS | {"modified_at"}
    assignments = ", ".join(f"{name} = ?" for name in columns)
    await tx.execute(
        f"UPDATE documents SET {assignments} WHERE id = ?", (*columns.values(), document_id)
    )
    if changes.content is not None:
        await tx.execute(
            "UPDATE document_contents SET content = ? WHERE document_id = ?",
            (changes.content, document_id),
        )
    if changes.tag_ids is not None:
        await tagging.replace(tx, document_id, changes.tag_ids)
    if changes.custom_fields is not None:
        await custom_values.write(tx, actor, document_id, changes.custom_fields)
    if changes.remove_inbox_tags:
        await tagging.remove_inbox(tx, document_id)
    if changes.grants is not None:
        await grants.replace(tx, "document", document_id, changes.grants)


async def require_changeable(
    db: aiosqlite.Connection, actor: Actor, document_id: int, *, trashed: bool = False
) -> None:
    """Raise NotFoundError for what the actor may not see, PermissionDeniedError for the rest."""
    seen, changed = visible(actor, "document", "d"), changeable(actor, "document", "d")
    cursor = await db.execute(
        f"SELECT {changed.condition} FROM documents d WHERE d.id = ?"
        f" AND d.deleted_at IS {'NOT ' if trashed else ''}NULL AND {seen.condition}",
        (*changed.parameters, document_id, *seen.parameters),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError("No Document matches the given query.")
    if not row[0]:
        raise PermissionDeniedError


async def references(db: aiosqlite.Connection, document_id: int) -> dict[str, frozenset[int]]:
    """Ids of what the document carries: correspondent, document_type, storage_path, tags."""
    cursor = await db.execute(
        "SELECT correspondent_id, document_type_id, storage_path_id FROM documents WHERE id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return {}
    found = {
        name: frozenset(filter(None, (row[f"{name}_id"],)))
        for name in ("correspondent", "document_type", "storage_path")
    }
    tags = await db.execute_fetchall(
        "SELECT tag_id FROM document_tags WHERE document_id = ?", (document_id,)
    )
    return {**found, "tags": frozenset(tag[0] for tag in tags)}


async def _require_free_number(db: aiosqlite.Connection, document_id: int, number: object) -> None:
    if number is None:
        return
    cursor = await db.execute(
        "SELECT deleted_at FROM documents WHERE archive_serial_number = ? AND id <> ?",
        (number, document_id),
    )
    row = await cursor.fetchone()
    if row is not None:
        where = "" if row[0] is None else " in the trash"
        raise ValidationError(
            {
                "archive_serial_number": [
                    f"document with this archive serial number already exists{where}."
                ]
            }
        )


async def next_number(db: aiosqlite.Connection) -> int:
    """The archive serial number after the highest one ever given, trash included."""
    cursor = await db.execute("SELECT coalesce(max(archive_serial_number), 0) + 1 FROM documents")
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
