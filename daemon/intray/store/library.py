"""The readable view: a hard link to each original, under a name that a person understands.

It follows the database by way of its outbox and never touches an original. Deleting all of it
loses nothing; it is made anew.
"""

import asyncio
import contextlib
import logging
import mimetypes
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import aiosqlite

from intray.config import Paths
from intray.errors import IntrayError
from intray.store import durable
from intray.store.database import Database
from intray.store.library_values import Filed, default_path, filed, values_of
from intray.store.path_names import with_suffix
from intray.store.path_template import TemplateError, render_path

log = logging.getLogger(__name__)

BATCH = 64
PAUSE_S = 1.0  # changes that come together are done together
CHECK_S = 3600.0  # is everything still there?
RETRY_S = 30.0
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")


@dataclass(frozen=True)
class Link:
    document_id: int
    path: str  # below library/
    checksum: str


@dataclass
class Library:
    """Enter it with `open_library`."""

    paths: Paths
    database: Database
    zone: tzinfo
    pause_s: float = PAUSE_S
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def rebuild_missing(self) -> int:
        """Put documents whose link is gone back into the outbox; gives their number."""
        async with self.database.read() as db:
            rows = await db.execute_fetchall("SELECT document_id, path FROM library_links")
            unlinked = await db.execute_fetchall(
                "SELECT id FROM documents WHERE deleted_at IS NULL"
                " AND id NOT IN (SELECT document_id FROM library_links)"
                " AND id NOT IN (SELECT document_id FROM library_outbox)"
            )
        links = [(row[0], row[1]) for row in rows]
        missing = await asyncio.to_thread(
            lambda: [number for number, path in links if not self._at(path).exists()]
        )
        missing += [row[0] for row in unlinked]
        if missing:
            async with self.database.transaction() as tx:
                await tx.executemany(
                    "INSERT INTO library_outbox (document_id) VALUES (?)",
                    [(number,) for number in missing],
                )
        return len(missing)

    async def flush(self) -> None:
        """All committed changes are visible in the folder when this returns."""
        while await self._work_off():
            pass

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        check_at = loop.time()
        while True:
            self._wake.clear()
            try:
                if loop.time() >= check_at:
                    await self.rebuild_missing()
                    check_at = loop.time() + CHECK_S
                await self.flush()
            except (IntrayError, OSError, sqlite3.Error) as error:
                log.warning("The readable view could not be brought up to date: %s", error)
                await asyncio.sleep(RETRY_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(check_at - loop.time(), 0)):
                    await self._wake.wait()
            await asyncio.sleep(self.pause_s)

    async def _work_off(self) -> bool:
        """One batch; False when nothing is left."""
        async with self.database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT document_id, max(seq) FROM library_outbox GROUP BY document_id"
                " ORDER BY max(seq) LIMIT ?",
                (BATCH,),
            )
            done = [(row[0], row[1]) for row in rows]
            documents = {number: await filed(db, number) for number, _ in done}
            links = {number: await _link_of(db, number) for number, _ in done}
        if not done:
            return False
        wanted = await asyncio.to_thread(self._apply, documents, links)
        async with self.database.transaction() as tx:
            await _note(tx, wanted)
            await tx.executemany(
                "DELETE FROM library_outbox WHERE document_id = ? AND seq <= ?", done
            )
        return True

    def _apply(
        self, documents: dict[int, Filed | None], links: dict[int, Link | None]
    ) -> dict[int, Link | None]:
        """Bring the folder to what the documents want; gives where each one is now."""
        result: dict[int, Link | None] = {}
        for number, document in sorted(documents.items()):
            old = links[number]
            new = None
            if document is not None and document.deleted_at is None:
                new = self._place(document, old)
            if old is not None and (new is None or old.path != new.path):
                self._remove(old.path)
            result[number] = new
        return result

    def _place(self, document: Filed, old: Link | None) -> Link | None:
        """Link the original under the first free name. None if there is no original."""
        suffix = _suffix(document)
        path = self._rendered(document)
        for addition in ("", f" ({document.id})", f" ({document.id}-{document.checksum[:8]})"):
            candidate = with_suffix(path, addition + suffix)
            try:
                if self._link(document, candidate, old):
                    return Link(document.id, candidate, document.checksum)
            except FileNotFoundError:
                log.error("Document %d has no original to link", document.id)
                return None
        log.error("Document %d finds no free name in the readable view", document.id)
        return None

    def _rendered(self, document: Filed) -> str:
        if document.storage_path:
            try:
                return render_path(document.storage_path, values_of(document, self.zone))
            except TemplateError as error:
                log.warning("The storage path of document %d: %s", document.id, error)
        return default_path(document)

    def _link(self, document: Filed, candidate: str, old: Link | None) -> bool:
        """False if something else has the name."""
        blob = self.paths.blob(document.checksum)
        target = self._at(candidate)
        try:
            durable.make_folders(target.parent)
            durable.link(blob, target)
        except NotADirectoryError:
            return False
        except FileExistsError:
            if not target.is_file():
                return False
            if target.samefile(blob):
                return True
            if old is None or old.path != candidate or not self._is_of(target, old.checksum):
                return False
            durable.unlink(target)  # the former original of this document
            durable.link(blob, target)
        return True

    def _is_of(self, target: Path, checksum: str) -> bool:
        blob = self.paths.blob(checksum)
        return blob.exists() and target.samefile(blob)

    def _remove(self, path: str) -> None:
        target = self._at(path)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            durable.unlink(target)
        with contextlib.suppress(OSError):  # not empty
            for folder in target.parents:
                if folder == self.paths.library:
                    break
                durable.remove_folder(folder)

    def _at(self, path: str) -> Path:
        return self.paths.library / path


@asynccontextmanager
async def open_library(
    paths: Paths, database: Database, zone: tzinfo | None = None, *, pause_s: float = PAUSE_S
) -> AsyncIterator[Library]:
    """The view follows the database until the block is left."""
    library = Library(paths, database, zone or ZoneInfo("UTC"), pause_s)
    database.after_commit(library._wake.set)
    task = asyncio.create_task(library._run(), name="library")
    try:
        yield library
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _suffix(document: Filed) -> str:
    """The extension of the original, if it looks like one."""
    suffix = PurePosixPath(document.original_name).suffix
    if _SUFFIX.fullmatch(suffix):
        return suffix.lower()
    return mimetypes.guess_extension(document.mime_type) or ""


async def _link_of(db: aiosqlite.Connection, document_id: int) -> Link | None:
    cursor = await db.execute(
        "SELECT document_id, path, checksum FROM library_links WHERE document_id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else Link(*row)


async def _note(tx: aiosqlite.Connection, links: dict[int, Link | None]) -> None:
    await tx.executemany(
        "DELETE FROM library_links WHERE document_id = ?", [(number,) for number in links]
    )
    await tx.executemany(
        # Somebody removed the file that had this path: its document is found missing and relinked.
        "INSERT OR REPLACE INTO library_links (document_id, path, checksum) VALUES (?, ?, ?)",
        [(link.document_id, link.path, link.checksum) for link in links.values() if link],
    )
