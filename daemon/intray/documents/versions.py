"""Files that a document had before: kept, shown when asked for, and brought back.

The row of a document describes its newest file. When another one comes, the former moves to
`document_versions`, and when the newest is removed, the last of those moves back.
"""

from dataclasses import dataclass, replace

import aiosqlite

from intray.clock import now_us
from intray.documents import records
from intray.documents.listing import Document
from intray.documents.records import NewFile
from intray.errors import NotFoundError, ValidationError

LABEL_LENGTH = 64

# Of the file, in both tables under the same name.
_FILE = (
    "checksum, original_name, mime_type, size, page_count, language, derived, archive_checksum,"
    " archive_size, reading, notice"
)
_UNREAD = "derived IS NULL AND reading = 'waiting'"
_NUMBER = "coalesce(d.version_id, d.id)"


@dataclass(frozen=True)
class Removed:
    """A version that is no more."""

    checksum: str
    archive_checksum: str | None
    current_version_id: int  # of the document as it is now
    unread: bool  # the file that came back was never read


async def add(
    tx: aiosqlite.Connection, document_id: int, file: NewFile, *, label: str | None = None
) -> int:
    """Show this file from now on and keep the present one; gives the id of the new version.

    The text stays until the new file is read: search and page go on meanwhile.
    """
    await tx.execute(
        f"INSERT INTO document_versions (id, document_id, added_at, label, {_FILE}, content, dates)"
        f" SELECT {_NUMBER}, d.id, coalesce(d.version_added_at, d.added_at), d.version_label,"
        f" {_FILE},"
        # A version that is not read yet still goes with the text of the one before.
        f" CASE WHEN d.version_id IS NOT NULL AND {_UNREAD} THEN ''"
        "  ELSE coalesce(c.content, '') END, coalesce(c.dates, '[]')"
        " FROM documents d LEFT JOIN document_contents c ON c.document_id = d.id WHERE d.id = ?",
        (document_id,),
    )
    cursor = await tx.execute(
        "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'documents' RETURNING seq"
    )
    row = await cursor.fetchone()
    assert row is not None
    await records.replace_file(tx, document_id, file)
    await tx.execute(
        "UPDATE documents SET version_id = ?, version_label = ?, version_added_at = ? WHERE id = ?",
        (row[0], label, now_us(), document_id),
    )
    return int(row[0])


async def remove(tx: aiosqlite.Connection, document_id: int, version_id: int) -> Removed:
    """Forget a version; its bytes are up to the caller. Raises NotFoundError, ValidationError."""
    if version_id == document_id:
        raise ValidationError({"non_field_errors": ["The first version cannot be deleted."]})
    cursor = await tx.execute(
        "SELECT checksum, archive_checksum, version_id FROM documents WHERE id = ?", (document_id,)
    )
    current = await cursor.fetchone()
    if current is not None and current["version_id"] == version_id:
        former_id, unread = await _go_back(tx, document_id)
        return Removed(current["checksum"], current["archive_checksum"], former_id, unread)
    cursor = await tx.execute(
        "DELETE FROM document_versions WHERE id = ? AND document_id = ?"
        " RETURNING checksum, archive_checksum",
        (version_id, document_id),
    )
    older = await cursor.fetchone()
    if older is None or current is None:
        raise NotFoundError
    newest_id = current["version_id"] or document_id
    return Removed(older["checksum"], older["archive_checksum"], newest_id, unread=False)


async def _go_back(tx: aiosqlite.Connection, document_id: int) -> tuple[int, bool]:
    """The file before the present one is the document's again, with its text.

    Gives the id of that version, and whether it was never read.
    """
    cursor = await tx.execute(
        "SELECT * FROM document_versions WHERE document_id = ? ORDER BY id DESC LIMIT 1",
        (document_id,),
    )
    former = await cursor.fetchone()
    assert former is not None  # the first file is never removed
    await tx.execute("DELETE FROM document_versions WHERE id = ?", (former["id"],))
    is_first = former["id"] == document_id
    columns = _FILE.split(", ")
    assignments = ", ".join(f"{name} = ?" for name in columns)
    await tx.execute(
        f"UPDATE documents SET {assignments}, version_id = ?, version_label = ?,"
        " version_added_at = ?, modified_at = ? WHERE id = ?",
        (
            *(former[name] for name in columns),
            None if is_first else former["id"],
            former["label"],
            None if is_first else former["added_at"],
            now_us(),
            document_id,
        ),
    )
    await tx.execute(
        "UPDATE document_contents SET content = ?, dates = ? WHERE document_id = ?",
        (former["content"], former["dates"], document_id),
    )
    return former["id"], former["derived"] is None and former["reading"] == "waiting"


async def relabel(
    tx: aiosqlite.Connection, document_id: int, version_id: int, label: str | None
) -> None:
    """Raises NotFoundError."""
    current = await tx.execute(
        "UPDATE documents SET version_label = ?, modified_at = ?"
        " WHERE id = ? AND coalesce(version_id, id) = ?",
        (label, now_us(), document_id, version_id),
    )
    older = await tx.execute(
        "UPDATE document_versions SET label = ? WHERE document_id = ? AND id = ?",
        (label, document_id, version_id),
    )
    if not current.rowcount + older.rowcount:
        raise NotFoundError


async def document_of(db: aiosqlite.Connection, version_id: int) -> int | None:
    """The document that this id, its own or that of one of its versions, stands for."""
    cursor = await db.execute(
        "SELECT id FROM documents WHERE id = ? UNION ALL"
        " SELECT id FROM documents WHERE version_id = ? UNION ALL"
        " SELECT document_id FROM document_versions WHERE id = ? LIMIT 1",
        (version_id, version_id, version_id),
    )
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


async def first_checksum(db: aiosqlite.Connection, document_id: int) -> str:
    """Of the first file, which a document never loses. Raises NotFoundError."""
    cursor = await db.execute(
        "SELECT coalesce((SELECT checksum FROM document_versions WHERE id = d.id), d.checksum)"
        " FROM documents d WHERE d.id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError
    return str(row[0])


async def as_of(db: aiosqlite.Connection, document: Document, version_id: int) -> Document:
    """The document with the file and text of this version. Raises NotFoundError."""
    if version_id == (document.version_id or document.id):
        return document
    cursor = await db.execute(
        f"SELECT {_FILE}, content FROM document_versions WHERE document_id = ? AND id = ?",
        (document.id, version_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError
    values = dict(row)
    if document.content is None:  # not asked for
        del values["content"]
    return replace(document, **values)


async def is_newest(db: aiosqlite.Connection, document_id: int, version_id: int) -> bool:
    cursor = await db.execute(
        "SELECT 1 FROM documents WHERE id = ? AND coalesce(version_id, id) = ?",
        (document_id, version_id),
    )
    return await cursor.fetchone() is not None


async def set_older_text(
    tx: aiosqlite.Connection, document_id: int, version_id: int, content: str | None
) -> None:
    """None leaves it. Raises NotFoundError for what is no older version of the document."""
    cursor = await tx.execute(
        "UPDATE document_versions SET content = coalesce(?, content)"
        " WHERE document_id = ? AND id = ?",
        (content, document_id, version_id),
    )
    if not cursor.rowcount:
        raise NotFoundError
