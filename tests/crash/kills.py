"""SIGKILL at random moments, papers coming in by both doors; then everything is counted."""

import hashlib
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance import Appliance
from papers import paper
from removing import Remover, left_of

SETTINGS = {
    "INTRAY_CONSUMER_STABILITY_DELAY_S": "0.05",
    "INTRAY_SERVER_ANNOUNCE": "false",
    "PYTHONFAULTHANDLER": "1",
    "INTRAY_OCR_ARCHIVE": "never",
    "INTRAY_WORKERS_TASK_WORKERS": "1",
    "INTRAY_WORKERS_THREADS_PER_WORKER": "1",
}
DROPPED, UPLOADED = 3, 2  # papers between two kills
LONG_S = 2.5  # from start: anything may be under way
SHORT_S, MOMENT_S = 0.25, 0.03  # from the first paper being taken: mostly that
STOP_SHARE = 0.25  # of the kills are followed by a stop
STOP_S = 10.0  # that a stop may take
QUIET_S = 60.0  # after that much time without progress something hangs


@dataclass
class Result:
    kills: int
    seed: int
    papers: int = 0
    acknowledged: int = 0  # uploads that were answered with success
    stops: int = 0  # by SIGTERM, between the kills
    longest_stop_s: float = 0.0
    interrupted: int = 0  # ends that left a job, a staged file or a dropped file behind
    lost: int = 0
    duplicated: int = 0
    altered: int = 0
    left_in_folder: int = 0
    left_in_staging: int = 0
    removed: int = 0  # for good, answered with success
    came_back: int = 0  # of these: a document or a file is there
    unread: int = 0
    changed_by_restart: int = 0
    seconds: float = 0.0

    @property
    def faultless(self) -> bool:
        return not any(
            (
                self.lost,
                self.duplicated,
                self.altered,
                self.left_in_folder,
                self.left_in_staging,
                self.came_back,
                self.changed_by_restart,
                self.longest_stop_s > STOP_S,
            )
        )


@dataclass
class Campaign:
    appliance: Appliance
    rng: random.Random
    result: Result
    handed_over: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # by checksum
    pending: list[tuple[str, bytes]] = field(default_factory=list)  # uploads without an answer
    token: str = ""

    def __post_init__(self) -> None:
        rng = random.Random(self.rng.random())
        self.remover = Remover(self.appliance, rng, self._is_safe, self._hand_over_again)

    def run(self) -> Result:
        began = time.monotonic()
        self.appliance.start()
        self.token = self.appliance.token
        self.appliance.kill()
        for _ in range(self.result.kills):
            self._drop()
            self._one_life(kill_tree)
            if self.rng.random() < STOP_SHARE:
                self._drop()
                self._one_life(self._stop)
        self._settle()
        self._count()
        self.result.seconds = time.monotonic() - began
        return self.result

    def _one_life(self, end: Callable[[Appliance], None]) -> None:
        """Start, send, and be ended: often in the first moments of the papers' way."""
        self.appliance.start(wait=False)
        is_over = threading.Event()
        person = (self.token, is_over.is_set)
        threads = [
            threading.Thread(target=self._upload_pending, daemon=True),
            threading.Thread(target=self.remover.work, args=person, daemon=True),
        ]
        for thread in threads:
            thread.start()
        longest_s = self.rng.choice((MOMENT_S, SHORT_S, LONG_S))
        if longest_s != LONG_S:
            self._wait_until_taking()
        time.sleep(self.rng.uniform(0, longest_s))
        end(self.appliance)
        is_over.set()
        for thread in threads:
            thread.join()
        self.result.interrupted += self._is_interrupted()

    def _stop(self, appliance: Appliance) -> None:
        began = time.monotonic()
        stop(appliance)
        self.result.stops += 1
        self.result.longest_stop_s = max(self.result.longest_stop_s, time.monotonic() - began)

    def _wait_until_taking(self) -> None:
        """Until the first file is being taken, or nothing is there to take."""
        before, staged = set(self._dropped_files()), set(self._staged())
        deadline = time.monotonic() + 5
        while before and time.monotonic() < deadline:
            if set(self._dropped_files()) != before or set(self._staged()) - staged:
                return
            time.sleep(0.001)

    def _drop(self) -> None:
        for _ in range(DROPPED):
            name, content = self._new_paper()
            self.appliance.drop(name, content)
        for _ in range(UPLOADED):
            self.pending.append(self._new_paper())

    def _new_paper(self) -> tuple[str, bytes]:
        name, content = paper(self.rng, self.result.papers)
        self.result.papers += 1
        self.handed_over[hashlib.sha256(content).hexdigest()] = (name, content)
        return name, content

    def _is_safe(self, checksum: str) -> bool:
        """Its sender got the acknowledgement: the file left the folder, or success was answered."""
        name = self.handed_over.get(checksum, ("", b""))[0]
        waiting = {other for other, _ in list(self.pending)}
        waiting |= {path.name.partition("-")[2] for path in self._dropped_files()}
        return name not in waiting | {path.name for path in self._dropped_files()}

    def _hand_over_again(self, checksum: str) -> None:
        self.pending.append(self.handed_over[checksum])

    def _upload_pending(self) -> None:
        """A client sends again what was not answered, as apps do."""
        for entry in list(self.pending):
            deadline = time.monotonic() + LONG_S * 2
            while time.monotonic() < deadline:
                try:
                    post(self.appliance, self.token, *entry)
                except urllib.error.HTTPError:
                    break
                except OSError:
                    if self.appliance.process is None:
                        return
                    time.sleep(0.02)
                    continue
                self.pending.remove(entry)
                self.result.acknowledged += 1
                break

    def _is_interrupted(self) -> bool:
        return bool(list(self._dropped_files()) or list(self._staged()) or self._open_jobs())

    def _dropped_files(self) -> list[Path]:
        folder = self.appliance.consume_dir
        return [path for path in folder.rglob("*") if path.is_file()]

    def _staged(self) -> list[Path]:
        return list((self.appliance.data_dir / "staging").glob("*"))

    def _open_jobs(self) -> int:
        with sqlite3.connect(self.appliance.data_dir / "db" / "intray.db") as db:
            sql = "SELECT count(*) FROM jobs WHERE state IN ('pending', 'started')"
            return int(db.execute(sql).fetchone()[0])

    def _settle(self) -> None:
        """Let it work in peace, then start it once more: nothing may change."""
        self.appliance.start()
        self._upload_pending()
        deadline = time.monotonic() + QUIET_S
        known = -1
        while time.monotonic() < deadline:
            now = len(self._dropped_files()) + self._open_jobs() + len(self.pending)
            if now == 0:
                break
            if now != known:
                known, deadline = now, time.monotonic() + QUIET_S
            time.sleep(0.1)
        time.sleep(0.5)
        stop(self.appliance)
        before = self._rows()
        self.appliance.start()
        time.sleep(1)
        self.result.changed_by_restart = int(self._rows() != before)

    def _rows(self) -> list[Any]:
        with sqlite3.connect(self.appliance.data_dir / "db" / "intray.db") as db:
            return db.execute(
                "SELECT id, checksum, size, original_name, title, reading FROM documents"
                " ORDER BY id"
            ).fetchall()

    def _count(self) -> None:
        """What the API gives back, against what was handed over."""
        result = self.result
        found: Counter[str] = Counter()
        for document_id in all_documents(self.appliance, self.token):
            content = original(self.appliance, self.token, document_id)
            found[hashlib.sha256(content).hexdigest()] += 1
        removed, unsure = self.remover.removed, self.remover.unsure
        wanted = self.handed_over.keys() - removed - unsure
        result.removed = self.remover.count
        result.came_back = sum(1 for checksum in removed if checksum in found) + sum(
            1 for checksum in removed if any(left_of(self.appliance.data_dir, checksum))
        )
        result.lost = sum(1 for checksum in wanted if checksum not in found)
        result.duplicated = sum(count - 1 for count in found.values())
        result.altered = sum(1 for checksum in found if checksum not in self.handed_over)
        result.left_in_folder = len(self._dropped_files())
        result.left_in_staging = len(self._staged())
        result.unread = sum(1 for row in self._rows() if row[5] != "done")
        stop(self.appliance)


def campaign(
    root: Path, *, kills: int, seed: int, program: tuple[str, ...] | None = None
) -> Result:
    shutil.rmtree(root, ignore_errors=True)
    appliance = Appliance(root, SETTINGS)
    if program is not None:
        appliance.program = program
    return Campaign(appliance, random.Random(seed), Result(kills, seed)).run()


def stop(appliance: Appliance) -> None:
    """SIGTERM; a daemon that does not end tells where it hangs."""
    assert appliance.process is not None
    process, appliance.process = appliance.process, None
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait()
        raise RuntimeError(f"The daemon does not stop:\n{appliance.log[-8000:]}") from None


def kill_tree(appliance: Appliance) -> None:
    """The daemon dies like in a power cut that spares the page cache; its workers follow."""
    assert appliance.process is not None
    process, appliance.process = appliance.process, None
    process.send_signal(signal.SIGKILL)
    process.wait()


def post(appliance: Appliance, token: str, name: str, content: bytes) -> str:
    boundary = uuid.uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(
        f"{appliance.url}/api/documents/post_document/",
        body,
        {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Authorization": f"Token {token}",
        },
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return str(json.loads(response.read()))


def all_documents(appliance: Appliance, token: str) -> list[int]:
    ids: list[int] = []
    page = 1
    while True:
        path = f"/api/documents/?page={page}&page_size=250&fields=id&ordering=id"
        answer = appliance.call("GET", path, token=token)
        ids += [row["id"] for row in answer["results"]]
        if answer["next"] is None:
            return ids
        page += 1


def original(appliance: Appliance, token: str, document_id: int) -> bytes:
    request = urllib.request.Request(
        f"{appliance.url}/api/documents/{document_id}/download/?original=true",
        headers={"Authorization": f"Token {token}"},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        content: bytes = response.read()
    return content
