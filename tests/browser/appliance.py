"""The real daemon in a process of its own, with folders that are thrown away."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

USERNAME = "ann"
PASSWORD = "quiet paper tray"
START_S = 30
STOP_S = 15
FILED_S = 90  # one page is recognised, on a busy machine


@dataclass
class Appliance:
    url: str
    data_dir: Path
    consume_dir: Path
    log: Path

    def setup_code(self) -> str:
        """As the person at the terminal reads it."""
        found = re.search(r"with the code (\S+)", self.log.read_text())
        assert found, self.log.read_text()
        return found[1]

    def api(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url,
            auth=(USERNAME, PASSWORD),
            headers={"Accept": "application/json; version=10"},
            timeout=30,
        )

    def add(self, name: str, content: bytes, **values: str) -> int:
        """Hand over a file and wait until it is read; gives the document's id."""
        with self.api() as api:
            files = {"document": (name, content)}
            answer = api.post("/api/documents/post_document/", files=files, data=values)
            answer.raise_for_status()
            return _document_of(api, answer.json())


def _document_of(api: httpx.Client, task_id: str) -> int:
    deadline = time.monotonic() + FILED_S
    while time.monotonic() < deadline:
        tasks = api.get("/api/tasks/", params={"task_id": task_id}).json()["results"]
        if tasks and tasks[0]["status"] in ("success", "failure"):
            return int(tasks[0]["related_document_ids"][0])
        time.sleep(0.1)
    raise TimeoutError(f"Task {task_id} did not end.")


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[Appliance]:
    """Until the block is left. `settings` are environment variables."""
    port = _free_port()
    appliance = Appliance(
        url=f"http://127.0.0.1:{port}",
        data_dir=folder / "data",
        consume_dir=folder / "consume",
        log=folder / "log",
    )
    appliance.data_dir.mkdir(parents=True)
    appliance.consume_dir.mkdir()
    arguments = ("--data-dir", appliance.data_dir, "--consume-dir", appliance.consume_dir)
    command = [sys.executable, "-m", "intray", "serve", *map(str, arguments), "--port", str(port)]
    environment = {**os.environ, "INTRAY_SERVER_ANNOUNCE": "no", "PYTHONUNBUFFERED": "1"}
    with appliance.log.open("wb") as log:
        daemon = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env={**environment, **settings}
        )
    try:
        _wait_until_it_answers(appliance, daemon)
        yield appliance
    finally:
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(STOP_S)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


def _wait_until_it_answers(appliance: Appliance, daemon: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if daemon.poll() is not None:
            break
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{appliance.url}/api/").is_success:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The daemon does not answer:\n{appliance.log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
