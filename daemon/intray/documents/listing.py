"""Lists of documents: how many, which ids in which order, and the rows of some ids.

Ids come first and rows in batches afterwards, so that a list of a whole archive needs neither
much memory nor a database connection while a slow phone takes it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import aiosqlite

from intray.custom_fields import values as custom_values
from intray.custom_fields.values import Value
from intray.documents.filters import CONTENT, joined
from intray.documents.ordering import DEFAULT, Order
from intray.errors import NotFoundError
from intray.permissions import Actor, Sql, changeable, visible
from intray.store import grants, notes
from intray.store.grants import Grants
from intray.store.notes import Note

CONTENT_HEAD = 550  # characters

Content = Literal["none", "head", "whole"]
CustomFields = Literal["none", "values", "positions"]  # of options, as old versions show them


@dataclass(frozen=True)
class Wanted:
    """What is asked for beside the plain columns."""

    content: Content = "none"
    tags: bool = True
    rights: bool = True  # what the actor may do
    grants: bool = False  # what others may do
    correspondent: bool = True  # its name
    notes: bool = False
    versions: bool = False  # the older ones
    custom_fields: CustomFields = "none"
    shown_to: Actor | None = None  # who sees names and links on documents, if not who asks


@dataclass(frozen=True)
class Version:
    """A file that the document has or had."""

    id: int
    added_at: int
    label: str | None
    checksum: str


@dataclass(frozen=True)
class Document:
    """A row; what was not wanted is None, False or empty."""

    id: int
    checksum: str
    original_name: str
    mime_type: str
    size: int  # bytes
    title: str
    created: str  # YYYY-MM-DD
    added_at: int
    modified_at: int
    deleted_at: int | None
    archive_serial_number: int | None
    correspondent_id: int | None
    document_type_id: int | None
    storage_path_id: int | None
    owner_id: int | None
    page_count: int | None
    language: str | None
    derived: str | None
    archive_checksum: str | None
    archive_size: int | None
    reading: str
    notice: str | None
    version_id: int | None  # None: the first file is the newest
    version_label: str | None
    version_added_at: int | None
    content: str | None
    correspondent: str | None
    tag_ids: tuple[int, ...]
    can_change: bool
    shared: bool
    grants: Grants | None
    notes: tuple[Note, ...] = ()
    older: tuple[Version, ...] = ()  # versions, newest first
    custom_fields: tuple[Value, ...] = ()

    @property
    def version(self) -> Version:
        """The newest, which the row describes."""
        return Version(
            self.version_id or self.id,
            self.version_added_at or self.added_at,
            self.version_label,
            self.checksum,
        )


_COLUMNS = (
    "d.id, d.checksum, d.original_name, d.mime_type, d.size, d.title, d.created, d.added_at,"
    " d.modified_at, d.deleted_at, d.archive_serial_number, d.correspondent_id,"
    " d.document_type_id, d.storage_path_id, d.owner_id, d.page_count, d.language, d.derived,"
    " d.archive_checksum, d.archive_size, d.reading, d.notice,"
    " d.version_id, d.version_label, d.version_added_at"
)
_TAGS = "(SELECT json_group_array(tag_id) FROM document_tags t WHERE t.document_id = d.id)"


_OLDER = (
    "CASE WHEN d.version_id IS NULL THEN '[]' ELSE"
    " (SELECT json_group_array(json_array(v.id, v.added_at, v.label, v.checksum))"
    "  FROM (SELECT * FROM document_versions o WHERE o.document_id = d.id"
    "   ORDER BY o.id DESC) v) END"
)


def seen_by(actor: Actor, *, trashed: bool = False) -> Sql:
    """Documents of the actor's library, or of the trash."""
    where = Sql(f"d.deleted_at IS {'NOT ' if trashed else ''}NULL")
    allowed = visible(actor, "document", "d")
    return where if allowed.condition == "1" else where & allowed


async def count(db: aiosqlite.Connection, where: Sql) -> int:
    cursor = await db.execute(
        f"SELECT count(*) FROM documents d WHERE {where.condition}", where.parameters
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def page_of_ids(
    db: aiosqlite.Connection, where: Sql, order: Order, *, limit: int, offset: int
) -> list[int]:
    rows = await db.execute_fetchall(
        f"SELECT d.id FROM documents d{order.joined.condition} WHERE {where.condition}"
        f" ORDER BY {order.sql or DEFAULT} LIMIT ? OFFSET ?",
        (*order.joined.parameters, *where.parameters, *order.parameters, limit, offset),
    )
    return [row[0] for row in rows]


async def all_ids(db: aiosqlite.Connection, where: Sql, order: Order) -> str:
    """Every id in order, as the text of a JSON list: it goes into answers as it is."""
    cursor = await db.execute(
        f"SELECT json_group_array(id) FROM (SELECT d.id FROM documents d{order.joined.condition}"
        f" WHERE {where.condition} ORDER BY {order.sql or DEFAULT})",
        (*order.joined.parameters, *where.parameters, *order.parameters),
    )
    row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def ids_among(
    db: aiosqlite.Connection, where: Sql, ranked: Sequence[int], order: Order
) -> list[int]:
    """Those of the ranked hits that fit, in the wanted order or else as they were ranked."""
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f"{order.joined.condition} WHERE {where.condition} ORDER BY {order.sql or 'w.key'}",
        (
            json.dumps(list(ranked)),
            *order.joined.parameters,
            *where.parameters,
            *order.parameters,
        ),
    )
    ids = [row[0] for row in rows]
    return ids[::-1] if order.worst_first else ids


async def read(
    db: aiosqlite.Connection, actor: Actor, ids: Sequence[int], wanted: Wanted
) -> list[Document]:
    """These documents in this order; those gone or hidden meanwhile are left out."""
    expressions = _expressions(actor, wanted)
    allowed = visible(actor, "document", "d")
    columns = ", ".join(f"{sql.condition} AS {name}" for name, sql in expressions.items())
    parameters = [value for sql in expressions.values() for value in sql.parameters]
    rows = await db.execute_fetchall(
        f"SELECT {_COLUMNS}, {columns}"
        " FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value"
        f" WHERE {allowed.condition} ORDER BY w.key",
        (*parameters, json.dumps(list(ids)), *allowed.parameters),
    )
    noted = await notes.of_documents(db, ids) if wanted.notes else {}
    valued: dict[int, tuple[Value, ...]] = {}
    if wanted.custom_fields != "none":
        valued = await custom_values.of_documents(
            db,
            wanted.shown_to or actor,
            ids,
            positions=wanted.custom_fields == "positions",
        )
    return [_from_row(row, noted.get(row["id"], ()), valued.get(row["id"], ())) for row in rows]


async def get(
    db: aiosqlite.Connection,
    actor: Actor,
    document_id: int,
    wanted: Wanted,
    *,
    trashed: bool = False,
) -> Document:
    """One document. `trashed`: it may also lie in the trash. Raises NotFoundError."""
    found = await read(db, actor, [document_id], wanted)
    if not found or (found[0].deleted_at is not None and not trashed):
        raise NotFoundError("No Document matches the given query.")
    return found[0]


async def require_visible(
    db: aiosqlite.Connection, actor: Actor, document_id: int, conditions: Sequence[Sql] = ()
) -> None:
    """Raise NotFoundError unless the actor may see it (and the conditions hold)."""
    where = joined([Sql("d.id = ?", (document_id,)), seen_by(actor), *conditions])
    if not await count(db, where):
        raise NotFoundError("No Document matches the given query.")


def _expressions(actor: Actor, wanted: Wanted) -> dict[str, Sql]:
    content = {
        "none": "NULL",
        "head": f"substr({CONTENT}, 1, {CONTENT_HEAD})",
        "whole": CONTENT,
    }[wanted.content]
    name = visible(wanted.shown_to or actor, "correspondent", "c")
    shared = Sql(f"(d.owner_id = ? AND {grants.exist('document', 'd')})", (actor.user_id,))
    return {
        "content": Sql(content),
        "correspondent": Sql(
            "(SELECT c.name FROM correspondents c"
            f" WHERE c.id = d.correspondent_id AND {name.condition})",
            name.parameters,
        )
        if wanted.correspondent
        else Sql("NULL"),
        "tag_ids": Sql(_TAGS if wanted.tags else "'[]'"),
        "can_change": changeable(actor, "document", "d") if wanted.rights else Sql("0"),
        "shared": shared if wanted.rights else Sql("0"),
        "grants": Sql(grants.selected("document", "d") if wanted.grants else "NULL"),
        "older": Sql(_OLDER if wanted.versions else "'[]'"),
    }


def _from_row(row: aiosqlite.Row, noted: tuple[Note, ...], valued: tuple[Value, ...]) -> Document:
    values: dict[str, Any] = dict(row)
    values["tag_ids"] = tuple(json.loads(values["tag_ids"]))
    values["can_change"] = bool(values["can_change"])
    values["shared"] = bool(values["shared"])
    values["older"] = tuple(Version(*each) for each in json.loads(values["older"]))
    if values["grants"] is not None:
        values["grants"] = grants.parse(values["grants"])
    return Document(**values, notes=noted, custom_fields=valued)


async def dates_in_text(db: aiosqlite.Connection, document_id: int) -> list[str]:
    """Dates found by reading, the most plausible first."""
    cursor = await db.execute(
        "SELECT dates FROM document_contents WHERE document_id = ?", (document_id,)
    )
    row = await cursor.fetchone()
    return [str(each) for each in json.loads(row[0])] if row is not None else []
