"""Builders for bulk actions: users with all rights, many documents at once, answers in short."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from intray.api.services import Services
from intray.permissions import CODENAMES

Ask = Callable[..., Awaitable[tuple[int, Any]]]
EDIT = "/api/documents/bulk_edit/"


@dataclass
class Found:
    ids: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    corrected_query: str | None = None
    highlight: Callable[[str], str] = lambda content: content
    highlight_notes: Callable[[str], str] = lambda notes: notes


@dataclass
class Index:
    """Finds these documents, however one searches."""

    found: Found = field(default_factory=Found)
    asked: list[str] = field(default_factory=list)

    def finds(self, *ids: int) -> None:
        self.found = Found(list(ids), [1.0] * len(ids))

    async def query(self, text: str, actor: Any) -> Found:
        self.asked.append(text)
        return self.found

    async def text(self, text: str, *, title_only: bool) -> Found:
        self.asked.append(text)
        return self.found

    async def more_like(self, document_id: int) -> Found:
        self.asked.append(str(document_id))
        return self.found


@pytest.fixture
def index() -> Index:
    return Index()


@pytest.fixture
def told() -> list[Any]:
    """Events that were published."""
    return []


@pytest.fixture
def services(services: Services, index: Index, told: list[Any]) -> Services:
    services.events.publish = told.append  # type: ignore[method-assign]
    return replace(services, search=index)  # type: ignore[arg-type]


@pytest.fixture
def post(box) -> Ask:
    """`await post("ann", path, body)` gives status and content; users come with all rights."""
    clients: dict[str, Any] = {}

    async def post(username: str, path: str, body: Any) -> tuple[int, Any]:
        if username not in box.user_ids:
            superuser = username == "admin"
            await box.make_user(username, CODENAMES, is_superuser=superuser)
        if username not in clients:
            clients[username] = await box.client(username)
        async with clients[username].post(path, json=body) as response:
            return response.status, await response.json()

    return post


@pytest.fixture
def edit(post) -> Ask:
    """`await edit("ann", ids, "add_tag", tag=3)`."""

    async def edit(username: str, ids: Any, method: str, **parameters: Any) -> tuple[int, Any]:
        body = {"documents": ids, "method": method, "parameters": parameters}
        return await post(username, EDIT, body)

    return edit


@pytest.fixture
def insert(box) -> Callable[..., Awaitable[int]]:
    """`await insert("tags", name="Water")` gives the id."""

    async def insert(table: str, **values: Any) -> int:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        async with box.services.database.transaction() as tx:
            cursor = await tx.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
            )
        return cursor.lastrowid

    return insert


@pytest.fixture
def rows(box) -> Callable[..., Awaitable[list[Any]]]:
    """What a query gives: rows as tuples, or plain values where there is one column."""

    async def rows(query: str, *parameters: Any) -> list[Any]:
        async with box.services.database.read() as db:
            found = [tuple(row) for row in await db.execute_fetchall(query, parameters)]
        return [row[0] for row in found] if found and len(found[0]) == 1 else found

    return rows


@pytest.fixture
def many_documents(box) -> Callable[[int], Awaitable[list[int]]]:
    """Many documents without files, quickly."""

    async def many_documents(count: int) -> list[int]:
        async with box.services.database.transaction() as tx:
            await tx.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                " INSERT INTO documents (checksum, original_name, mime_type, size, title, created,"
                " added_at, modified_at) SELECT printf('%064x', i + 1000000), 'scan.pdf',"
                " 'application/pdf', 1, 'Scan ' || i, '2026-03-05', i, i FROM n",
                (count,),
            )
            await tx.execute(
                "INSERT INTO document_contents (document_id, content)"
                " SELECT id, 'invoice ' || id FROM documents"
            )
            found = await tx.execute_fetchall("SELECT id FROM documents ORDER BY id")
        return [row[0] for row in found]

    return many_documents
