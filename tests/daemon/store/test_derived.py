"""What a worker leaves is copied as data, whatever it may have put in place of its files."""

import os

import pytest

from intray.config import load
from intray.store import derived, durable


@pytest.fixture
def paths(tmp_path):
    found = load({}, {"PAPERLESS_DATA_DIR": str(tmp_path / "data")}).paths
    for folder in (found.staging, found.derived):
        durable.make_folders(folder)
    return found


@pytest.fixture
def work_dir(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def published(paths, work_dir):
    files = {"archive.pdf": work_dir / "archive.pdf"}
    return derived.publish(paths, "ab" * 32, "1-x", files)


def test_a_plain_file_is_published_read_only(paths, work_dir):
    (work_dir / "archive.pdf").write_bytes(b"%PDF-1.7")

    found = published(paths, work_dir)

    copy = paths.derived_folder("ab" * 32, "1-x") / "archive.pdf"
    assert copy.read_bytes() == b"%PDF-1.7"
    assert copy.stat().st_mode & 0o777 == 0o440
    assert found["archive.pdf"].size == 8


def test_a_link_to_a_secret_is_not_published(paths, work_dir, tmp_path):
    (tmp_path / "secret.key").write_text("secret")
    (work_dir / "archive.pdf").symlink_to(tmp_path / "secret.key")

    with pytest.raises(OSError, match="symbolic link"):
        published(paths, work_dir)

    assert list(paths.derived.iterdir()) == []
    assert list(paths.staging.iterdir()) == []


def test_nobody_waits_for_a_pipe(paths, work_dir):
    os.mkfifo(work_dir / "archive.pdf")

    with pytest.raises(OSError, match="not a plain file"):
        published(paths, work_dir)
