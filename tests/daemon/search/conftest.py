"""A real database and a search over it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from search_library import ZONE, insert_document

from intray.search.engine import Search, open_search
from intray.store.database import Database, open_database

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
