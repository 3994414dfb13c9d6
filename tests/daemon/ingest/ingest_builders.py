"""Small real files, and a house that takes them in."""

import asyncio
import contextlib
import hashlib
import io
import struct
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intray.config import Config, Paths
from intray.events import Events
from intray.ingest.state import IntakeState
from intray.ingest.types import Received, Register, Registered
from intray.ingest.uploads import Uploads
from intray.ingest.watcher import Watcher, open_watcher
from intray.pipeline.register import Registrar
from intray.reading.supported import SUPPORTED
from intray.store.database import Database
from intray.store.space import Space

QUIET_S = 0.15
ROOMY = Space(reserve_bytes=0, reserve_share=0)
NO_SPACE = Space(reserve_bytes=10**15, reserve_share=0)


def pdf(*pages: bytes, seed: int = 0) -> bytes:
    """A PDF whose pages hold incompressible bytes, as scans do."""
    body = b"%PDF-1.4\n"
    for number, page in enumerate(pages or (noise(seed),)):
        body += b"%d 0 obj <</Type /Page>> endobj\n" % (number * 2 + 3)
        body += b"%d 0 obj <<>> stream\n" % (number * 2 + 4) + page + b"\nendstream endobj\n"
    start = len(body)
    return body + b"xref\n0 1\ntrailer <<>>\nstartxref\n%d\n%%%%EOF\n" % start


def noise(seed: int, size: int = 4000) -> bytes:
    blocks = (hashlib.sha256(b"%d-%d" % (seed, i)).digest() for i in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def png(seed: int = 0) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + noise(seed, 8) for _ in range(8)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def tiff(*pages: bytes) -> bytes:
    """Uncompressed strips, one a page."""
    out = io.BytesIO(b"II*\0\0\0\0\0")
    out.seek(8)
    link = 4
    for page in pages:
        place = out.tell()
        out.write(page)
        directory = out.tell()
        out.write(struct.pack("<H", 2))
        out.write(struct.pack("<HHII", 273, 4, 1, place))
        out.write(struct.pack("<HHII", 279, 4, 1, len(page)))
        next_link = out.tell()
        out.write(struct.pack("<I", 0))
        end = out.tell()
        out.seek(link)
        out.write(struct.pack("<I", directory))
        out.seek(end)
        link = next_link
    return out.getvalue()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def until(condition: Callable[[], Any], timeout_s: float = 8) -> None:
    """Wait for something that is to happen by itself."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not: {condition.__name__}")
        await asyncio.sleep(0.01)


@dataclass
class House:
    """Folders, database and the real registrar; what was registered is counted."""

    config: Config
    database: Database
    events: Events = field(default_factory=Events)
    received: list[Received] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)  # raised by the next registrations

    @property
    def paths(self) -> Paths:
        return self.config.paths

    @property
    def consume(self) -> Path:
        return self.config.paths.consume_dir

    @property
    def register(self) -> Register:
        registrar = Registrar(self.database, self.events, self.config)

        async def register(received: Received) -> Registered:
            if self.fails:
                raise self.fails.pop(0)
            registered = await registrar(received)
            self.received.append(received)
            return registered

        return register

    def drop(self, name: str, content: bytes) -> Path:
        """As a file server does: written under its name."""
        path = self.consume / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def uploads(self, **changes: Any) -> Uploads:
        state = IntakeState(self.events)
        uploads = Uploads(self.paths, self.register, state, SUPPORTED, 10_000_000, ROOMY)
        return replace(uploads, **changes)

    @contextlib.asynccontextmanager
    async def watching(
        self, *, space: Space = ROOMY, probe_s: float = 0.2, **settings: Any
    ) -> AsyncIterator[Watcher]:
        defaults: dict[str, Any] = {"stability_delay_s": QUIET_S, "incomplete_after_s": 60.0}
        consumer = replace(self.config.consumer, **(defaults | settings))
        state = IntakeState(self.events)
        async with open_watcher(
            self.paths, consumer, self.register, state, SUPPORTED, space=space, probe_s=probe_s
        ) as watcher:
            yield watcher

    def blobs(self) -> list[bytes]:
        """The originals that are stored."""
        return [path.read_bytes() for path in sorted(self.paths.blobs.glob("*/*/*"))]

    def left(self) -> list[str]:
        """Names in the consume folder, without our own folder."""
        files = (path for path in self.consume.rglob("*") if not path.is_dir())
        return sorted(str(path.relative_to(self.consume)) for path in files)

    async def documents(self) -> list[dict[str, Any]]:
        async with self.database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM documents ORDER BY id")
        return [dict(row) for row in rows]

    async def jobs(self) -> list[dict[str, Any]]:
        async with self.database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM jobs ORDER BY id")
        return [dict(row) for row in rows]


def reasons(watcher: Watcher) -> dict[str, str]:
    return {file.name: file.reason for file in watcher.waiting()}
