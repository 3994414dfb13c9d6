"""The documents that PDF work starts from: which file each one has, and what goes with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiosqlite

from intray.config import Paths
from intray.errors import NotFoundError

PDF = "application/pdf"


@dataclass(frozen=True)
class Source:
    """A document, with its newest file or the version that was chosen."""

    id: int
    title: str
    original_name: str
    checksum: str
    mime_type: str
    page_count: int | None
    derived: str | None
    archive_checksum: str | None

    def pdf(self, paths: Paths, *, archive: bool = False) -> Path | None:
        """The original, or with `archive` what was made of it. None: it is no PDF."""
        if self.mime_type == PDF:
            return paths.blob(self.checksum)
        if not archive or self.derived is None or self.archive_checksum is None:
            return None
        return paths.derived_folder(self.checksum, self.derived) / "archive.pdf"


_FILE = ("checksum", "mime_type", "page_count", "derived", "archive_checksum")
_COLUMNS = ", ".join(f"f.{name}" for name in _FILE)


async def load(
    db: aiosqlite.Connection, document_ids: Sequence[int], version_ids: Mapping[int, int]
) -> list[Source]:
    """In this order. Raises NotFoundError where one is gone or in the trash."""
    rows = await db.execute_fetchall(
        f"SELECT f.id, f.title, f.original_name, {_COLUMNS}"
        " FROM json_each(?) w CROSS JOIN documents f ON f.id = w.value"
        " WHERE f.deleted_at IS NULL ORDER BY w.key",
        (json.dumps(list(document_ids)),),
    )
    found = [Source(**dict(row)) for row in rows]
    if len(found) < len(document_ids):
        raise NotFoundError("A document was deleted meanwhile.")
    chosen = await _chosen(db, version_ids)
    return [
        replace(each, **chosen[version_ids[each.id]])
        if version_ids.get(each.id) in chosen
        else each
        for each in found
    ]


async def _chosen(
    db: aiosqlite.Connection, version_ids: Mapping[int, int]
) -> dict[int, dict[str, Any]]:
    """Files of older versions by their ids; the newest stands with its document."""
    if not version_ids:
        return {}
    rows = await db.execute_fetchall(
        f"SELECT f.id, {_COLUMNS} FROM document_versions f"
        " WHERE f.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(version_ids.values())),),
    )
    return {row["id"]: {name: row[name] for name in _FILE} for row in rows}


async def attributes(db: aiosqlite.Connection, document_id: int) -> dict[str, Any]:
    """What a person would ask for when sending a paper that is to be filed like this one."""
    cursor = await db.execute(
        "SELECT title, created, correspondent_id, document_type_id, storage_path_id,"
        " (SELECT json_group_array(tag_id) FROM document_tags t WHERE t.document_id = d.id) AS tags"
        " FROM documents d WHERE id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return {}
    found = {
        "title": row["title"],
        "created": row["created"],
        "correspondent": row["correspondent_id"],
        "document_type": row["document_type_id"],
        "storage_path": row["storage_path_id"],
        "tags": json.loads(row["tags"]),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


async def share_alike(
    tx: aiosqlite.Connection, document_ids: Sequence[int], like: Sequence[int]
) -> None:
    """Grant what each one of those documents grants: nobody sees pages that were hidden before."""
    await tx.execute(
        "INSERT OR IGNORE INTO grants (kind, object_id, action, subject, subject_id)"
        " SELECT 'document', n.value, g.action, g.subject, g.subject_id"
        " FROM json_each(?) n CROSS JOIN ("
        "  SELECT action, subject, subject_id FROM grants WHERE kind = 'document'"
        "  AND object_id IN (SELECT value FROM json_each(?))"
        "  GROUP BY action, subject, subject_id HAVING count(*) = ?) g",
        (json.dumps(list(document_ids)), json.dumps(list(like)), len(like)),
    )


async def unchanged(db: aiosqlite.Connection, expected: Mapping[int, str]) -> list[int]:
    """Of documents and their checksums: which still have that file, outside of the trash."""
    rows = await db.execute_fetchall(
        "SELECT d.id FROM json_each(?) w JOIN documents d ON d.id = w.value ->> 0"
        " AND d.checksum = w.value ->> 1 WHERE d.deleted_at IS NULL",
        (json.dumps(list(expected.items())),),
    )
    return [row[0] for row in rows]
