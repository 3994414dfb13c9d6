"""What files say of themselves, as it was read: kept by checksum, so that it fits the bytes."""

import json
from collections.abc import Collection, Iterable, Mapping

import aiosqlite

Entry = Mapping[str, str]  # namespace, prefix, key, value


async def keep(tx: aiosqlite.Connection, checksum: str, entries: Iterable[Entry]) -> None:
    await tx.execute(
        "INSERT INTO file_metadata (checksum, entries) VALUES (?, ?)"
        " ON CONFLICT (checksum) DO UPDATE SET entries = excluded.entries",
        (checksum, json.dumps(list(entries), ensure_ascii=False)),
    )


async def forget(tx: aiosqlite.Connection, checksum: str) -> None:
    await tx.execute("DELETE FROM file_metadata WHERE checksum = ?", (checksum,))


async def is_of_document(db: aiosqlite.Connection, checksum: str) -> bool:
    """Whether some document has this original: one may have been removed for good meanwhile."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM known_originals WHERE checksum = ?", (checksum,)
    )
    return bool(list(rows))


async def known(db: aiosqlite.Connection, checksums: Collection[str]) -> dict[str, list[Entry]]:
    """Those that were looked at, by checksum; a file that says nothing has an empty list."""
    rows = await db.execute_fetchall(
        "SELECT f.checksum, f.entries FROM json_each(?) w"
        " JOIN file_metadata f ON f.checksum = w.value",
        (json.dumps(sorted(checksums)),),
    )
    return {row[0]: json.loads(row[1]) for row in rows}
