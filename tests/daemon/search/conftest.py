"""A real database with rows made by plain SQL, and a search over it."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intray.clock import now_us
from intray.permissions import Actor
from intray.search.engine import Search, open_search
from intray.store.database import Database, open_database

ZONE = ZoneInfo("Europe/Berlin")
ADMIN = Actor(1, "admin", is_superuser=True)

Add = Callable[..., Awaitable[int]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "db" / "intray.db") as database:
        async with database.transaction() as tx:
            for name in ("admin", "bob", "eve"):
                await tx.execute(
                    "INSERT INTO users (username, password_hash, joined_at) VALUES (?, '', 0)",
                    (name,),
                )
        yield database


@pytest.fixture
async def search(tmp_path: Path, database: Database) -> AsyncIterator[Search]:
    async with open_search(tmp_path / "index", database, ZONE) as search:
        yield search


@pytest.fixture
def add(database: Database) -> Add:
    """Insert a document; gives its id."""

    async def insert(content: str = "", *, title: str = "scan", **columns: object) -> int:
        return await insert_document(database, content, title, **columns)

    return insert


async def insert_document(database: Database, content: str, title: str, **columns: object) -> int:
    now = now_us()
    row = {
        "checksum": hashlib.sha256(f"{title}{content}{now}".encode()).hexdigest(),
        "original_name": "scan.pdf",
        "mime_type": "application/pdf",
        "size": 1,
        "title": title,
        "created": "2026-03-05",
        "added_at": now,
        "modified_at": now,
    } | columns
    marks = ", ".join("?" * len(row))
    async with database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO documents ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
        )
        number = cursor.lastrowid
        assert number is not None
        await tx.execute(
            "INSERT INTO document_contents (document_id, content) VALUES (?, ?)", (number, content)
        )
    return number
