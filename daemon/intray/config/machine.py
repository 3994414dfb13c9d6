"""What `auto` looks at: the machine and the account that the program runs under."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from intray.config.values import time_zone

_ZONE_FOLDER = "/zoneinfo/"
_RESERVED_MB = 512  # for the system and the daemon itself
_PER_PAGE_MB = 700  # one worker with its Tesseract at work


@dataclass(frozen=True)
class Machine:
    cores: int
    memory_mb: int
    home: Path
    zone: ZoneInfo
    state_dir: Path | None = None  # systemd's StateDirectory
    cache_dir: Path | None = None

    @property
    def page_slots(self) -> int:
        """Pages that may be read at once: one a core, as far as the memory goes."""
        by_memory = (self.memory_mb - _RESERVED_MB) // _PER_PAGE_MB
        return max(1, min(self.cores, by_memory))

    @property
    def worker_memory_mb(self) -> int:
        return max(512, min(1536, self.memory_mb * 60 // 100))


def this_machine(environ: Mapping[str, str]) -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        memory_mb=_memory_bytes() // 1_048_576,
        home=Path(environ.get("HOME") or "/"),
        zone=_local_zone(environ),
        state_dir=_first_path(environ.get("STATE_DIRECTORY")),
        cache_dir=_first_path(environ.get("CACHE_DIRECTORY")),
    )


def _memory_bytes() -> int:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def _local_zone(environ: Mapping[str, str]) -> ZoneInfo:
    link = str(Path("/etc/localtime").resolve())
    names = [environ.get("TZ", "").removeprefix(":"), link.partition(_ZONE_FOLDER)[2], "UTC"]
    for name in names:
        try:
            return time_zone(name)
        except ValueError:
            continue
    raise AssertionError("UTC is always known")


def _first_path(text: str | None) -> Path | None:
    return Path(text.split(":")[0]) if text else None
