"""Originals and documents, as the doors and the pipeline leave them."""

from pathlib import Path
from typing import Any

from intray.config import Paths
from intray.store import blobs
from intray.store.blobs import Staged, StagedFile
from intray.store.database import Database

META = {"file_name": "bill.pdf", "overrides": {}}


def staged(paths: Paths, content: bytes) -> Staged:
    file = StagedFile(paths)
    file.write(content)
    return file.finish()


def stored(paths: Paths, content: bytes, meta: dict[str, Any] | None = None) -> str:
    found = staged(paths, content)
    blobs.publish(paths, found, meta or META)
    return found.checksum


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"rotten")


async def document(database: Database, checksum: str, **values: Any) -> int:
    row = {
        "checksum": checksum,
        "original_name": "bill.pdf",
        "mime_type": "application/pdf",
        "size": 1,
        "title": "Water bill",
        "created": "2026-03-05",
        "added_at": 1_772_000_000_000_000,
        "modified_at": 1_772_000_000_000_000,
    } | values
    async with database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO documents ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


async def change(database: Database, sql: str, *values: Any) -> None:
    async with database.transaction() as tx:
        await tx.execute(sql, values)
