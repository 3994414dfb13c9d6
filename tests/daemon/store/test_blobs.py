"""Originals are written once, named by their content, and repaired when somebody can."""

import stat
from pathlib import Path

import pytest
from store_builders import damage, staged, stored

from intray.config import Paths
from intray.store import blobs, derived, durable


def test_an_original_lies_under_its_checksum_and_cannot_be_written(paths: Paths) -> None:
    checksum = stored(paths, b"paper")

    blob = paths.blob(checksum)
    assert blob == paths.blobs / checksum[:2] / checksum[2:4] / checksum
    assert blob.read_bytes() == b"paper"
    assert stat.S_IMODE(blob.stat().st_mode) == 0o440
    assert list(paths.staging.iterdir()) == []


def test_its_description_is_written_once(paths: Paths) -> None:
    checksum = stored(paths, b"paper", {"file_name": "first.pdf"})
    stored(paths, b"paper", {"file_name": "second.pdf"})

    assert blobs.read_meta(paths, checksum) == {"file_name": "first.pdf"}


def test_a_description_that_is_too_long_loses_what_the_sender_asked_for(paths: Paths) -> None:
    meta = {"file_name": "bill.pdf", "overrides": {"title": "x" * 100_000}}

    checksum = stored(paths, b"paper", meta)

    assert blobs.read_meta(paths, checksum) == {"file_name": "bill.pdf", "overrides": {}}


def test_storing_the_same_bytes_again_keeps_the_first_file(paths: Paths) -> None:
    checksum = stored(paths, b"paper")
    inode = paths.blob(checksum).stat().st_ino

    stored(paths, b"paper")

    assert paths.blob(checksum).stat().st_ino == inode
    assert list(paths.staging.iterdir()) == []


def test_storing_the_same_bytes_again_repairs_a_damaged_original(paths: Paths) -> None:
    checksum = stored(paths, b"paper")
    damage(paths.blob(checksum))
    assert not blobs.intact(paths, checksum)

    stored(paths, b"paper")

    assert paths.blob(checksum).read_bytes() == b"paper"


def test_a_failed_sync_is_never_repeated_and_leaves_nothing(paths: Paths) -> None:
    syncs: list[str] = []

    def fail(call: durable.Call) -> None:
        if call.name == "sync":
            syncs.append(call.path)
            raise OSError(5, "Input/output error")

    with durable.observed_by(fail), pytest.raises(OSError, match="Input/output"):
        staged(paths, b"paper")

    assert len(syncs) == 1
    assert list(paths.staging.iterdir()) == []


def test_a_paper_costs_at_most_eleven_syncs(paths: Paths) -> None:
    calls: list[str] = []
    with durable.observed_by(lambda call: calls.append(call.name)):
        stored(paths, b"paper")

    assert sum(name in ("sync", "sync_folder") for name in calls) <= 9  # commit and release: two


def test_derived_files_appear_together_and_replace_earlier_ones(
    paths: Paths, tmp_path: Path
) -> None:
    checksum = stored(paths, b"paper")
    for name in ("archive.pdf", "thumb.webp"):
        (tmp_path / name).write_bytes(name.encode())
    files = {name: tmp_path / name for name in ("archive.pdf", "thumb.webp")}

    derived.publish(paths, checksum, "1-a", files)
    published = derived.publish(paths, checksum, "2-b", files)
    derived.remove_others(paths, checksum, keep="2-b")

    folder = paths.derived_folder(checksum, "2-b")
    assert [path.name for path in paths.derived.joinpath(checksum).iterdir()] == ["2-b"]
    assert (folder / "thumb.webp").read_bytes() == b"thumb.webp"
    assert published["archive.pdf"].size == len(b"archive.pdf")


def test_derived_files_that_cannot_be_written_leave_nothing(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "archive.pdf").write_bytes(b"x")

    def fail(call: durable.Call) -> None:
        if call.name == "rename":
            raise OSError(28, "No space left on device")

    with durable.observed_by(fail), pytest.raises(OSError, match="No space"):
        derived.publish(paths, "a" * 64, "1-a", {"archive.pdf": tmp_path / "archive.pdf"})

    assert list(paths.staging.iterdir()) == []
