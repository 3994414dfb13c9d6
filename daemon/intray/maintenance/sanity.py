"""Is everything still there and as it was written? Looks and tells; it changes nothing.

A damaged original is never removed: what is left of it is all there is, and the same paper handed
over once more repairs it.
"""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from intray.config import Paths
from intray.store import blobs, removed_marks, row_sums
from intray.store.database import Database

log = logging.getLogger(__name__)

BITE = 200  # documents listed at a time
MOST_MESSAGES = 200  # the counts go on
REST_SHARE = 1.0  # as long as reading took: the disk is left to others half of the time
LONGEST_REST_S = 2.0
UNDER_WAY_S = 60.0  # an original without row that is no older may be about to get one
THUMBNAIL, ARCHIVE = "thumb.webp", "archive.pdf"
COUNTS = (
    "originals",
    "damaged",
    "missing",
    "damaged_rows",
    "without_files",
    "orphans",
    "errors",
    "warnings",
)
Pause = Callable[[], Awaitable[None]]


@dataclass
class Findings:
    """What was looked at, and what is wrong with it, in sentences.

    They name no title and no file: those who may see the task may not see every document.
    """

    originals: int = 0
    damaged: int = 0  # originals that changed on the disk
    missing: int = 0  # originals that are gone
    damaged_rows: int = 0  # rows or texts in the database that changed by themselves
    without_files: int = 0  # archive or thumbnail is gone; reading again makes it
    orphans: int = 0  # originals without a document
    messages: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """What cannot be made again from what there is."""
        return self.damaged + self.missing + self.damaged_rows

    @property
    def warnings(self) -> int:
        return self.without_files + self.orphans

    def tell(self, message: str) -> None:
        log.error("Sanity check: %s", message)
        if len(self.messages) < MOST_MESSAGES:
            self.messages.append(message)

    def count(self, problem: "_Problem") -> None:
        setattr(self, problem.kind, getattr(self, problem.kind) + 1)
        self.tell(problem.message)

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*COUNTS, "messages")}


@dataclass(frozen=True)
class _File:
    document_id: int
    checksum: str
    derived: str | None
    has_archive: bool


@dataclass(frozen=True)
class _Problem:
    kind: Literal["damaged", "missing", "without_files"]
    message: str


async def check(paths: Paths, database: Database, pause: Pause) -> Findings:
    """Look at everything. `pause` is awaited before each original, and may wait long."""
    findings = Findings()
    last = 0
    while files := await _files(database, last):
        last = max(file.document_id for file in files)
        for file in files:
            await pause()
            began = time.monotonic()
            problems = await asyncio.to_thread(_problems, paths, file)
            findings.originals += 1
            if problems and await _is_current(database, file):
                for problem in problems:
                    findings.count(problem)
            spent_s = time.monotonic() - began
            await asyncio.sleep(min(spent_s * REST_SHARE, LONGEST_REST_S))
    await _check_rows(database, findings)
    await _check_orphans(paths, database, findings)
    return findings


_SOURCES = (
    ("id", "derived, archive_checksum IS NOT NULL FROM documents"),
    ("document_id", "derived, archive_checksum IS NOT NULL FROM document_versions"),
    ("document_id", "NULL, 0 FROM superseded_originals"),
)


def _sources(condition: str) -> str:
    return " UNION ALL ".join(
        f"SELECT {owner}, checksum, {rest} WHERE {owner} {condition}" for owner, rest in _SOURCES
    )


async def _files(database: Database, after: int) -> list[_File]:
    """Every original that the next documents have or had."""
    chosen = "IN (SELECT id FROM documents WHERE id > :after ORDER BY id LIMIT :bite)"
    async with database.read() as db:
        rows = await db.execute_fetchall(_sources(chosen), {"after": after, "bite": BITE})
    return [_File(row[0], row[1], row[2], bool(row[3])) for row in rows]


async def _is_current(database: Database, file: _File) -> bool:
    """False when the document was removed, read again or went back to another version meanwhile."""
    async with database.read() as db:
        rows = await db.execute_fetchall(_sources("= :id"), {"id": file.document_id})
    return file in [_File(row[0], row[1], row[2], bool(row[3])) for row in rows]


def _problems(paths: Paths, file: _File) -> list[_Problem]:
    document = f"Document {file.document_id}"
    try:
        found = blobs.checksum_of(paths.blob(file.checksum))
    except FileNotFoundError:
        return [_Problem("missing", f"{document}: the original is missing.")]
    except OSError as error:
        return [_Problem("damaged", f"{document}: it cannot be read: {error.strerror}.")]
    problems = []
    if found != file.checksum:
        message = (
            f"{document}: the original has changed on the disk. "
            "It is kept as it is; add the same file once more to repair it."
        )
        problems.append(_Problem("damaged", message))
    if lost := _lost(paths, file):
        message = (
            f"{document}: {' and '.join(lost)} is missing. Read the document again to make it anew."
        )
        problems.append(_Problem("without_files", message))
    return problems


def _lost(paths: Paths, file: _File) -> list[str]:
    if file.derived is None:
        return []
    folder = paths.derived_folder(file.checksum, file.derived)
    wanted = [THUMBNAIL, *([ARCHIVE] if file.has_archive else [])]
    return [name for name in wanted if not (folder / name).is_file()]


async def _check_rows(database: Database, findings: Findings) -> None:
    def damaged() -> list[int]:
        with contextlib.closing(sqlite3.connect(database.path)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # only the writer does that
            connection.execute("PRAGMA query_only = ON")
            return row_sums.damaged(connection)

    for document_id in await asyncio.to_thread(damaged):
        findings.damaged_rows += 1
        findings.tell(
            f"Document {document_id}: its entry in the database has changed by itself. "
            "Compare it with the paper, and restore a snapshot if there are more of these."
        )


async def _check_orphans(paths: Paths, database: Database, findings: Findings) -> None:
    stored = await asyncio.to_thread(lambda: set(blobs.stored_checksums(paths)))
    async with database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT checksum FROM known_originals UNION SELECT checksum FROM removals"
        )
    marked = await asyncio.to_thread(removed_marks.all_marked, paths)
    without_row = sorted(stored - {row[0] for row in rows} - marked)
    for checksum in await asyncio.to_thread(_not_under_way, paths, without_row):
        findings.orphans += 1
        findings.tell(f"The stored file {checksum} has no document; it will be given one.")


def _not_under_way(paths: Paths, checksums: Sequence[str]) -> list[str]:
    """Those that are not just about to get a document."""
    latest = time.time() - UNDER_WAY_S
    found = []
    for checksum in checksums:
        with contextlib.suppress(FileNotFoundError):
            if paths.blob(checksum).stat().st_mtime < latest:
                found.append(checksum)
    return found
