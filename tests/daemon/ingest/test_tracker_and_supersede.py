"""Bookkeeping of waiting files, and which file continues which."""

from pathlib import Path

import pytest
from ingest_builders import noise, pdf, tiff

from intray.ingest.folder import Found, Identity, Place
from intray.ingest.supersede import WINDOW_S, Recent, RecentlyStored, continues
from intray.ingest.tracker import Tracker


def found(name: str, size: int = 1, mtime_ns: int = 0) -> Found:
    return Found(Place((), name), Identity(1, 1, size, mtime_ns), 1)


def test_a_file_is_due_when_it_was_quiet_long_enough() -> None:
    tracker = Tracker(quiet_s=5)
    tracker.see(found("a"), 100, 0)
    tracker.see(found("a", size=2), 103, 0)

    assert tracker.due(107, 10) == []
    assert tracker.next_due() == 108
    assert [file.found.place.name for file in tracker.due(108, 10)] == ["a"]


def test_the_oldest_files_come_first() -> None:
    tracker = Tracker(quiet_s=0)
    for name, mtime_ns in (("c", 3), ("a", 1), ("b", 2)):
        tracker.see(found(name, mtime_ns=mtime_ns), 0, 0)

    assert [file.found.place.name for file in tracker.due(1, 2)] == ["a", "b"]


def test_a_file_that_stays_is_looked_at_again_only_when_it_changes() -> None:
    tracker = Tracker(quiet_s=0)
    tracker.see(found("a"), 0, 7)
    tracker.settle(tracker.due(0, 1)[0], "unsupported_type")

    tracker.see(found("a"), 1, 8)
    assert tracker.due(2, 1) == []

    tracker.see(found("a", size=2), 3, 9)
    assert [(file.name, file.since, file.reason) for file in tracker.waiting(9)] == [
        ("a", 7, "unstable")
    ]


def test_what_a_scan_does_not_find_is_forgotten() -> None:
    tracker = Tracker(quiet_s=0)
    tracker.see(found("a"), 0, 0)
    tracker.see(found("b"), 0, 0)
    tracker.settle(tracker.tracked[Place((), "b")], "empty")

    tracker.see_all([], set(), 1, 0)

    assert tracker.waiting(9) == []


def test_only_a_recent_paper_of_the_same_name_and_folder_can_be_continued() -> None:
    recent = RecentlyStored()
    recent.note(Place(("in",), "scan.pdf"), Recent(1, "a" * 64, 1000.0))

    assert recent.at(Place(("in",), "scan.pdf"), 1000 + WINDOW_S) is not None
    assert recent.at(Place(("in",), "scan.pdf"), 1001 + WINDOW_S) is None
    assert recent.at(Place((), "scan.pdf"), 1000.0) is None


@pytest.mark.parametrize(
    ("stored", "new", "expected"),
    [
        (pdf()[:3000], pdf(), True),
        (pdf(noise(1)), pdf(noise(1), noise(2)), True),
        (pdf(noise(1)), pdf(noise(2), noise(1)), True),
        (pdf(noise(1)), pdf(noise(2), noise(3)), False),
        (pdf(noise(1), noise(2)), pdf(noise(1)), False),
        (pdf(noise(1)), pdf(noise(1)), False),
        (pdf(bytes(4000)), pdf(bytes(4000), bytes(4000)), False),
        (pdf(noise(1)), pdf(noise(1) + noise(2)), False),
    ],
)
def test_a_longer_pdf_continues_the_one_whose_pages_it_holds(
    tmp_path: Path, stored: bytes, new: bytes, expected: bool
) -> None:
    (tmp_path / "stored").write_bytes(stored)
    (tmp_path / "new").write_bytes(new)

    assert continues(tmp_path / "stored", tmp_path / "new", "application/pdf") is expected


def test_a_longer_tiff_continues_the_one_whose_pages_it_holds(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(tiff(noise(1)))
    (tmp_path / "two").write_bytes(tiff(noise(1), noise(2)))
    (tmp_path / "other").write_bytes(tiff(noise(3), noise(4)))

    assert continues(tmp_path / "one", tmp_path / "two", "image/tiff")
    assert not continues(tmp_path / "one", tmp_path / "other", "image/tiff")
