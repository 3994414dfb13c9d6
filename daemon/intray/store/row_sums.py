"""A checksum of each document's row, text and versions, so that silent damage is found.

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
# NULL: it shows its first file.
_VERSION = "iif(version_id IS NULL, NULL, json_array(version_id, version_label, version_added_at))"
_OPTIONAL = 2  # the last values: without them the sum is that of programs before there were any
_VALUES = f"{_OWN}, {_CUSTOM_FIELDS}, {_VERSION}"
_EARLIER_VALUES = {  # in snapshots: up to this schema
    2: f"{_OWN}, NULL, NULL",
    8: f"{_OWN}, {_CUSTOM_FIELDS}, NULL",
}
_OF_VERSION = (
    "id, document_id, checksum, original_name, mime_type, size, added_at, label, page_count,"
    " language, derived, archive_checksum, archive_size, reading, notice, content, dates"
)


async def register(connection: aiosqlite.Connection) -> None:
    """Teach the writer's connection the SQL function behind `stamp`."""
    await connection.create_function("intray_row_sum", -1, _sum, deterministic=True)


async def stamp(tx: aiosqlite.Connection) -> None:
    """Compute the sums of all rows that this transaction touched."""
    for table, values in (("documents", _VALUES), ("document_versions", _OF_VERSION)):
        await tx.execute(
            f"UPDATE {table} SET row_sum = intray_row_sum({values}) WHERE row_sum IS NULL"
        )


def damaged(connection: sqlite3.Connection) -> list[int]:
    """Ids of documents whose row or text, now or in an older version, no longer fits its sum."""
    connection.create_function("intray_row_sum", -1, _sum, deterministic=True)
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    earlier = [values for last, values in _EARLIER_VALUES.items() if schema <= last]
    values = earlier[0] if earlier else _VALUES
    sql = f"SELECT id FROM documents WHERE row_sum IS NOT intray_row_sum({values})"
    if not earlier:
        sql += (
            " UNION SELECT document_id FROM document_versions"
            f" WHERE row_sum IS NOT intray_row_sum({_OF_VERSION})"
        )
    return [row[0] for row in connection.execute(sql)]


def _sum(*values: object) -> str:
    for _ in range(_OPTIONAL):
        if values[-1] is None:
            values = values[:-1]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
