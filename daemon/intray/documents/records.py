"""Rows of documents as the pipeline writes them, each call inside its caller's transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import aiosqlite

from intray.clock import now_us
from intray.documents import tagging
from intray.errors import NotFoundError

TITLE_LENGTH = 128

Reading = Literal["waiting", "done", "failed"]


@dataclass(frozen=True)
class NewDocument:
    """What is known when the bytes are durable and before a page is read."""

    checksum: str
    original_name: str
    mime_type: str
    size: int  # bytes
    title: str
    created: str  # YYYY-MM-DD
    added_at: int
    owner_id: int | None
    correspondent_id: int | None
    document_type_id: int | None
    storage_path_id: int | None
    archive_serial_number: int | None
    tag_ids: tuple[int, ...]
    notice: str | None


@dataclass(frozen=True)
class NewFile:
    """Another original for a document that exists."""

    checksum: str
    original_name: str
    mime_type: str
    size: int  # bytes
    notice: str | None = None


@dataclass(frozen=True)
class Known:
    """The document that already holds these bytes."""

    document_id: int
    title: str
    deleted_at: int | None  # in the trash since
    superseded: bool  # the bytes were replaced there by a longer file
    owner_id: int | None


@dataclass(frozen=True)
class Stored:
    """What the pipeline needs to know of a document before it is read."""

    id: int
    checksum: str
    mime_type: str
    original_name: str
    created: str
    archive_serial_number: int | None
    notice: str | None
    owner_id: int | None
    was_read: bool  # these bytes, to the end and with some text
    is_first: bool  # the first file of the document, not a later version
    is_filed: bool  # by the text of an earlier version: what people made of it stays


async def create(tx: aiosqlite.Connection, new: NewDocument) -> int:
    """Store it and give its id.

    A paper is never refused for its attributes: one that was deleted meanwhile, or an archive
    serial number that was taken meanwhile, is left out.
    """
    cursor = await tx.execute(
        "INSERT INTO documents (checksum, original_name, mime_type, size, title, created,"
        " added_at, modified_at, owner_id, notice, correspondent_id, document_type_id,"
        " storage_path_id, archive_serial_number)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM users WHERE id = ?), ?,"
        " (SELECT id FROM correspondents WHERE id = ?),"
        " (SELECT id FROM document_types WHERE id = ?),"
        " (SELECT id FROM storage_paths WHERE id = ?),"
        " (SELECT w.asn FROM (SELECT ? AS asn) w"
        "  WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.archive_serial_number = w.asn)))",
        (
            new.checksum,
            new.original_name,
            new.mime_type,
            new.size,
            new.title[:TITLE_LENGTH],
            new.created,
            new.added_at,
            new.added_at,
            new.owner_id,
            new.notice,
            new.correspondent_id,
            new.document_type_id,
            new.storage_path_id,
            new.archive_serial_number,
        ),
    )
    document_id = cursor.lastrowid
    assert document_id is not None
    await tx.execute("INSERT INTO document_contents (document_id) VALUES (?)", (document_id,))
    await tagging.add(tx, document_id, new.tag_ids)
    return document_id


async def find_by_checksum(db: aiosqlite.Connection, checksum: str) -> Known | None:
    """The document with this original: the current one, an older version, or a replaced one."""
    cursor = await db.execute(
        "SELECT id, title, deleted_at, 0 AS superseded, owner_id FROM documents WHERE checksum = ?"
        " UNION ALL SELECT d.id, d.title, d.deleted_at, 0, d.owner_id FROM document_versions v"
        " JOIN documents d ON d.id = v.document_id WHERE v.checksum = ?"
        " UNION ALL SELECT d.id, d.title, d.deleted_at, 1, d.owner_id FROM superseded_originals s"
        " JOIN documents d ON d.id = s.document_id WHERE s.checksum = ?"
        " ORDER BY superseded LIMIT 1",
        (checksum, checksum, checksum),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return Known(
        document_id=row["id"],
        title=row["title"],
        deleted_at=row["deleted_at"],
        superseded=bool(row["superseded"]),
        owner_id=row["owner_id"],
    )


async def stored(db: aiosqlite.Connection, document_id: int) -> Stored:
    """Raises NotFoundError when the document is gone for good; one in the trash is still read."""
    cursor = await db.execute(
        "SELECT id, checksum, mime_type, original_name, created, archive_serial_number, notice,"
        " owner_id, version_id IS NULL AS is_first, EXISTS (SELECT 1 FROM document_versions v"
        "  WHERE v.document_id = documents.id AND v.content <> '') AS is_filed,"
        " derived IS NOT NULL AND EXISTS (SELECT 1 FROM document_contents c"
        "  WHERE c.document_id = documents.id AND c.content <> '') AS was_read"
        " FROM documents WHERE id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no document {document_id}.")
    flags = {name: bool(row[name]) for name in ("was_read", "is_first", "is_filed")}
    return Stored(**{**dict(row), **flags})


async def number_taken(db: aiosqlite.Connection, archive_serial_number: int) -> bool:
    """Whether a document, in the trash or not, has this archive serial number."""
    cursor = await db.execute(
        "SELECT 1 FROM documents WHERE archive_serial_number = ?", (archive_serial_number,)
    )
    return await cursor.fetchone() is not None


async def supersede(tx: aiosqlite.Connection, document_id: int, file: NewFile) -> None:
    """Give the document a longer original; the former one is kept and still known."""
    await tx.execute(
        "INSERT OR IGNORE INTO superseded_originals"
        " (checksum, document_id, original_name, mime_type, size, superseded_at)"
        " SELECT checksum, id, original_name, mime_type, size, ? FROM documents WHERE id = ?",
        (now_us(), document_id),
    )
    await replace_file(tx, document_id, file)


async def replace_file(tx: aiosqlite.Connection, document_id: int, file: NewFile) -> None:
    """The document has this original from now on, unread; the caller has kept the former one."""
    await tx.execute("DELETE FROM superseded_originals WHERE checksum = ?", (file.checksum,))
    await tx.execute(
        "UPDATE documents SET checksum = ?, original_name = ?, mime_type = ?, size = ?,"
        " derived = NULL, archive_checksum = NULL, archive_size = NULL, page_count = NULL,"
        " reading = 'waiting', notice = ?, modified_at = ? WHERE id = ?",
        (
            file.checksum,
            file.original_name,
            file.mime_type,
            file.size,
            file.notice,
            now_us(),
            document_id,
        ),
    )


async def forget_text(tx: aiosqlite.Connection, document_id: int) -> None:
    """The text is that of an earlier file, and this one has none."""
    await tx.execute(
        "UPDATE document_contents SET content = '', dates = '[]'"
        " WHERE document_id = ? AND content <> ''",
        (document_id,),
    )


async def apply_text(
    tx: aiosqlite.Connection,
    document_id: int,
    *,
    content: str,
    page_count: int | None,
    language: str | None,
    dates: Sequence[str],
    created: str | None,
) -> None:
    """Note what was read. `created` (YYYY-MM-DD) is None where the person or sender set it."""
    await tx.execute(
        "INSERT INTO document_contents (document_id, content, dates)"
        " SELECT id, ?, ? FROM documents WHERE id = ?"
        " ON CONFLICT (document_id) DO UPDATE SET content = excluded.content,"
        " dates = excluded.dates",
        (content, json.dumps(list(dates)), document_id),
    )
    await tx.execute(
        "UPDATE documents SET page_count = coalesce(?, page_count), language = ?,"
        " created = coalesce(?, created), modified_at = ? WHERE id = ?",
        (page_count, language, created, now_us(), document_id),
    )


async def set_if_empty(
    tx: aiosqlite.Connection,
    document_id: int,
    *,
    correspondent_id: int | None,
    document_type_id: int | None,
    storage_path_id: int | None,
) -> None:
    """Set those that the document has none of; what was deleted meanwhile is left out."""
    if (correspondent_id, document_type_id, storage_path_id) == (None, None, None):
        return
    await tx.execute(
        "UPDATE documents SET correspondent_id = coalesce(correspondent_id,"
        "  (SELECT id FROM correspondents WHERE id = ?)),"
        " document_type_id = coalesce(document_type_id,"
        "  (SELECT id FROM document_types WHERE id = ?)),"
        " storage_path_id = coalesce(storage_path_id,"
        "  (SELECT id FROM storage_paths WHERE id = ?))"
        " WHERE id = ?",
        (correspondent_id, document_type_id, storage_path_id, document_id),
    )


async def apply_derived(
    tx: aiosqlite.Connection,
    document_id: int,
    *,
    derived: str,
    archive_checksum: str | None,
    archive_size: int | None,
) -> None:
    """From now on the files of this derived folder are shown."""
    await tx.execute(
        "UPDATE documents SET derived = ?, archive_checksum = ?, archive_size = ?,"
        " modified_at = ? WHERE id = ?",
        (derived, archive_checksum, archive_size, now_us(), document_id),
    )


async def set_reading(
    tx: aiosqlite.Connection, document_id: int, *, state: Reading, notice: str | None
) -> None:
    """How far reading came, and the code of what a person should know about it."""
    await tx.execute(
        "UPDATE documents SET reading = ?, notice = ? WHERE id = ?", (state, notice, document_id)
    )


async def trash(tx: aiosqlite.Connection, ids: Iterable[int]) -> None:
    """Put these documents into the trash; those that are there stay as they are."""
    now = now_us()
    await tx.executemany(
        "UPDATE documents SET deleted_at = ?, modified_at = ? WHERE id = ? AND deleted_at IS NULL",
        [(now, now, document_id) for document_id in ids],
    )


async def restore(tx: aiosqlite.Connection, document_id: int) -> None:
    """Take the document out of the trash."""
    await tx.execute(
        "UPDATE documents SET deleted_at = NULL, modified_at = ?"
        " WHERE id = ? AND deleted_at IS NOT NULL",
        (now_us(), document_id),
    )
