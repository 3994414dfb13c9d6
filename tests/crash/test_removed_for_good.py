"""A whole daemon removes a paper for good: no file of the box holds a word of it any more."""

import sqlite3
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import kills
import pytest
from appliance import Appliance

WORD = "xyzzyplugh"


@pytest.mark.slow
def test_no_file_holds_a_word_of_what_was_removed(tmp_path: Path) -> None:
    box = Appliance(tmp_path / "box", kills.SETTINGS)
    box.start()
    for number in range(9):
        kills.post(box, box.token, f"other{number}.txt", b"other words %d\n" % number * 30)
    kills.post(box, box.token, f"{WORD}.txt", f"{WORD} is secret\n".encode() * 50)
    until(lambda: len(read(box)) == 10)
    [number] = [row["id"] for row in read(box) if WORD in row["title"]]
    until(lambda: "library" in places(box) and "index" in places(box))
    box.call("PATCH", f"/api/documents/{number}/", {"title": f"{WORD} title"}, token=box.token)

    box.call("DELETE", f"/api/documents/{number}/", token=box.token)
    box.call("POST", "/api/trash/", {"action": "empty"}, token=box.token)

    until(lambda: places(box) <= {"db", "index"})  # the log of the database, and dead words
    box.stop()
    queue_optimizing(box)
    box.start()
    until(lambda: places(box) == set())
    assert box.get(f"/api/documents/?query={WORD}")["count"] == 0
    assert len(read(box)) == 9
    box.stop()


def read(box: Appliance) -> list[dict[str, str]]:
    rows = box.get("/api/documents/?page_size=100&fields=id,title,content")["results"]
    return [row for row in rows if row["content"]]


def places(box: Appliance) -> set[str]:
    """Folders of the data with a file that names or holds the word."""
    found = set()
    for path in box.data_dir.rglob("*"):
        try:
            holds = path.is_file() and (WORD in path.name or WORD.encode() in path.read_bytes())
        except FileNotFoundError:
            continue
        if holds:
            found.add(path.relative_to(box.data_dir).parts[0])
    return found


def queue_optimizing(box: Appliance) -> None:
    """As the schedule does within a day."""
    with sqlite3.connect(box.data_dir / "db" / "intray.db") as db:
        db.execute(
            "INSERT INTO jobs (uuid, kind, source, file_name, created_at)"
            " VALUES (?, 'index_optimize', 'scheduled', '', 1)",
            (str(uuid.uuid4()),),
        )
    db.close()


def until(condition: Callable[[], bool], timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "still not"
        time.sleep(0.1)
