"""The data folder is ours alone, fit for papers, and its database sound before it is used."""

import sqlite3
from pathlib import Path

import pytest
from store_builders import document, stored

from intray.config import Paths
from intray.errors import StorageError
from intray.store import data_folder, snapshots
from intray.store.data_folder import open_data_folder
from intray.store.database import open_database


class CrashError(Exception):
    """The daemon is gone without an orderly stop."""


async def crash(paths: Paths) -> None:
    with pytest.raises(CrashError):
        async with open_data_folder(paths):
            raise CrashError


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    root = tmp_path / "new" / "data"
    async with open_data_folder(Paths(root, root, tmp_path / "in", tmp_path / "scratch")):
        assert (root / "blobs").is_dir()
        assert (tmp_path / "in").is_dir()


async def test_only_one_daemon_may_use_it(paths: Paths) -> None:
    async with open_data_folder(paths):
        with pytest.raises(StorageError, match="Another Intray"):
            async with open_data_folder(paths):
                pass


async def test_two_data_folders_may_not_share_their_media(paths: Paths, tmp_path: Path) -> None:
    other = Paths(tmp_path / "other", paths.media_dir, tmp_path / "in", tmp_path / "scratch")
    async with open_data_folder(paths):
        with pytest.raises(StorageError, match="Another Intray"):
            async with open_data_folder(other):
                pass


@pytest.mark.parametrize("promise", list(data_folder._PROMISES))
def test_a_file_system_that_breaks_a_promise_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: str
) -> None:
    monkeypatch.setitem(data_folder._PROMISES, promise, lambda folder: False)

    with pytest.raises(StorageError, match=promise):
        data_folder.probe(tmp_path)

    assert list(tmp_path.iterdir()) == []


async def test_after_an_orderly_stop_nothing_needs_checking(paths: Paths) -> None:
    async with open_data_folder(paths):
        pass

    async with open_data_folder(paths) as folder:
        assert folder.unsure_since is None


async def test_after_a_crash_papers_since_the_start_need_checking(paths: Paths) -> None:
    await crash(paths)

    async with open_data_folder(paths) as folder:
        assert folder.unsure_since is not None
        assert folder.restored_from is None


async def test_after_the_disk_failed_everything_is_checked_at_the_next_start(
    paths: Paths,
) -> None:
    async with open_data_folder(paths) as folder:
        folder.distrust("Input/output error")

    async with open_data_folder(paths) as folder:
        assert folder.unsure_since is not None


async def test_a_damaged_database_is_kept_aside_and_its_snapshot_takes_its_place(
    paths: Paths,
) -> None:
    async with open_database(paths.database) as database:
        await document(database, "a" * 64, title="Kept")
    snapshot = snapshots.make(paths)
    await crash(paths)
    damage_pages(paths.database)

    async with open_data_folder(paths) as folder, open_database(paths.database) as database:
        async with database.read() as db:
            rows = [row[0] for row in await db.execute_fetchall("SELECT title FROM documents")]

        assert rows == ["Kept"]
        assert folder.restored_from == snapshot
        assert folder.unsure_since == 0
    assert len(list(paths.database.parent.glob("damaged-*/intray.db"))) == 1


async def test_a_lost_database_comes_back_from_its_snapshot(paths: Paths) -> None:
    async with open_database(paths.database) as database:
        await document(database, "a" * 64)
    snapshots.make(paths)
    paths.database.unlink()

    async with open_data_folder(paths) as folder:
        assert folder.unsure_since == 0
        assert paths.database.exists()


async def test_a_truncated_database_comes_back_from_its_snapshot(paths: Paths) -> None:
    async with open_database(paths.database) as database:
        await document(database, "a" * 64)
    snapshots.make(paths)
    await crash(paths)
    paths.database.write_bytes(b"")

    async with open_data_folder(paths) as folder:
        assert folder.restored_from is not None


async def test_without_any_database_all_papers_are_looked_at(paths: Paths) -> None:
    stored(paths, b"paper")

    async with open_data_folder(paths) as folder:
        assert folder.unsure_since == 0


async def test_a_damaged_database_without_snapshot_starts_anew_from_the_papers(
    paths: Paths,
) -> None:
    async with open_database(paths.database) as database:
        await document(database, "a" * 64)
    await crash(paths)
    damage_pages(paths.database)

    async with open_data_folder(paths) as folder, open_database(paths.database):
        assert folder.unsure_since == 0
        assert folder.restored_from is None


def damage_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(sqlite3.DatabaseError):
        connection = sqlite3.connect(path)
        connection.execute("SELECT * FROM documents").fetchall()
