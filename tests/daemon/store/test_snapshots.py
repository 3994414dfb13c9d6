"""Snapshots of the database count only when they are sound, and old ones go by number."""

import asyncio
import os
import sqlite3

import pytest
from store_builders import document

from intray.config import Paths
from intray.errors import StorageError
from intray.store import snapshots
from intray.store.database import Database
from intray.store.snapshots import open_snapshots


def numbers(paths: Paths) -> list[int]:
    return sorted(int(path.stem.split("-")[1]) for path in snapshots.folder(paths).iterdir())


async def make(paths: Paths) -> None:
    await asyncio.to_thread(snapshots.make, paths)


async def test_a_snapshot_holds_what_is_committed(paths: Paths, library_database: Database) -> None:
    await document(library_database, "a" * 64, title="Bill")

    made = await asyncio.to_thread(snapshots.make, paths)

    with sqlite3.connect(made) as db:
        assert db.execute("SELECT title FROM documents").fetchall() == [("Bill",)]
    assert snapshots.newest_verified(paths) == made


async def test_seven_newest_and_four_weekly_ones_are_kept(
    paths: Paths, library_database: Database
) -> None:
    for _ in range(50):
        await make(paths)

    assert numbers(paths) == [21, 28, 35, 42, 44, 45, 46, 47, 48, 49, 50]


async def test_a_database_with_a_silently_changed_row_makes_no_snapshot(
    paths: Paths, library_database: Database
) -> None:
    await document(library_database, "a" * 64)
    await make(paths)
    await library_database.writer.executescript(
        "DROP TRIGGER document_sum_stale; DROP TRIGGER document_retitled;"
        "UPDATE documents SET title = 'Forged'"
    )

    with pytest.raises(StorageError):
        await make(paths)

    assert numbers(paths) == [1]


async def test_a_snapshot_of_a_program_without_custom_fields_is_sound(
    paths: Paths, library_database: Database
) -> None:
    await document(library_database, "a" * 64)
    made = await asyncio.to_thread(snapshots.make, paths)

    with sqlite3.connect(made) as db:
        db.executescript(
            "DROP TABLE custom_field_links; DROP TABLE custom_field_values;PRAGMA user_version = 2"
        )

    assert snapshots.newest_verified(paths) == made


async def test_a_damaged_snapshot_is_passed_over(paths: Paths, library_database: Database) -> None:
    await document(library_database, "a" * 64)
    await make(paths)
    await make(paths)
    newest = snapshots.folder(paths) / "intray-000002.db"
    newest.write_bytes(newest.read_bytes()[:5000])

    found = snapshots.newest_verified(paths)

    assert found is not None
    assert found.name == "intray-000001.db"


async def test_they_are_made_by_themselves_when_anything_changed(
    paths: Paths, library_database: Database
) -> None:
    async with open_snapshots(paths, first_s=0, look_s=0.02, age_s=0):
        await document(library_database, "a" * 64)
        await asyncio.sleep(0.3)
        made = numbers(paths)
        await asyncio.sleep(0.2)

        assert made == numbers(paths) != []


async def test_a_clock_that_was_set_back_does_not_stop_them(
    paths: Paths, library_database: Database
) -> None:
    await make(paths)
    future = 4_000_000_000
    os.utime(snapshots.folder(paths) / "intray-000001.db", (future, future))
    os.utime(paths.database, (future + 1, future + 1))

    assert snapshots._is_due(paths, 3600)
