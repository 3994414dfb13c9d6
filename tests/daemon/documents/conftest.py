"""A real database and builders of what is in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from intray.documents import records
from intray.documents.records import NewDocument
from intray.store.database import Database, open_database

CHECKSUM = "ab" * 32
Make = Callable[..., Awaitable[int]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "db" / "intray.db") as database:
        yield database


@pytest.fixture
def make_document(database: Database) -> Make:
    """Store a document; content and any column may be given."""
    count = 0

    async def make(content: str = "", **values: Any) -> int:
        nonlocal count
        count += 1
        defaults: dict[str, Any] = {
            "checksum": f"{count:064x}",
            "original_name": f"scan{count:04}.pdf",
            "mime_type": "application/pdf",
            "size": 1000,
            "title": f"Scan {count}",
            "created": "2026-03-05",
            "added_at": 1_772_700_000_000_000 + count,
            "owner_id": None,
            "correspondent_id": None,
            "document_type_id": None,
            "storage_path_id": None,
            "archive_serial_number": None,
            "tag_ids": (),
            "notice": None,
        }
        async with database.transaction() as tx:
            document_id = await records.create(tx, NewDocument(**(defaults | values)))
            if content:
                await records.apply_text(
                    tx,
                    document_id,
                    content=content,
                    page_count=1,
                    language="en",
                    dates=(),
                    created=None,
                )
        return document_id

    return make


@pytest.fixture
def insert(database: Database) -> Make:
    """Insert a row into any table: `await insert("tags", name="Water")`."""

    async def make(table: str, **values: Any) -> int:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        async with database.transaction() as tx:
            cursor = await tx.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    return make
