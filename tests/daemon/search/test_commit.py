"""The order in which a commit reaches the disk."""

from pathlib import Path

import pytest

from intray.search.writer import Entry, IndexWriter
from intray.store import durable


def test_segments_are_on_the_disk_before_they_are_named_and_old_ones_go_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = IndexWriter(tmp_path)
    writer.put([Entry(1, {"content": "old"})])
    writer.commit(seq=1, upto=None)
    [old] = tmp_path.glob("*.seg")
    calls: list[tuple[str, str]] = []
    old_was_there = []

    def note(call: durable.Call) -> None:
        calls.append((call.name, Path(call.target or call.path).name))
        if call.name == "sync_folder":
            old_was_there.append(old.exists())

    with durable.observed_by(note):
        writer.put([Entry(1, {"content": "new"})])
        writer.commit(seq=2, upto=None)

    [new] = tmp_path.glob("*.seg")
    manifest = calls.index(("rename", "manifest_2.json"))
    contents = calls.index(("rename", "_MAIN_2.toc"))
    assert manifest < contents < calls.index(("sync_folder", tmp_path.name), contents)
    assert all(name != "unlink" for name, _ in calls[:contents])
    assert old_was_there[-1]
    assert new != old
    assert not old.exists()
