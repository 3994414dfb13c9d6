"""A real daemon in a child process, with its own folders: for browser, client, crash and bench."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ADMIN = "ada"
PASSWORD = "correct horse battery staple"  # of a daemon that lives for one test
START_TIMEOUT_S = 30.0


@dataclass
class Appliance:
    """Folders that outlive the process, so that a test can stop, kill and start it again."""

    root: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    with_admin: bool = True
    program: tuple[str, ...] = ("-m", "intray")  # given to Python
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None
    _token: str | None = None

    @property
    def data_dir(self) -> Path:
        return self.root / "data"

    @property
    def consume_dir(self) -> Path:
        return self.root / "consume"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.root / "log").read_text(errors="replace")

    def start(self, *, wait: bool = True) -> float:
        """Start it; gives the seconds until `GET /api/` was answered (0 without waiting)."""
        self.root.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with (self.root / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, *self.program, "serve"),
                    *("--data-dir", str(self.data_dir), "--consume-dir", str(self.consume_dir)),
                    *("--host", "127.0.0.1", "--port", str(self.port)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
            )
        if not wait:
            return 0.0
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/api/", timeout=5):
                    return time.monotonic() - began
            except OSError:
                if self.process.poll() is not None or time.monotonic() - began > START_TIMEOUT_S:
                    raise RuntimeError(f"The daemon did not start:\n{self.log[-4000:]}") from None
                time.sleep(0.02)

    def stop(self) -> int:
        """SIGTERM and wait; gives the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=20)
        self.process = None
        return status

    def kill(self) -> None:
        """As a power cut that keeps the page cache: no warning, workers gone with it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    @property
    def token(self) -> str:
        if self._token is None:
            answer = self.call("POST", "/api/token/", {"username": ADMIN, "password": PASSWORD})
            self._token = str(answer["token"])
        return self._token

    def get(self, path: str) -> Any:
        return self.call("GET", path, token=self.token)

    def call(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Any:
        """One request with JSON in and out; raises urllib.error.HTTPError on 4xx and 5xx."""
        headers = {"Accept": "application/json; version=10"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if token is not None:
            headers["Authorization"] = f"Token {token}"
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            content = response.read()
        return json.loads(content) if content else None

    def drop(self, name: str, content: bytes) -> Path:
        """As a well-behaved scanner: under another name first, then renamed."""
        self.consume_dir.mkdir(parents=True, exist_ok=True)
        partial = self.consume_dir / f"{name}.part"
        partial.write_bytes(content)
        return partial.rename(self.consume_dir / name)

    def found(self, word: str) -> int:
        """How many documents the search finds."""
        return int(self.get(f"/api/documents/?query={word}&fields=id")["count"])

    def wait_until_found(self, word: str, *, count: int = 1, timeout_s: float = 60.0) -> None:
        deadline = time.monotonic() + timeout_s
        while self.found(word) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{word!r} was not found in time:\n{self.log[-4000:]}")
            time.sleep(0.1)

    def wait_until_read(self, *, documents: int, timeout_s: float = 120.0) -> None:
        """Until so many documents exist and no job is left."""
        deadline = time.monotonic() + timeout_s
        while True:
            total = self.get("/api/documents/?page_size=1&fields=id")["count"]
            if total >= documents and not self.get("/api/tasks/active/"):
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {total} of {documents} documents:\n{self.log[-4000:]}")
            time.sleep(0.1)

    def _environment(self) -> dict[str, str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PAPERLESS_", "INTRAY_"))
        }
        if self.with_admin:
            clean |= {"PAPERLESS_ADMIN_USER": ADMIN, "PAPERLESS_ADMIN_PASSWORD": PASSWORD}
        return clean | dict(self.settings)


@contextmanager
def running(appliance: Appliance) -> Iterator[Appliance]:
    appliance.start()
    try:
        yield appliance
    finally:
        if appliance.process is not None:
            appliance.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
