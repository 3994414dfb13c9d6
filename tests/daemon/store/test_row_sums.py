"""Every value of a document's row, and of the versions before it, is covered by a sum."""

import contextlib
import sqlite3

import pytest
from store_builders import change, document

from intray.config import Paths
from intray.store import row_sums, snapshots
from intray.store.database import Database

OLDER = (
    "INSERT INTO document_versions (id, document_id, checksum, original_name, mime_type, size,"
    " added_at, reading, content, dates)"
    " VALUES (1, 1, 'cd', 'first.pdf', 'application/pdf', 1, 0, 'done', 'Total 31.20', '[]')"
)


@pytest.fixture
async def with_versions(library_database: Database) -> Database:
    await document(library_database, "ab" * 32)
    await change(library_database, OLDER)
    await change(
        library_database,
        "UPDATE documents SET version_id = 2, version_label = 'signed', version_added_at = 5",
    )
    return library_database


def damaged(paths: Paths, silently: str = "") -> list[int]:
    """After this change, of which no trigger hears."""
    with contextlib.closing(sqlite3.connect(paths.database)) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for [name] in names if silently else []:
            db.execute(f"DROP TRIGGER {name}")
        db.executescript(silently)
        return row_sums.damaged(db)


@pytest.mark.parametrize(
    "silently",
    [
        "UPDATE documents SET version_id = 3",
        "UPDATE documents SET version_id = NULL",
        "UPDATE documents SET version_label = 'unsigned'",
        "UPDATE documents SET version_added_at = 6",
        "UPDATE document_versions SET checksum = 'ce'",
        "UPDATE document_versions SET content = 'Total 81.20'",
        "UPDATE document_versions SET id = 9",
    ],
)
async def test_silent_damage_of_versions_is_found(
    paths: Paths, with_versions: Database, silently: str
) -> None:
    assert damaged(paths, silently) == [1]


async def test_a_database_with_a_damaged_version_makes_no_sound_snapshot(
    paths: Paths, with_versions: Database
) -> None:
    made = snapshots.make(paths)
    assert snapshots.is_sound(made)

    with contextlib.closing(sqlite3.connect(made)) as db:
        db.executescript(
            "DROP TRIGGER document_version_sum_stale;UPDATE document_versions SET checksum = 'ce'"
        )

    assert not snapshots.is_sound(made)


async def test_what_people_change_is_no_damage(paths: Paths, with_versions: Database) -> None:
    for sql in (
        "UPDATE document_versions SET label = 'draft'",
        "UPDATE documents SET version_label = 'sealed'",
        "UPDATE document_versions SET content = 'Total 81.20', dates = '[1]'",
    ):
        await change(with_versions, sql)
        assert damaged(paths) == []

    await change(with_versions, "DELETE FROM document_versions")
    await change(
        with_versions,
        "UPDATE documents SET version_id = NULL, version_label = NULL, version_added_at = NULL",
    )
    assert damaged(paths) == []
