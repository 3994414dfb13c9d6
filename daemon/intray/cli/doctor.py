"""`intray doctor`: looks whether everything is there and works, and changes nothing."""

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from intray import config
from intray.cli import languages
from intray.cli.arguments import overrides
from intray.config import Config
from intray.discovery import announced_addresses
from intray.errors import ConfigError

_RESERVE_MB = 500
_NO_HARD_LINKS = frozenset({"vfat", "msdos", "exfat", "cifs", "smb3", "ntfs", "fuseblk"})
_MARKS = {True: "ok  ", False: "BAD ", None: "note"}


@dataclass(frozen=True)
class Finding:
    good: bool | None  # None: worth knowing
    text: str


def run(options: argparse.Namespace) -> int:
    """Print what was found; the exit status is 1 if something is bad."""
    settings = config.load(overrides(options), os.environ, options.config)
    bad = False
    for finding in findings(settings):
        print(_MARKS[finding.good], finding.text)  # noqa: T201
        bad = bad or finding.good is False
    return int(bad)


def findings(settings: Config) -> Iterator[Finding]:
    yield _versions()
    yield from _programs(settings)
    yield from _folders(settings)
    yield from _network(settings)
    yield from _limits(settings)


def _versions() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    version = metadata.version("intray")
    return Finding(None, f"Intray {version}, Python {python}, SQLite {sqlite3.sqlite_version}")


def _programs(settings: Config) -> Iterator[Finding]:
    needed = {"tesseract": "tesseract-ocr", "pdftoppm": "poppler-utils"}
    if settings.ocr.clean != "none":
        needed["unpaper"] = "unpaper"
    for program, package in needed.items():
        if shutil.which(program) is None:
            yield Finding(False, f"{program} is missing: apt install {package}")
        else:
            yield Finding(True, f"{program}: {_says(program)}")
    try:
        languages.check(settings.ocr)
    except ConfigError as error:
        yield Finding(False, str(error))
    else:
        yield Finding(True, f"languages of the documents: {', '.join(settings.ocr.languages)}")


def _says(program: str) -> str:
    option = "-v" if program == "pdftoppm" else "--version"
    done = subprocess.run([program, option], capture_output=True, text=True, timeout=10)
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0] if lines else f"does not start (status {done.returncode})"


def _folders(settings: Config) -> Iterator[Finding]:
    paths = settings.paths
    for folder in dict.fromkeys((paths.data_dir, paths.media_dir, paths.consume_dir)):
        there = _nearest(folder)
        kind = _file_system(there)
        free_mb = shutil.disk_usage(there).free // 1_000_000
        told = f"{folder} ({kind}, {free_mb} MB free)"
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(False, f"{told} cannot be written by this user")
        elif folder != paths.consume_dir and kind in _NO_HARD_LINKS:
            yield Finding(False, f"{told} lacks what keeps documents safe; ext4 has it")
        elif free_mb < _RESERVE_MB:
            yield Finding(False, f"{told}: less than {_RESERVE_MB} MB, nothing more is taken in")
        else:
            yield Finding(True, told)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one in which it will be made."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _file_system(folder: Path) -> str:
    kinds = {}
    for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
        _, place, kind, *_ = line.split()
        kinds[place.replace("\\040", " ")] = kind
    resolved = folder.resolve()
    for above in (resolved, *resolved.parents):
        if str(above) in kinds:
            return kinds[str(above)]
    return "unknown file system"


def _network(settings: Config) -> Iterator[Finding]:
    port = settings.server.port
    with socket.socket() as probe:
        probe.settimeout(2)
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    yield Finding(None if taken else True, f"port {port} is {'in use' if taken else 'free'}")
    addresses = announced_addresses(settings.server.hosts)
    yield Finding(None, f"reached from the network at {', '.join(addresses) or 'no address'}")


def _limits(settings: Config) -> Iterator[Finding]:
    workers = settings.workers
    pages = workers.task_workers * workers.threads_per_worker
    yield Finding(
        None, f"{pages} pages are read at once, each worker in at most {workers.memory_mb} MB"
    )
    controllers = _read("/sys/fs/cgroup/cgroup.controllers").split()
    live = {
        "limits of the process": True,
        "memory of the unit (MemoryMax)": "memory" in controllers,
        "Landlock": "landlock" in _read("/sys/kernel/security/lsm"),
        "setpriv": shutil.which("setpriv") is not None,
    }
    for name, there in live.items():
        yield Finding(True if there else None, f"{name}: {'live' if there else 'not here'}")


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
