"""A checksum of every document's row and text, so that silent damage is found.

SQLite's own integrity check sees structure, not content. Triggers set `row_sum` to NULL on each
change; just before the commit the stale ones are computed anew, in the writer's thread.
"""

import hashlib
import json
import sqlite3

import aiosqlite

_OWN = (
    "id, checksum, original_name, mime_type, size, title, created, added_at, modified_at,"
    " deleted_at, archive_serial_number, correspondent_id, document_type_id, storage_path_id,"
    " owner_id, page_count, language, derived, archive_checksum, archive_size, reading, notice,"
    " (SELECT content FROM document_contents c WHERE c.document_id = documents.id)"
)
# What people entered by hand is worth as much as what was read. NULL: no custom fields.
_CUSTOM_FIELDS = (
    "(SELECT group_concat(field_id || ':' || quote(text_value) || ':' ||"
    "  quote(CAST(number_value AS INTEGER))"
    "  || ':' || quote((SELECT group_concat(target_id) FROM (SELECT l.target_id"
    "   FROM custom_field_links l WHERE l.document_id = v.document_id"
    "   AND l.field_id = v.field_id ORDER BY l.position, l.id))))"
    "  FROM (SELECT * FROM custom_field_values o WHERE o.document_id = documents.id"
    "   ORDER BY o.id) v)"
)
_VALUES = f"{_OWN}, {_CUSTOM_FIELDS}"
_VALUES_ONCE = f"{_OWN}, NULL"  # in snapshots of programs without custom fields


async def register(connection: aiosqlite.Connection) -> None:
    """Teach the writer's connection the SQL function behind `stamp`."""
    await connection.create_function("intray_row_sum", -1, _sum, deterministic=True)


async def stamp(tx: aiosqlite.Connection) -> None:
    """Compute the sums of all rows that this transaction touched."""
    await tx.execute(
        f"UPDATE documents SET row_sum = intray_row_sum({_VALUES}) WHERE row_sum IS NULL"
    )


def damaged(connection: sqlite3.Connection) -> list[int]:
    """Ids of documents whose row or text no longer fits its sum."""
    connection.create_function("intray_row_sum", -1, _sum, deterministic=True)
    named = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'custom_field_values'")
    values = _VALUES if named.fetchone() else _VALUES_ONCE
    rows = connection.execute(
        f"SELECT id FROM documents WHERE row_sum IS NOT intray_row_sum({values})"
    )
    return [row[0] for row in rows]


def _sum(*values: object) -> str:
    if values[-1] is None:  # as before there were custom fields
        values = values[:-1]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
