"""Each call of the daemon that changes a file fails once; then everything is counted."""

import errno
import hashlib
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.error
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import kills
from appliance import Appliance

ERRORS = (errno.EIO, errno.ENOSPC)
DROPPED = ("dropped.txt", b"A paper that was dropped into the folder\n" * 50)
UPLOADED = ("uploaded.txt", b"A paper that was sent over HTTP\n" * 50)
PATIENCE_S = 2.5  # for a run whose call fails
RECOVERY_S = 25.0


@dataclass
class Result:
    points: int = 0  # calls that change files in one run
    runs: int = 0
    lost: int = 0
    duplicated: int = 0
    altered: int = 0
    left: int = 0  # files in staging or in the folder
    acknowledged_and_lost: int = 0
    no_start: int = 0  # daemons that did not come up again without a fault
    faults: list[str] = field(default_factory=list)  # the runs that count above
    seconds: float = 0.0

    @property
    def faultless(self) -> bool:
        return not self.faults


@dataclass
class Outcome:
    acknowledged: bool
    problem: str = ""


def compiled(folder: Path) -> Path | None:
    """The preload library, or None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return library


def campaign(root: Path, *, every: int = 1, at_once: int = 2) -> Result | None:
    """Every n-th call with each error; None without a C compiler."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    library = compiled(root)
    if library is None:
        return None
    began = time.monotonic()
    template = _template(root)
    calls = _counted(root, template, library)
    result = Result(points=len(calls))
    plan = [(number, error) for error in ERRORS for number in range(1, len(calls) + 1, every)]

    def run(entry: tuple[int, int]) -> None:
        number, error = entry
        own = root / f"run-{number}-{error}"
        told = f"{errno.errorcode[error]} at {calls[number - 1]}"
        _one(own, template, library, number, error, told, result)
        shutil.rmtree(own, ignore_errors=True)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, plan))
    result.seconds = time.monotonic() - began
    return result


def _template(root: Path) -> tuple[Path, str]:
    """A daemon's folders after its first start, and the token of its user."""
    appliance = Appliance(root / "template", kills.SETTINGS)
    appliance.start()
    token = appliance.token
    appliance.stop()
    return appliance.root, token


def _counted(root: Path, template: tuple[Path, str], library: Path) -> list[str]:
    log = root / "calls"
    appliance = _copy(root / "counted", template, library, {"FAULTS_LOG": str(log)})
    _hand_over(appliance, template[1], patience_s=20)
    lines = log.read_text().splitlines()
    return [line.partition(" ")[2].replace(str(root / "counted"), "") for line in lines]


def _copy(own: Path, template: tuple[Path, str], library: Path, extra: dict[str, str]) -> Appliance:
    shutil.copytree(template[0], own)
    preload = {"LD_PRELOAD": str(library), "FAULTS_ROOT": str(own), **extra}
    return Appliance(own, kills.SETTINGS | preload)


def _one(
    own: Path,
    template: tuple[Path, str],
    library: Path,
    number: int,
    error: int,
    told: str,
    result: Result,
) -> None:
    extra = {"FAULTS_AT": str(number), "FAULTS_ERRNO": str(error)}
    appliance = _copy(own, template, library, extra)
    acknowledged = _hand_over(appliance, template[1], patience_s=PATIENCE_S)
    appliance.settings = kills.SETTINGS
    came_up = _recovered(appliance, template[1], acknowledged)
    found = _stored(appliance)
    wanted = {hashlib.sha256(content).hexdigest() for _, content in (DROPPED, UPLOADED)}
    counts = {
        "lost": sum(1 for checksum in wanted if not found[checksum]),
        "duplicated": sum(max(count - 1, 0) for count in found.values()),
        "altered": sum(1 for checksum in found if checksum not in wanted),
        "left": len(list((own / "data" / "staging").iterdir()))
        + len([path for path in appliance.consume_dir.rglob("*") if path.is_file()]),
        "no_start": int(not came_up),
    }
    for name, count in counts.items():
        setattr(result, name, getattr(result, name) + count)
    result.runs += 1
    if any(counts.values()):
        result.faults.append(f"{told}: {counts}\n{appliance.log[-2000:]}")


def _hand_over(appliance: Appliance, token: str, *, patience_s: float) -> bool:
    """One run with both doors in use; gives whether the upload was answered with success."""
    appliance.drop(*DROPPED)
    appliance.start(wait=False)
    acknowledged = threading.Event()
    over = threading.Event()

    def send() -> None:
        while not over.is_set():
            try:
                kills.post(appliance, token, *UPLOADED)
            except urllib.error.HTTPError:
                return
            except OSError:
                over.wait(0.05)
                continue
            acknowledged.set()
            return

    sender = threading.Thread(target=send)
    sender.start()
    deadline = time.monotonic() + 1 + patience_s
    while time.monotonic() < deadline and not _is_done(appliance):
        time.sleep(0.05)
    over.set()
    _end(appliance)
    sender.join()
    return acknowledged.is_set()


def _is_done(appliance: Appliance) -> bool:
    assert appliance.process is not None
    if appliance.process.poll() is not None:
        return True
    rows = _query(appliance, "SELECT count(*) FROM documents WHERE reading = 'done'")
    return rows == 2 and not (appliance.consume_dir / DROPPED[0]).exists()


def _end(appliance: Appliance) -> None:
    assert appliance.process is not None
    appliance.process.send_signal(signal.SIGTERM)
    try:
        appliance.process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        appliance.process.kill()
        appliance.process.wait()
    appliance.process = None


def _recovered(appliance: Appliance, token: str, acknowledged: bool) -> bool:
    """Start without a fault; the client sends again what was not answered."""
    appliance.start(wait=False)
    deadline = time.monotonic() + RECOVERY_S
    while time.monotonic() < deadline:
        assert appliance.process is not None
        if appliance.process.poll() is not None:
            return False
        if not acknowledged:
            try:
                kills.post(appliance, token, *UPLOADED)
                acknowledged = True
            except urllib.error.HTTPError:
                return False
            except OSError:
                time.sleep(0.05)
                continue
        open_jobs = "SELECT count(*) FROM jobs WHERE state IN ('pending', 'started')"
        is_empty = not (appliance.consume_dir / DROPPED[0]).exists()
        if is_empty and _query(appliance, open_jobs) == 0 and _answers(appliance):
            break
        time.sleep(0.05)
    _end(appliance)
    return True


def _answers(appliance: Appliance) -> bool:
    try:
        appliance.call("GET", "/api/")
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _query(appliance: Appliance, sql: str) -> int | None:
    try:
        path = appliance.data_dir / "db" / "intray.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1) as db:
            return int(db.execute(sql).fetchone()[0])
    except sqlite3.Error:
        return None


def _stored(appliance: Appliance) -> Counter[str]:
    """Documents by the checksum of what their original holds now."""
    found: Counter[str] = Counter()
    path = appliance.data_dir / "db" / "intray.db"
    with sqlite3.connect(path) as db:
        for (checksum,) in db.execute("SELECT checksum FROM documents"):
            blob = appliance.data_dir / "blobs" / checksum[:2] / checksum[2:4] / checksum
            content = blob.read_bytes() if blob.exists() else b""
            found[hashlib.sha256(content).hexdigest()] += 1
    return found
