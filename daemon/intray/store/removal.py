"""Removal for good: a document leaves the tables at once, and its files a moment later.

1. One transaction deletes the rows and notes every original of theirs in `removals` (`remove`).
2. In a transaction that finds the note still there and no row that knows the original: an empty
   file removed/<checksum> is made to last, then blob, note beside the blob and derived files are
   unlinked, then the note in `removals` goes (`store.remover`).

What may come between:

- The same bytes are handed over again. A door holds the blob (`hand_overs`) from before it looks
  whether it is there until its row is; then it is not removed, and the row's transaction deletes
  the note. If the remover was first, the door waits, finds nothing and publishes anew; it lifts
  the mark first. Should a row come without holding, its transaction finds no blob and ends.
- The daemon dies. The note is there until the files are gone: the next start goes on. Recovery and
  the sweep adopt no blob that is noted or marked, and who wants the paper back hands it over again.
- A power cut brings back names that were unlinked. The mark is older and lasted: `settle` unlinks
  them again.
- A snapshot or an older copy of the database takes its place. Its notes are of the past: the same
  bytes may have been handed over since. Snapshots carry none, and notes are numbered; a file says
  up to which number all are settled. Rows all of whose originals are marked and gone are removed
  again; a mark whose blob is there is of no use any more.

Snapshots keep rows and text of what was removed until they go: seven daily and four weekly ones
are kept. The search index forgets at once, and its files lose the words with the next optimising,
which comes within a day then.
"""

import json
from collections.abc import Collection, Sequence

import aiosqlite

from intray.clock import now_us

NUMBER = "removal_number"  # in table state: of the last note
INDEX_HOLDS_REMOVED = "index_holds_removed"  # in table state, until it was optimised


async def remove(tx: aiosqlite.Connection, document_ids: Sequence[int]) -> list[int]:
    """Delete those of these documents that are in the trash; gives which ones.

    With them go text, notes, tags, values, versions, history and tasks, which would still tell
    their names. The writer overwrites what it deletes.
    """
    rows = await tx.execute_fetchall(
        "SELECT d.id FROM json_each(?) w JOIN documents d ON d.id = w.value"
        " WHERE d.deleted_at IS NOT NULL",
        (json.dumps(list(document_ids)),),
    )
    ids = [row[0] for row in rows]
    await _delete(tx, json.dumps(ids))
    return ids


async def _delete(tx: aiosqlite.Connection, ids: str) -> None:
    await tx.execute("INSERT OR REPLACE INTO state VALUES (?, '1')", (INDEX_HOLDS_REMOVED,))
    chosen = "IN (SELECT value FROM json_each(?))"
    rows = await tx.execute_fetchall(
        f"SELECT checksum FROM known_originals WHERE document_id {chosen}", (ids,)
    )
    checksums = [row[0] for row in rows]
    for table, column in (("documents", "id"), ("document_versions", "document_id")):
        await tx.execute(
            "DELETE FROM file_metadata WHERE checksum IN"
            f" (SELECT archive_checksum FROM {table} WHERE {column} {chosen})",
            (ids,),
        )
    for table, column in (("jobs", "document_id"), ("jobs", "duplicate_of"), ("documents", "id")):
        await tx.execute(f"DELETE FROM {table} WHERE {column} {chosen}", (ids,))
    await note(tx, checksums)


async def note(tx: aiosqlite.Connection, checksums: Collection[str]) -> None:
    """The files of these originals go, as far as no document knows them any more."""
    unknown = "value NOT IN (SELECT checksum FROM known_originals)"
    given = json.dumps(list(checksums))
    await tx.execute(
        "INSERT INTO state (key, value) VALUES (?, '1') ON CONFLICT (key) DO UPDATE"
        " SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (NUMBER,),
    )
    await tx.execute(
        "INSERT OR REPLACE INTO removals (checksum, noted_at, number) SELECT w.value, ?, s.value"
        f" FROM json_each(?) w, state s WHERE s.key = ? AND w.{unknown}",
        (now_us(), given, NUMBER),
    )
    await tx.execute(
        "DELETE FROM file_metadata WHERE checksum IN"
        f" (SELECT value FROM json_each(?) WHERE {unknown})",
        (given,),
    )


async def forgive(tx: aiosqlite.Connection, checksum: str) -> None:
    """The same bytes were handed over again: a document knows them."""
    await tx.execute("DELETE FROM removals WHERE checksum = ?", (checksum,))


async def is_noted(db: aiosqlite.Connection, checksum: str) -> bool:
    cursor = await db.execute("SELECT 1 FROM removals WHERE checksum = ?", (checksum,))
    return await cursor.fetchone() is not None


async def pending(db: aiosqlite.Connection) -> tuple[int, int]:
    """How many notes there are, and the number of the last one ever made."""
    rows = await db.execute_fetchall(
        "SELECT (SELECT count(*) FROM removals),"
        " coalesce((SELECT CAST(value AS INTEGER) FROM state WHERE key = ?), 0)",
        (NUMBER,),
    )
    [[count, number]] = rows
    return count, number


async def drop_settled(tx: aiosqlite.Connection, number: int) -> None:
    """Notes up to this number are of an older copy of the database; new ones are numbered on."""
    await tx.execute("DELETE FROM removals WHERE number <= ?", (number,))
    _, last = await pending(tx)
    if last < number:
        await tx.execute(
            "INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (NUMBER, str(number))
        )
